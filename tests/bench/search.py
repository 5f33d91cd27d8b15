"""The readers' search beside Pagefind's, on the same pages, with the same questions, in the same browser.

In: items (a file, or texts drawn by rule with the sample site among them). Out: two tables on standard output: what a
question costs and how well it is answered, and what an index costs. Pagefind is installed below `.cache/` for this.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from plugins.build import Options, open_portal
from plugins.build.executor import run_indexed
from plugins.model import NewsItem
from plugins.search.editors.documents import plain_text
from tests.bench.browsing import PEERS, Answer, ask_all, serve
from tests.bench.corpus import write_corpora
from tests.bench.measure import Cost, measure
from tests.bench.pagefind import PAGE, pagefind_command
from tests.bench.truth.queries import Query, Text, draw_queries
from tests.bench.truth.texts import draw_items

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "content"
KINDS = {
    "title": "tiêu đề",
    "title-nodiacritics": "tiêu đề không dấu",
    "title-typo": "tiêu đề gõ sai",
    "tone-placement": "dấu đặt chỗ khác",
    "body-phrase": "cụm từ trong bài",
    "name": "tên người",
    "name-nodiacritics": "tên không dấu",
    "sample": "trang mẫu",
}


@dataclass(frozen=True)
class IndexCost:
    """`cost` of making the index alone, its size in megabytes and its number of files."""

    cost: Cost
    size: float
    files: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=Path)
    parser.add_argument("--n", type=int, default=2000)
    parser.add_argument("--per-kind", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="where to write every answer")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        content, site, bundle = folder / "portal", folder / "site", folder / "pagefind"
        say(f"viết {arguments.n} tin")
        write_content(arguments.items, arguments.n, content, folder)
        queries = draw_queries(read_texts(content), arguments.per_kind, arguments.seed)
        queries += sample_queries() if arguments.items is None else []
        say("dựng trang")
        run([sys.executable, "tasks.py", "build", "--content", content, "--output", site])
        say("lập chỉ mục")
        indices = {
            "portal": our_index(content, site, folder),
            "pagefind": their_index(site, bundle),
        }
        say(f"hỏi {len(queries)} câu")
        with serve(site, {"/pagefind/": bundle}, {PEERS["pagefind"].path: PAGE}) as host:
            answers = ask_all(host, queries, say)
    if arguments.json:
        rows = [{"kind": q.kind, "text": q.text, **{p: vars(a) for p, a in pair.items()}} for q, pair in answers]
        arguments.json.write_text(json.dumps(rows, ensure_ascii=False, indent=0), "utf-8")
    report(arguments.n, answers, indices)


def write_content(items: Path | None, count: int, content: Path, folder: Path) -> None:
    """The items for the portal; without a file, drawn texts and the sample site's own."""
    source = items
    if source is None:
        source = folder / "drawn.jsonl"
        lines = (json.dumps(item, ensure_ascii=False) for item in draw_items(count))
        source.write_text("\n".join(lines) + "\n", "utf-8")
    write_corpora(source, count, portal=content)
    if items is None:
        shutil.copytree(SAMPLE / "news", content / "news", dirs_exist_ok=True)
        shutil.copytree(SAMPLE / "images", content / "images")


def read_texts(content: Path) -> list[Text]:
    """What a reader of each page sees, as the portal itself reads it."""
    options = Options(content=content)
    portal = open_portal(options)
    files = portal.find_files().news
    read = run_indexed(lambda index: portal.read_item(files[index]).item, len(files), options.workers, lambda _: None)
    return [as_text(item) for item in read if isinstance(item, NewsItem)]


def as_text(item: NewsItem) -> Text:
    return Text(item.slug, item.title, item.summary, plain_text(item.body))


def sample_queries() -> list[Query]:
    """Questions about the sample site, written by hand, with every item that answers them."""
    rows = json.loads((Path(__file__).parent / "truth" / "sample.json").read_text("utf-8"))
    return [Query("sample", row["text"], tuple(row["slugs"])) for row in rows]


def our_index(content: Path, site: Path, folder: Path) -> IndexCost:
    """Two runs of the engine on the same items, one that makes nothing but the search, one that makes nothing at all.

    Their difference is the index; the peak of memory is that of the whole first run.
    """
    command = [sys.executable, "-m", "tests.bench.rooms", str(content)]
    search = measure([*command, str(folder / "search"), "search"])
    nothing = measure([*command, str(folder / "nothing")])
    cost = Cost(max(0.0, search.wall - nothing.wall), max(0.0, search.cpu - nothing.cpu), search.memory)
    return IndexCost(cost, *size_of(site / "search"))


def their_index(site: Path, bundle: Path) -> IndexCost:
    return IndexCost(measure(pagefind_command(site, bundle)), *size_of(bundle))


def size_of(folder: Path) -> tuple[float, int]:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(sizes) / 1e6, len(sizes)


def report(count: int, answers: list[tuple[Query, dict[str, Answer]]], indices: dict[str, IndexCost]) -> None:
    """Means of MRR, medians of the rest; «tỷ số» is the median over the questions of our time by theirs."""
    kinds: dict[str, list[dict[str, Answer]]] = defaultdict(list)
    for query, pair in answers:
        kinds[query.kind].append(pair)
    print(f"{count} tin; mỗi ô: cổng / Pagefind; MRR@10 trung bình, các cột khác trung vị, lần đầu mở trang")
    print(f"{'loại câu hỏi':20}{'số':>4}{'MRR@10':>15}{'kB':>16}{'yêu cầu':>11}{'ms':>12}{'tỷ số':>8}")
    for kind in (*(kind for kind in KINDS if kind in kinds), ""):
        pairs = kinds[kind] if kind else [pair for _, pair in answers]
        print(f"{KINDS.get(kind, 'tất cả'):20}{len(pairs):>4}" + "".join(cells(pairs)))
    for name, peer in PEERS.items():
        silent = sum(not pair[name].answered for _, pair in answers)
        if silent:
            print(f"{peer.label}: {silent} câu không có trả lời trong hạn")
    mine, other = indices["portal"], indices["pagefind"]
    print(f"\n{'chỉ mục':20}{'cổng':>10}{'Pagefind':>10}{'tỷ số':>8}")
    rows = (
        ("thời gian, s", mine.cost.wall, other.cost.wall),
        ("bộ xử lý, s", mine.cost.cpu, other.cost.cpu),
        ("bộ nhớ, MB", mine.cost.memory, other.cost.memory),
        ("cỡ, MB", mine.size, other.size),
        ("số tệp", mine.files, other.files),
    )
    for label, ours, theirs in rows:
        print(f"{label:20}{ours:>10.1f}{theirs:>10.1f}{ours / theirs:>8.2f}")


def cells(pairs: list[dict[str, Answer]]) -> list[str]:
    def both(key: str, average: object = statistics.median) -> list[float]:
        return [average([getattr(pair[name], key) for pair in pairs]) for name in PEERS]

    rank, size, requests, ms = both("rank", statistics.fmean), both("kilobytes"), both("requests"), both("milliseconds")
    ratio = statistics.median(pair["portal"].milliseconds / pair["pagefind"].milliseconds for pair in pairs)
    return [
        f"{rank[0]:.3f} / {rank[1]:.3f}".rjust(15),
        f"{size[0]:.1f} / {size[1]:.0f}".rjust(16),
        f"{requests[0]:.0f} / {requests[1]:.0f}".rjust(11),
        f"{ms[0]:.0f} / {ms[1]:.0f}".rjust(12),
        f"{ratio:.2f}".rjust(8),
    ]


def run(command: list[str | Path]) -> None:
    """Without what it prints, unless it fails: drawn items have thousands of warnings."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr[-2000:])


def say(line: str) -> None:
    print(f"  {line}…", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
