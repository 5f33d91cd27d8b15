"""The programs, and the sample site on a host like those it is published on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plugins.build import Options, build_site
from tests.browser.conftest import strict_host
from tests.gates.host import PublicHandler
from tests.gates.tools import MissingToolsError, Tools, install_tools


@dataclass(frozen=True)
class HostedSite:
    folder: Path
    address: str


@pytest.fixture(scope="session")
def tools() -> Tools:
    try:
        return install_tools()
    except MissingToolsError as error:
        pytest.fail(str(error))


@pytest.fixture(scope="session")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostedSite]:
    folder = tmp_path_factory.mktemp("hosted") / "site"
    folder.mkdir()
    with strict_host(folder, PublicHandler) as address:
        build_site(Options(output=folder, jobs=2, url=address))
        yield HostedSite(folder, address)
