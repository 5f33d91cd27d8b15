"""What a query costs a reader of a portal with very many items: bytes and requests, in Chromium, plain and narrowed.

In: how many items, and the texts they are put together from (a file of items as for the other benches, or texts drawn
by rule). Out: a table of median, 95th percentile and worst for each kind of query. Only the search data are made, each
file when it is asked for; page and style are those of the sample site. Items have a headline from two of the texts, a
standfirst and a paragraph from others; regions, sections, officials and tags are drawn as unevenly as real ones.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, Error, Page, sync_playwright

from plugins.build import Options, open_portal
from plugins.build.executor import spread
from plugins.model import Chair, Job, NewsItem, Portal, freeze_corpus, slugify
from plugins.search import ADDRESS, compose_search
from tests.bench.browsing import ANSWERED, TIMEOUT, Host, serve
from tests.bench.corpus import read_items
from tests.bench.engine import read_sizes
from tests.bench.truth.queries import Text, draw_queries
from tests.bench.truth.texts import FAMILY, GIVEN, draw_items
from tests.browser.chromium import ARGUMENTS, find_chromium

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
SEED = 5
TEXTS = 10_000  # that items are put together from
YEARS = 20
WORDS = 60  # of a text
IDLE = "networkidle"
FURTHER = "[data-search-more]:not([hidden])"
MOST_KB, MOST_REQUESTS = 90, 14
KINDS = ("title", "title-nodiacritics", "title-typo", "body-phrase", "name", "common")
FILTERS = (
    (), ("category",), ("region",), ("official",), ("tag",), ("dates",), ("sort",), ("category", "region"),
    ("region", "dates"), ("category", "sort"), ("tag", "sort"), ("category", "region", "dates"),
)  # fmt: skip
NAMES = {
    "category": "mục", "region": "địa phương", "official": "người chủ trì", "tag": "thẻ", "dates": "ngày",
    "sort": "mới nhất trước",
}  # fmt: skip


@dataclass(frozen=True)
class Cost:
    """Of one visit: kilobytes as sent, page included, requests, results that are shown or counted, and the files."""

    address: str
    kilobytes: float
    requests: int
    status: str
    files: tuple[tuple[str, int], ...]  # path and bytes, in the order of sending


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=Path, help="tệp tin (JSON mỗi dòng); không có thì chữ được đặt ra")
    parser.add_argument("--n", type=int, default=10_000, help="số tin")
    parser.add_argument("--sizes", type=read_sizes, default=(), help="nhiều số tin, ví dụ 10000,100000,1000000")
    parser.add_argument("--per-kind", type=int, default=10, help="số câu của mỗi loại câu hỏi")
    parser.add_argument("--json", type=Path, help="nơi ghi mọi lượt đo")
    parser.add_argument("--trace", action="store_true", help="in mỗi câu với những tệp nó lấy và cỡ của chúng")
    parser.add_argument("--keep", type=Path, help="thư mục giữ chỉ mục cho lần đo sau")
    arguments = parser.parse_args()
    made: dict[int, dict[str, list[Cost]]] = {}
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        subprocess.run(
            [sys.executable, "tasks.py", "build", "--output", str(site)], cwd=ROOT, check=True, capture_output=True
        )
        for size in arguments.sizes or (arguments.n,):
            made[size] = measure_size(arguments, size, site)
            if arguments.trace:
                trace(made[size])
            report(size, made[size])
    if arguments.json:
        rows = [
            {"n": n, "kind": kind, **vars(cost)} for n, by in made.items() for kind, some in by.items() for cost in some
        ]
        arguments.json.write_text(json.dumps(rows, ensure_ascii=False, indent=0), "utf-8")


def measure_size(arguments: argparse.Namespace, size: int, site: Path) -> dict[str, list[Cost]]:
    source = arguments.items
    texts = list(islice(read_items(source, TEXTS) if source else draw_items(TEXTS), TEXTS))
    # One thread for all of the data: SQLite's connections stay where they were opened.
    with tempfile.TemporaryDirectory() as state, ThreadPoolExecutor(1) as thread:
        portal = open_portal(Options(content=ROOT / "content"))
        portal.state, portal.spread = (arguments.keep or Path(state)) / f"{size}", partial(spread, Options().workers)
        items = list(draw_portal(portal, texts, size))
        say(f"lập chỉ mục {size} tin")
        data = thread.submit(Data, portal, items).result()
        queries = draw_texts(items, arguments.per_kind)
        with serve(site, {}, {ADDRESS: data.page(site)}, lambda path: thread.submit(data.read, path).result()) as host:
            say("hỏi")
            return dict(ask_all(host, queries))


class Data:
    """The search data, each file made when it is asked for."""

    def __init__(self, portal: Portal, items: list[NewsItem]) -> None:
        corpus = freeze_corpus(items, (), portal.regions, portal.officials)
        self._jobs: dict[str, Job] = {job.address: job for job in compose_search(portal, corpus)}
        self._made: dict[str, bytes] = {}

    def read(self, path: str) -> bytes | None:
        job = self._jobs.get(path)
        if path == ADDRESS or job is None:
            return None
        if path not in self._made:
            value = job.compose()
            self._made[path] = value.encode() if isinstance(value, str) else bytes(value)
        return self._made[path]

    def page(self, site: Path) -> str:
        """The sample site's page, with the manifest and the scripts of these data."""
        view = self._jobs[ADDRESS].compose()
        page = (site / ADDRESS.strip("/") / "index.html").read_text("utf-8")
        for name, value in (("data-index", view.index), ("data-worker", "")):
            page = re.sub(rf'\b{name}="?[^\s">]*"?', lambda _, name=name, value=value: f'{name}="{value}"', page)
        return page


def draw_portal(portal: Portal, texts: list[dict], size: int) -> Iterator[NewsItem]:
    """Items as texts in order of date; most are of few regions, officials and tags, as on real portals."""
    draw = random.Random(SEED)
    zone, words = portal.config.zone, [text["title"].split() for text in texts]
    start, minutes = dt.datetime(2006, 1, 1, 7, tzinfo=zone), YEARS * 365 * 24 * 60
    regions = [region.id for region in portal.regions if region.level < 3]
    draw.shuffle(regions)
    categories = [category.id for category in portal.categories]
    names = [f"{FAMILY[n % len(FAMILY)]} {GIVEN[n % len(GIVEN)]} {n}" for n in range(max(400, min(3000, size // 300)))]
    officials = [Chair(slugify(name), name) for name in names]
    phrases = (" ".join(each[at : at + 3]).lower().strip(".,:;“”\"'") for each in words for at in (0, 2, 4))
    tags = [phrase for phrase in dict.fromkeys(phrases) if phrase.count(" ") == 2][: max(300, min(20_000, size // 30))]

    def pick(some: list[T], shape: float) -> T:
        return some[min(int(draw.paretovariate(shape)) - 1, len(some) - 1)]

    for number in range(size):
        first, second, lead, body = (draw.randrange(len(texts)) for _ in range(4))
        title = [*words[first][: len(words[first]) // 2], *words[second][len(words[second]) // 2 :]]
        paragraph = " ".join(" ".join(texts[body]["body"][:2]).split()[:WORDS])
        yield NewsItem(
            path=f"news/{number}.md",
            slug=f"tin-{number}",
            title=" ".join(title) or "Tin",
            date=start + dt.timedelta(minutes=number * minutes // size),
            category=pick(categories, 0.8),
            summary=" ".join(texts[lead]["abstract"].split()[:40]),
            body=f"<p>{paragraph}</p>",
            regions=(pick(regions, 0.4),),
            chairs=tuple(dict.fromkeys(pick(officials, 0.4) for _ in range(draw.choice([1, 1, 2])))),
            tags=tuple(dict.fromkeys(pick(tags, 0.4) for _ in range(3))),
        )


def draw_texts(items: list[NewsItem], per_kind: int) -> list[tuple[str, str, NewsItem]]:
    """Kind, text, and an item that answers it: of some thousand items, and the commonest words of headlines."""
    draw = random.Random(SEED)
    some = draw.sample(items, min(len(items), 3000))
    by_slug = {item.slug: item for item in some}
    texts = [Text(item.slug, item.title, item.summary, re.sub(r"<[^>]+>", "", item.body)) for item in some]
    found = [(query.kind, query.text, by_slug[query.slugs[0]]) for query in draw_queries(texts, per_kind, SEED)]
    for length in (3, 2):
        common: Counter[str] = Counter()
        for item in some:
            words = item.title.lower().split()
            common.update(" ".join(words[at : at + length]) for at in range(len(words) + 1 - length))
        found += [("common", text, draw.choice(some)) for text, _ in common.most_common(per_kind)]
    return [row for row in found if row[0] in KINDS]


def ask_all(host: Host, queries: list[tuple[str, str, NewsItem]]) -> Iterator[tuple[str, list[Cost]]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        for filters in FILTERS:
            costs = [ask(browser, host, {"q": text, **choose(filters, item)}) for _, text, item in queries]
            yield " + ".join(NAMES[name] for name in filters) or "không lọc", costs
        tags = sorted({tag for _, _, item in queries for tag in item.tags})
        yield "gợi ý thẻ", [suggest(browser, host, tag) for tag in tags[: len(queries)]]
        browser.close()


def choose(filters: tuple[str, ...], item: NewsItem) -> dict[str, str]:
    """The filters as in the address, such that the item passes."""
    chosen = {
        "category": {"category": item.category},
        "region": {"region": item.regions[0]},
        "official": {"official": item.chairs[0].official},
        "tag": {"tag": slugify(item.tags[0])},
        "dates": {"from": f"{item.date.year}-01-01", "to": f"{item.date.year}-12-31"},
        "sort": {"sort": "date"},
    }
    return {name: value for filter_ in filters for name, value in chosen[filter_].items()}


def ask(browser: Browser, host: Host, query: dict[str, str]) -> Cost:
    """A cold visit, until nothing more is fetched."""
    with visiting(browser, host, query) as page:
        return cost(host, urllib.parse.urlencode(query), page)


def suggest(browser: Browser, host: Host, tag: str) -> Cost:
    """A reader without results opens the filters and types the beginning of a tag, letter by letter."""
    with visiting(browser, host, {}) as page:
        page.locator("[data-search-filters] summary").click()
        page.wait_for_load_state(IDLE)
        field = page.locator("[data-search-tag]")
        field.press_sequentially(tag[:5], delay=60)
        page.wait_for_timeout(300)
        page.wait_for_load_state(IDLE)
        shown = page.locator("[data-search-tag-list] li").count()
        return cost(host, f"{tag[:5]}: {shown}", page)


@contextmanager
def visiting(browser: Browser, host: Host, query: dict[str, str]) -> Iterator[Page]:
    context = browser.new_context(service_workers="block", viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        host.sent.clear()
        page.goto(f"{host.address}{ADDRESS}?{urllib.parse.urlencode(query)}", wait_until="load")
        if query:
            try:
                page.wait_for_selector(f"{ANSWERED}, {FURTHER}", timeout=TIMEOUT, state="attached")
            except Error:
                say(f"không có trả lời: {query}")
        page.wait_for_timeout(300)
        page.wait_for_load_state(IDLE)
        yield page
    finally:
        context.close()


def cost(host: Host, address: str, page: Page) -> Cost:
    sizes, status = [size for _, size in host.sent], page.locator("[data-search-status]").inner_text()
    return Cost(address, sum(sizes) / 1e3, len(sizes), status, tuple(host.sent))


def trace(costs: dict[str, list[Cost]]) -> None:
    for name, some in costs.items():
        for cost in some:
            query = urllib.parse.unquote_plus(cost.address)
            print(f"{name}: {query}: {cost.kilobytes:.1f} kB, {cost.requests} yêu cầu; {cost.status}")
            for path, size in cost.files:
                print(f"{size:>10} {path}")


def report(size: int, costs: dict[str, list[Cost]]) -> None:
    print(f"{size} tin; kB và yêu cầu của một lượt, lần đầu mở trang: trung vị / 95% / nhiều nhất")
    print(f"{'câu hỏi':34}{'số':>4}{'kB':>20}{'yêu cầu':>16}{'vượt':>6}")
    together = [cost for name, some in costs.items() if name != "gợi ý thẻ" for cost in some]
    for name, some in (*costs.items(), ("tất cả câu hỏi", together)):
        kilobytes, requests = [cost.kilobytes for cost in some], [cost.requests for cost in some]
        over = sum(cost.kilobytes > MOST_KB or cost.requests > MOST_REQUESTS for cost in some)
        print(f"{name:34}{len(some):>4}{three(kilobytes):>20}{three(requests):>16}{over:>6}", flush=True)


def three(values: list[float] | list[int]) -> str:
    ordered = sorted(values)
    chosen = statistics.median(ordered), ordered[int(0.95 * len(ordered))], ordered[-1]
    return " / ".join(f"{value:.0f}" for value in chosen)


def say(line: str) -> None:
    print(f"  {line}…", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
