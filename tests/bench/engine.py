"""Builds after small changes, ours and Hugo's in turn: cold, nothing changed, one body edited, one item added.

Hugo is pinned in requirements-bench.lock. It has no search; ours makes its index too.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.build import portal_build
from tests.bench.corpus import write_corpora
from tests.bench.measure import Cost, measure
from tests.bench.peers import install_peers

SENTENCE = "\nThêm một câu vào cuối bài.\n"
ITEM = (
    '{"title": "Tin thêm để đo", "slug": "tin-them-de-do", "date": "2026-06-01T08:00:00+07:00", "%s": %s,'
    ' "tags": ["thẻ đo"], "summary": "Một tin nữa."}'
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=Path)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        portal, hugo = folder / "portal", folder / "hugo"
        write_corpora(arguments.items, arguments.n, portal=portal, hugo=hugo)
        print(f"{arguments.n} tin, {arguments.runs} cặp, trung vị; Hugo không có phần tìm kiếm")
        print(f"{'':24}{'cổng, s':>10}{'Hugo, s':>10}{'tỷ số':>8}{'MB':>8}{'MB Hugo':>9}{'tệp đổi':>9}{'Hugo':>8}")
        for label, change in {
            "dựng từ đầu": start_again,
            "không đổi gì": lambda *_: None,
            "sửa một bài": edit_body,
            "thêm một tin": add_item,
        }.items():
            compare(label, change, arguments.runs, portal, hugo, folder)


def compare(
    label: str, change: Callable[[int, Path, Path, Path], None], runs: int, portal: Path, hugo: Path, folder: Path
) -> None:
    """A row of the table: `change` is made before each pair of builds."""
    ours: list[Cost] = []
    theirs: list[Cost] = []
    changed: list[tuple[int, int]] = []
    for run in range(runs):
        change(run, portal, hugo, folder)
        before = [snapshot(folder / side) for side in ("ours", "theirs")]
        ours.append(measure(portal_build(portal, folder / "ours", clean=False)))
        theirs.append(measure(hugo_build(hugo, folder / "theirs")))
        after = [snapshot(folder / side) for side in ("ours", "theirs")]
        changed.append((difference(before[0], after[0]), difference(before[1], after[1])))
    ratio = statistics.median(a.wall / b.wall for a, b in zip(ours, theirs, strict=True))
    row = [statistics.median(cost.wall for cost in side) for side in (ours, theirs)]
    memory = [statistics.median(cost.memory for cost in side) for side in (ours, theirs)]
    files = [statistics.median(pair[side] for pair in changed) for side in (0, 1)]
    print(
        f"{label:24}{row[0]:>10.2f}{row[1]:>10.2f}{ratio:>8.2f}"
        f"{memory[0]:>8.0f}{memory[1]:>9.0f}{files[0]:>9.0f}{files[1]:>8.0f}",
        flush=True,
    )


def hugo_build(site: Path, output: Path) -> list[str]:
    return [str(install_peers() / "hugo" / "binaries" / "hugo"), "--quiet", "-s", str(site), "-d", str(output)]


def start_again(run: int, portal: Path, hugo: Path, folder: Path) -> None:
    del run, portal, hugo
    for side in ("ours", "theirs"):
        shutil.rmtree(folder / side, ignore_errors=True)


def edit_body(run: int, portal: Path, hugo: Path, folder: Path) -> None:
    del folder
    for files in (sorted((portal / "news").rglob("*.md")), sorted((hugo / "content").rglob("*.md"))):
        with files[run * 37].open("a", encoding="utf-8") as file:
            file.write(SENTENCE)


def add_item(run: int, portal: Path, hugo: Path, folder: Path) -> None:
    del folder
    ours = ITEM.replace("them-de-do", f"them-{run}").replace("08:00", f"08:0{run}") % ("category", '"Dân vận"')
    theirs = ITEM.replace("them-de-do", f"them-{run}").replace("08:00", f"08:0{run}") % ("categories", '["Dân vận"]')
    (portal / "news/2026").mkdir(parents=True, exist_ok=True)
    (portal / f"news/2026/them-{run}.md").write_text(f"---\n{ours}\n---\n\nNội dung.\n", "utf-8")
    (hugo / "content/2026").mkdir(parents=True, exist_ok=True)
    (hugo / f"content/2026/them-{run}.md").write_text(f"{theirs}\n\nNội dung.\n", "utf-8")


def snapshot(folder: Path) -> dict[str, int]:
    """A number for each file's bytes."""
    return {str(path): hash(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def difference(before: dict[str, int], after: dict[str, int]) -> int:
    return sum(before.get(name) != after.get(name) for name in before.keys() | after.keys())


if __name__ == "__main__":
    main()
