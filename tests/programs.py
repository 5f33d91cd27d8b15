"""Finds the servers and programs that tests run besides Chromium, and installs those that the machine lacks.

`python -m tests.programs` is what `tasks.py test` runs first; it takes the system's packages. A test that needs one
asks `find_program` for its path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

PACKAGES = {  # program: Debian's package
    "caddy": "caddy",
    "git": "git",
    "nginx": "nginx-light",
    "rsync": "rsync",
    "ssh": "openssh-client",
    "sshd": "openssh-server",
    "wrk": "wrk",
}
PLACES = (*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin")  # servers lie beside the PATH


def find_program(name: str) -> str | None:
    """Where the program lies, None where the machine has none."""
    return shutil.which(name, path=os.pathsep.join(PLACES))


def install_programs(names: list[str]) -> list[str]:
    """Install the packages of these programs as the system does it; what is missing still."""
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        packages = [PACKAGES[name] for name in names]
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
            try:
                subprocess.run(
                    [*root, *command],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env=environment,
                    check=False,
                )
            except FileNotFoundError:
                break
    return [name for name in names if not find_program(name)]


def main() -> None:
    missing = [name for name in PACKAGES if not find_program(name)]
    if not missing:
        return
    print(f"Máy chưa có {', '.join(missing)}, mà các bài kiểm cần; đang cài…", file=sys.stderr)
    if missing := install_programs(missing):
        packages = ", ".join(PACKAGES[name] for name in missing)
        sys.exit(f"Không cài được {', '.join(missing)}; hãy cài các gói của hệ thống: {packages}.")


if __name__ == "__main__":
    main()
