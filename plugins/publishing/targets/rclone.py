"""Runs rclone of the version in requirements-deploy.lock, and with nothing but its remotes taken from outside.

In: arguments. Out: what rclone wrote, or a TargetError. It is installed below `.cache/deploy/` when it is first needed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from .programs import TargetError, run

PROJECT = Path(__file__).resolve().parents[3]
LOCK = PROJECT / "requirements-deploy.lock"
HOME = PROJECT / ".cache" / "deploy"
# A bucket whose name is misspelt is not to be made; a password that is asked for would wait for ever.
FLAGS = ("--s3-no-check-bucket", "--ask-password=false", "--retries=1", "--low-level-retries=2",
         "--contimeout=15s", "--timeout=60s", "--transfers=16", "--checkers=16", "--stats=0",
         "--log-level=ERROR")  # fmt: skip
# Of the variables that rclone heeds, those that tell where and as whom. Any flag may be one (RCLONE_DRY_RUN,
# RCLONE_EXCLUDE, RCLONE_IGNORE_ERRORS, …), and would change what a deploy does.
_KEPT = re.compile(r"RCLONE_(CONFIG(_\w+)?|[A-Z0-9]+_(ENV_AUTH|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|ENDPOINT|"
                   r"REGION|PROVIDER|HOST|USER|PASS|KEY_FILE|ACCOUNT|KEY|TOKEN))$")  # fmt: skip
NOT_FOUND = (3, 4)  # rclone's codes for a folder and for a file that is not there


def rclone(*arguments: str, feed: bytes | None = None, quiet_codes: Sequence[int] = ()) -> bytes:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RCLONE_") or _KEPT.match(key)}
    return run([find_rclone(), *FLAGS, *arguments], feed=feed, environment=kept, quiet_codes=quiet_codes)


@cache
def find_rclone() -> str:
    """Its path; TargetError when it could not be installed."""
    beside = Path(sys.executable).with_name("rclone")
    if beside.is_file():
        return str(beside)
    folder = HOME / hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    if not folder.is_dir():
        temporary = folder.with_suffix(f".{os.getpid()}")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        try:
            run([*pip, "--target", str(temporary), "-r", str(LOCK)])
            temporary.rename(folder)
        except (TargetError, OSError) as error:
            raise TargetError(f"Không cài được rclone từ {LOCK.name}: {error}") from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return str(folder / "bin" / "rclone")
