"""What readers see through nginx while deploys and rollbacks run."""

from __future__ import annotations

import pytest

from tests.publishing_readers import Readers
from tests.publishing_sample import Desk, nginx_server, ssh_server


@pytest.mark.parametrize("kind", ["folder", "ssh"])
def test_readers_see_no_error_and_no_mixed_version_through_deploys_and_a_rollback(tmp_path, kind):
    if kind == "ssh":
        with ssh_server(tmp_path / "server") as keys:
            read_through_deploys(Desk(tmp_path, kind, path=str(tmp_path / "www"), **keys), 3, 1)
    else:
        read_through_deploys(Desk(tmp_path, kind, path=str(tmp_path / "www")), 4, 1)


def read_through_deploys(desk: Desk, deploys: int, rollbacks: int, items: int = 48) -> Readers:
    desk.build("00000000", items)
    desk.deploy()
    with (
        nginx_server(desk.folder / "nginx", desk.folder / "www/current") as address,
        Readers(address, items) as readers,
    ):
        for number in range(1, deploys + 1):
            desk.build(f"{number:08x}", items)
            desk.deploy()
        for _ in range(rollbacks):
            desk.roll_back()
    assert not readers.faults, readers.faults
    assert readers.asked > 50
    assert len(readers.versions) > 1
    return readers
