"""Readers through ten deploys and two rollbacks, and kills at random moments, on folder and SSH targets.

`python -m tests.campaigns.deploying [--kills N]`; a fault ends it with an AssertionError.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.publishing_readers import kill_deploys
from tests.publishing_sample import Desk, ssh_server
from tests.test_deploying_readers import read_through_deploys


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="kills on each kind of target")
    kills = parser.parse_args().kills
    for kind in ("folder", "ssh"):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            home = Path(folder)
            keys = stack.enter_context(ssh_server(home / "server")) if kind == "ssh" else {}
            readers = read_through_deploys(Desk(home, kind, path=str(home / "www"), **keys), 10, 2)
            print(f"{kind}: {readers.asked} requests, {len(readers.versions)} versions, {len(readers.faults)} faults")
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            home = Path(folder)
            keys = stack.enter_context(ssh_server(home / "server")) if kind == "ssh" else {}
            keys = {"path": str(home / "www"), **keys}
            kill_deploys(Desk(home, kind, **keys), kills)
            print(f"{kind}: {kills} kills, the site whole after each, completed by the next deploy")


if __name__ == "__main__":
    main()
