"""Full builds of the same items, ours and stock Pelican's in turn, and what each cost."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench.corpus import write_corpora
from tests.bench.measure import Cost, measure

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=Path)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpora(arguments.items, arguments.n, portal=folder / "portal", pelican=folder / "pelican")
        ours: list[Cost] = []
        theirs: list[Cost] = []
        for run in range(arguments.runs):
            ours.append(measure(portal_build(folder / "portal", folder / f"ours-{run}")))
            theirs.append(measure(pelican_build(folder / "pelican", folder / f"theirs-{run}")))
            print(f"  lần {run + 1}: cổng {ours[-1].wall:.1f} s, Pelican {theirs[-1].wall:.1f} s", file=sys.stderr)
        pages = [sum(1 for _ in (folder / f"{side}-0").rglob("*.html")) for side in ("ours", "theirs")]
    report(arguments.n, ours, theirs, pages)


def portal_build(content: Path, output: Path, *, clean: bool = True) -> list[str]:
    command = [sys.executable, str(ROOT / "tasks.py"), "build", "--content", str(content), "--output", str(output)]
    return [*command, "--clean"] if clean else command


def pelican_build(content: Path, output: Path) -> list[str]:
    settings = output.with_suffix(".py")
    settings.write_text("PLUGINS = []\nTIMEZONE = 'Asia/Ho_Chi_Minh'\n")
    return [sys.executable, "-m", "pelican", str(content), "-o", str(output), "-s", str(settings), "-q"]


def report(count: int, ours: list[Cost], theirs: list[Cost], pages: list[int]) -> None:
    """Medians of both, and the median of the ratios of the pairs."""
    print(f"{count} tin, {len(ours)} cặp, trung vị")
    print(f"{'':16}{'cổng':>10}{'Pelican':>10}{'tỷ số':>8}")
    for label, key in (("thời gian, s", "wall"), ("bộ xử lý, s", "cpu"), ("bộ nhớ, MB", "memory")):
        mine, other = [getattr(c, key) for c in ours], [getattr(c, key) for c in theirs]
        ratio = statistics.median(a / b for a, b in zip(mine, other, strict=True))
        print(f"{label:16}{statistics.median(mine):>10.1f}{statistics.median(other):>10.1f}{ratio:>8.2f}")
    print(f"{'trang HTML':16}{pages[0]:>10}{pages[1]:>10}")


if __name__ == "__main__":
    main()
