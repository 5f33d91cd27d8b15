#!/usr/bin/env python3
"""The portal's tasks. `python3 tasks.py TASK …` needs nothing but Python 3.11: it makes `.venv`, installs the locked
dependencies when they are missing or changed, and runs the task inside. `python3 tasks.py --list` names the tasks.
"""

from __future__ import annotations

import gc
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = ENVIRONMENT / "installed-lock"


def enter_environment() -> None:
    """Run this same command inside `.venv`, which is made or brought up to date first."""
    if sys.version_info < (3, 11):  # noqa: UP036 — this file is started by whatever python3 the machine has
        sys.exit("Cần Python 3.11 trở lên; máy này có " + sys.version.split()[0] + ".")
    python = str(ENVIRONMENT / "bin" / "python")
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if not STAMP.is_file() or STAMP.read_text() != wanted:
        if ENVIRONMENT.is_symlink():  # making it anew would delete what others work with
            sys.exit(
                f".venv là liên kết tới {ENVIRONMENT.resolve()}, nơi các thư viện không đúng requirements.lock. "
                "Hãy bỏ liên kết ấy rồi chạy lại; môi trường mới sẽ được lập."
            )
        print("Đang chuẩn bị môi trường trong .venv (chỉ lần đầu, hoặc khi requirements.lock đổi)…", file=sys.stderr)
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        if subprocess.run([*install, "-r", str(LOCK)]).returncode:
            sys.exit("Không cài được các thư viện trong requirements.lock; hãy xem lỗi của pip ở trên.")
        STAMP.write_text(wanted)
    os.execv(python, [python, str(Path(__file__).resolve()), *sys.argv[1:]])


if __name__ == "__main__":
    if Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        enter_environment()
    gc.disable()  # there is nothing to collect among modules, and looking takes a sixth of the time
    from plugins.tasks.program import run

    gc.enable()
    run(sys.argv[1:])
