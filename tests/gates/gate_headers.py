"""Mozilla's HTTP Observatory grades the real nginx, with the portal's configuration, A+ on every kind of page."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.test_pages import PAGES
from tests.gates.conftest import HostedSite
from tests.gates.tools import Tools
from tests.web_servers import Server, describe_site, free_port, running_nginx

SCRIPT = Path(__file__).with_name("observatory.mjs")
MEASURED = ("home", "item", "search")


@dataclass(frozen=True)
class Secured:
    server: Server
    certificate: str


@pytest.fixture(scope="module")
def secured(hosted: HostedSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    work = tmp_path_factory.mktemp("nginx")
    (work / "current").symlink_to(hosted.folder, target_is_directory=True)
    site = describe_site(work)
    with running_nginx(work / "server", site, free_port()) as server:
        yield Secured(server, site.certificate)


@pytest.mark.parametrize("name", MEASURED)
def test_the_observatory_grades_a_page_a_plus(name: str, tools: Tools, secured: Secured) -> None:
    ports = [str(urlsplit(address).port) for address in (secured.server.plain, secured.server.address)]
    command = [str(tools.node), str(SCRIPT), str(tools.modules), *ports, PAGES[name]]
    trusting = os.environ | {"NODE_EXTRA_CA_CERTS": secured.certificate}
    done = subprocess.run(command, capture_output=True, text=True, env=trusting)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    failed = [test for test in found["tests"] if not test["pass"]]
    print(f"{name}: {found['grade']} ({found['score']})")
    assert (found["status"], found["grade"], failed) == (200, "A+", [])
