"""Builds after small changes, ours and Hugo's in turn, at one or several sizes; and how long a save takes to be seen.

In: items, sizes. Out: a table for each size, and a plot of time against size. Hugo and Pagefind are pinned in
requirements-bench.lock. Hugo has no search, ours makes its index too: a cold build is therefore set against Hugo and
Pagefind together, where Pagefind reads the pages that Hugo made.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from plugins.build.output import OutputFolder
from plugins.build.settings import CACHE
from tests.bench.build import portal_build
from tests.bench.corpus import write_corpora
from tests.bench.measure import Cost, measure
from tests.bench.pagefind import pagefind_over_hugo
from tests.bench.peers import HOME, install_peers
from tests.bench.plot import Line, draw_plot
from tests.bench.serving import measure_saves

ROOT = Path(__file__).parents[2]
SENTENCE = "\nThêm một câu vào cuối bài.\n"
ITEM = (
    '{"title": "Tin thêm để đo", "slug": "tin-them-de-do", "date": "2026-06-01T08:00:00+07:00", "%s": %s,'
    ' "tags": ["thẻ đo"], "summary": "Một tin nữa."}'
)
TEMPLATES = {
    "theme/templates/listing.html": "{% endblock %}",
    "layouts/_default/list.html": "{{ end }}",
}  # how each ends
COLD, SAME, EDIT, ADD, TEMPLATE = "dựng từ đầu", "không đổi gì", "sửa một bài", "thêm một tin", "sửa một mẫu"
PAGEFIND_MOST = 20_000  # items; it needs some 200 MB for each thousand


@dataclass(frozen=True)
class Sites:
    """The same items as content for both sides, and where each builds; Pagefind's files lie beside Hugo's."""

    portal: Path
    hugo: Path
    ours: Path
    theirs: Path

    @property
    def bundle(self) -> Path:
        return self.theirs.with_name("pagefind")


@dataclass(frozen=True)
class Row:
    """One change, measured in pairs: costs of both and of Pagefind after Hugo (where run), and files that changed."""

    label: str
    ours: tuple[Cost, ...]
    hugo: tuple[Cost, ...]
    pagefind: tuple[Cost, ...]
    changed: tuple[int, int]

    @property
    def wall(self) -> float:
        return statistics.median(cost.wall for cost in self.ours)

    @property
    def hugo_wall(self) -> float:
        return statistics.median(cost.wall for cost in self.hugo)

    @property
    def whole_wall(self) -> float | None:
        """Hugo's and Pagefind's seconds together."""
        sums = [a.wall + b.wall for a, b in zip(self.hugo, self.pagefind, strict=False)]
        return statistics.median(sums) if sums else None

    def __str__(self) -> str:
        ratio = statistics.median(a.wall / b.wall for a, b in zip(self.ours, self.hugo, strict=True))
        whole = [a.wall / (b.wall + c.wall) for a, b, c in zip(self.ours, self.hugo, self.pagefind, strict=False)]
        both = f"{self.whole_wall:>12.2f}{statistics.median(whole):>8.2f}" if whole else f"{'–':>12}{'–':>8}"
        memory = [statistics.median(cost.memory for cost in side) for side in (self.ours, self.hugo)]
        return (
            f"{self.label:14}{self.wall:>9.2f}{self.hugo_wall:>9.2f}{ratio:>8.2f}{both}"
            f"{memory[0]:>8.0f}{memory[1]:>8.0f}{self.changed[0]:>9}{self.changed[1]:>9}"
        )


HEADER = (
    f"{'':14}{'cổng, s':>9}{'Hugo, s':>9}{'tỷ số':>8}{'+Pagefind':>12}{'tỷ số':>8}"
    f"{'MB':>8}{'Hugo':>8}{'tệp đổi':>9}{'Hugo':>9}"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=Path)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--sizes", type=read_sizes, default=())
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--plot", type=Path, default=HOME / "engine.svg")
    arguments = parser.parse_args()
    sizes = arguments.sizes or (arguments.n,)
    tables = {size: measure_size(arguments.items, size, arguments.runs) for size in sizes}
    if len(sizes) > 1:
        draw_plot("Thời gian dựng theo số tin", "số tin", "giây", lines_of(tables), arguments.plot)
        print(f"Biểu đồ: {arguments.plot}")


def read_sizes(text: str) -> tuple[int, ...]:
    """`1000,10000` as numbers, ascending."""
    return tuple(sorted({int(part) for part in text.split(",") if part}))


def measure_size(items: Path | None, size: int, runs: int) -> dict[str, Row]:
    """Print the table of one size and return its rows."""
    with tempfile.TemporaryDirectory() as name:
        sites = Sites(*(Path(name) / part for part in ("portal", "hugo", "ours", "theirs")))
        write_corpora(items, size, portal=sites.portal, hugo=sites.hugo)
        shutil.copytree(ROOT / "theme", sites.portal / "theme")
        print(f"{size} tin, {runs} cặp, trung vị; Pagefind đọc các trang của Hugo")
        print(HEADER)
        try:
            rows = [compare(label, change, runs, sites, size) for label, change in CHANGES.items()]
            saves = measure_saves(sites.portal, sites.ours.with_name("served"), runs)
        finally:
            for output in (sites.ours, sites.ours.with_name("served")):
                shutil.rmtree(OutputFolder(output.resolve(), CACHE).state, ignore_errors=True)
        print(f"từ lúc lưu đến lúc trang mới hiện ra dưới serve: {statistics.median(saves):.2f} s\n", flush=True)
    return {row.label: row for row in rows}


def compare(label: str, change: Callable[[int, Sites], None], runs: int, sites: Sites, size: int) -> Row:
    """`change` is made before each pair of builds; which files differ after it is looked at in the last pair."""
    ours, hugo, pagefind = [], [], []
    changed = (0, 0)
    for run in range(runs):
        change(run, sites)
        outputs, is_last = (sites.ours, sites.theirs), run == runs - 1
        before = [snapshot(output) for output in outputs] if is_last else []
        ours.append(measure(portal_build(sites.portal, sites.ours, clean=False)))
        hugo.append(measure(hugo_build(sites.hugo, sites.theirs)))
        if is_last:
            counts = [difference(old, snapshot(output)) for old, output in zip(before, outputs, strict=True)]
            changed = (counts[0], counts[1])
        if label == COLD and size <= PAGEFIND_MOST:
            pagefind.append(measure(pagefind_over_hugo(sites.theirs, sites.bundle)))
    row = Row(label, tuple(ours), tuple(hugo), tuple(pagefind), changed)
    print(row, flush=True)
    return row


def hugo_build(site: Path, output: Path) -> list[str]:
    return [str(install_peers() / "hugo" / "binaries" / "hugo"), "--quiet", "-s", str(site), "-d", str(output)]


def lines_of(tables: dict[int, dict[str, Row]]) -> list[Line]:
    """Cold builds, and an edit, which costs Hugo as much as a cold build."""

    def points(label: str, seconds: Callable[[Row], float | None]) -> tuple[tuple[float, float], ...]:
        found = ((size, seconds(rows[label])) for size, rows in sorted(tables.items()))
        return tuple((size, value) for size, value in found if value is not None)

    return [
        Line("Cổng, dựng từ đầu, có tìm kiếm", points(COLD, lambda row: row.wall), ours=True),
        Line("Cổng, sửa một bài", points(EDIT, lambda row: row.wall), ours=True),
        Line("Hugo + Pagefind, dựng từ đầu", points(COLD, lambda row: row.whole_wall)),
        Line("Hugo, sửa một bài", points(EDIT, lambda row: row.hugo_wall)),
    ]


def start_again(run: int, sites: Sites) -> None:
    """Without output and without what was kept. Pagefind too takes half of the time where its files are there already.

    The outputs of before stay aside to the end: ext4 makes new files slowly for minutes after many were deleted.
    """
    for folder in (sites.ours, sites.theirs, sites.bundle):
        if folder.exists():
            folder.rename(folder.with_name(f"{folder.name}-{run}"))
    shutil.rmtree(OutputFolder(sites.ours.resolve(), CACHE).state, ignore_errors=True)


def change_nothing(run: int, sites: Sites) -> None:
    del run, sites


def edit_body(run: int, sites: Sites) -> None:
    for folder in (sites.portal / "news", sites.hugo / "content"):
        files = sorted(folder.rglob("*.md"))
        with files[run * 37 % len(files)].open("a", encoding="utf-8") as file:
            file.write(SENTENCE)


def add_item(run: int, sites: Sites) -> None:
    ours = ITEM.replace("them-de-do", f"them-{run}").replace("08:00", f"08:0{run}") % ("category", '"Dân vận"')
    theirs = ITEM.replace("them-de-do", f"them-{run}").replace("08:00", f"08:0{run}") % ("categories", '["Dân vận"]')
    (sites.portal / "news/2026").mkdir(parents=True, exist_ok=True)
    (sites.portal / f"news/2026/them-{run}.md").write_text(f"---\n{ours}\n---\n\nNội dung.\n", "utf-8")
    (sites.hugo / "content/2026").mkdir(parents=True, exist_ok=True)
    (sites.hugo / f"content/2026/them-{run}.md").write_text(f"{theirs}\n\nNội dung.\n", "utf-8")


def edit_template(run: int, sites: Sites) -> None:
    """Every listing shows it, and so changes: the files that changed are those that were rendered."""
    for side, (name, end) in zip((sites.portal, sites.hugo), TEMPLATES.items(), strict=True):
        text = (side / name).read_text("utf-8").rstrip().removesuffix(end)
        (side / name).write_text(f"{text}<p>Lần {run}</p>{end}\n", "utf-8")


CHANGES = {
    COLD: start_again,
    SAME: change_nothing,
    EDIT: edit_body,
    ADD: add_item,
    TEMPLATE: edit_template,
}


def snapshot(folder: Path) -> dict[str, int]:
    """A number for each file's bytes."""
    return {str(path): hash(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def difference(before: dict[str, int], after: dict[str, int]) -> int:
    return sum(before.get(name) != after.get(name) for name in before.keys() | after.keys())


if __name__ == "__main__":
    main()
