"""The readers' ranking against Whoosh's BM25F, with the same tokens and weights of the fields.

The two are not the same by design: the readers' engine adds up an item's fields before it saturates, keeps impacts in
eight steps, favours items that have every pair and leaves out those that have few. So they agree to a degree: on the
best item in three queries of four; in nine of ten the engine's best is among Whoosh's first five; of what the engine
shows first, three in four are among Whoosh's ten.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Browser
from whoosh import fields, query, scoring
from whoosh.filedb.filestore import RamStorage

from plugins.search import compose_search
from plugins.search.analysis_whoosh import whoosh_analyser
from plugins.search.postings import HEADLINE, LENGTH_SHARE, SATURATION, STANDFIRST
from plugins.search.scripts import bundle_engine
from tests.browser.conftest import Site
from tests.samples import THEME
from tests.search_sample import make_corpus, make_item, make_portal

SYLLABLES = (
    "b c d đ g h l m n s t v x th tr ch nh ph kh",
    "an ang anh ao at ay em en eo ên êu in inh on ong ôi ơn un ung ươi ương uyên",
)
WORDS = ["".join(parts) for parts in product(*map(str.split, SYLLABLES))]
WEIGHTS = [1 / (place + 3) for place in range(len(WORDS))]
ITEMS, QUERIES = 320, 120


def text(draw: random.Random, count: int) -> str:
    return " ".join(draw.choices(WORDS, WEIGHTS, k=count))


def generate() -> list[Any]:
    draw = random.Random(3)
    draw.shuffle(WORDS)
    return [
        make_item(
            f"{text(draw, 9)} {n}",
            f"{2000 + n // 28}-01-{n % 28 + 1:02}",
            summary=text(draw, 25),
            body=f"<p>{text(draw, draw.randrange(100, 500))}</p>",
        )
        for n in range(ITEMS)
    ]


def draw_queries(items: list[Any]) -> list[str]:
    """Three to five words in a row of a headline, a standfirst or a text."""
    draw, queries = random.Random(4), []
    for item in draw.sample(items, QUERIES):
        words = draw.choice((item.title, item.summary, item.body[3:-4])).split()
        count = draw.randrange(3, 6)
        start = draw.randrange(len(words) - count)
        queries.append(" ".join(words[start : start + count]))
    return queries


def rank_with_whoosh(items: list[Any], queries: list[str]) -> list[list[int]]:
    """The numbers of the ten best items of each query."""
    pairs = whoosh_analyser(alone=False)
    weights = {"headline": HEADLINE, "standfirst": STANDFIRST, "body": 1}
    schema = fields.Schema(
        number=fields.STORED,
        **{
            name: fields.TEXT(analyzer=pairs, field_boost=float(weight), phrase=False)
            for name, weight in weights.items()
        },
    )
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for number, item in enumerate(items):
        writer.add_document(number=number, headline=item.title, standfirst=item.summary, body=item.body[3:-4])
    writer.commit()
    with index.searcher(weighting=scoring.BM25F(B=LENGTH_SHARE, K1=SATURATION)) as searcher:
        found = []
        for words in queries:
            terms = [token.text for token in pairs(words)]
            wanted = query.Or([query.Term(name, term) for name in weights for term in terms])
            found.append([hit["number"] for hit in searcher.search(wanted, limit=10)])
    return found


@pytest.fixture
def page(browser: Browser, server: Site) -> Iterator[Any]:
    context = browser.new_context(base_url=server.address)
    yield context.new_page()
    context.close()


def test_the_best_items_are_those_of_whoosh(page, server, tmp_path):
    items = generate()
    portal = make_portal(THEME)
    portal.state = tmp_path
    server.delays, server.log, index = {}, [], ""
    server.files = {
        "/": b"<!doctype html><title>T</title><script src='/engine.js'></script>",
        "/engine.js": bundle_engine(portal).encode(),
    }
    for job in compose_search(portal, make_corpus(portal, *items)):
        value = job.compose()
        if job.address == "/tim-kiem/":
            index = value.index
        else:
            server.files[job.address] = value.encode() if isinstance(value, str) else value
    page.goto("/")
    queries = draw_queries(items)
    found = page.evaluate(
        """async ([index, queries]) => {
          const engine = portalSearch.open(index);
          const found = [];
          for (const query of queries) found.push((await engine.search(`${query} `)).ids.slice(0, 10));
          return found;
        }""",
        [index, queries],
    )
    expected = rank_with_whoosh(items, queries)
    both = list(zip(found, expected, strict=True))
    assert sum(ours[0] == theirs[0] for ours, theirs in both) > 0.75 * QUERIES
    assert sum(ours[0] in theirs[:5] for ours, theirs in both) > 0.9 * QUERIES
    shown = [(number, theirs) for ours, theirs in both for number in ours[:5]]
    assert sum(number in theirs for number, theirs in shown) > 0.75 * len(shown)
