"""The engine of the readers' search in a real browser: the twin of the analysis, and what it does with faulty files."""

from __future__ import annotations

import functools
import json
import random
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Page

from plugins.model import slugify
from plugins.search import compose_search
from plugins.search import filters as search_filters
from plugins.search import index as search_index
from plugins.search import packing as search_packing
from plugins.search import shards as search_shards
from plugins.search.cards import list_choices
from plugins.search.keys import hash_token, name_bits, pair_key, triple_key
from plugins.search.scripts import bundle_engine
from tests.browser.conftest import Site
from tests.browser.waiting import wait_until
from tests.browser.windows import Windows
from tests.samples import THEME
from tests.search_sample import SampleRegions, make_corpus, make_item, make_portal

CASES = json.loads((Path(__file__).parents[1] / "search_cases.json").read_text("utf-8"))
ITEMS = (
    make_item("Vườn quýt Đông Nam được mùa", "2020-01-01"),
    *(make_item(f"Bản tin số {n}", f"2021-{n // 28 + 1:02}-{n % 28 + 1:02}") for n in range(70)),
    make_item("Hồ nước ngọt giữa rừng", "2024-01-01"),
)


def files_of(*items: Any) -> tuple[str, dict[str, bytes]]:
    """The address of the index with its manifest, and all files below /search/."""
    portal, made, index = make_portal(THEME), {}, ""
    with TemporaryDirectory() as state:
        portal.state = Path(state)
        for job in compose_search(portal, make_corpus(portal, *items)):
            value = job.compose()
            if job.address == "/tim-kiem/":
                index = value.index
            else:
                made[job.address] = value.encode() if isinstance(value, str) else value
    return index, made


@functools.cache
def usual_files() -> tuple[str, dict[str, bytes]]:
    index, files = files_of(*ITEMS)
    files["/"] = b"<!doctype html><title>T</title><script src='/engine.js'></script>"
    files["/engine.js"] = bundle_engine(make_portal(THEME)).encode()
    return index, files


@pytest.fixture
def site(server: Site) -> Site:
    server.index, files = usual_files()
    server.files = dict(files)
    server.delays, server.log = {}, []
    return server


@pytest.fixture
def page(windows: Windows, site: Site) -> Page:
    page = windows.open(base_url=site.address)
    page.goto("/")
    site.log.clear()
    return page


def search(page: Page, index: str, query: str, **choice: str) -> dict[str, Any]:
    """The engine's answer with the titles of the cards."""
    return page.evaluate(
        """async ([index, query, choice]) => {
          window.engines ||= {};
          const engine = (window.engines[index] ||= portalSearch.open(index));
          const found = await engine.search(query, choice);
          const cards = await engine.cards(found.ids);
          return { ...found, titles: cards.map((card) => card && card.title) };
        }""",
        [index, query, choice],
    )


def test_the_twin_of_the_analysis_passes_the_same_cases(page):
    found = page.evaluate("texts => texts.map(text => portalSearch.analyse(text))", [c["text"] for c in CASES["texts"]])
    for case, runs in zip(CASES["texts"], found, strict=True):
        assert [[token["folded"] for token in run["tokens"]] for run in runs] == case["runs"], case["states"]
        spelt = [[unicodedata.normalize("NFC", token["spelt"]) for token in run["tokens"]] for run in runs]
        assert spelt == case["spelt"], case["states"]
        assert [run["wholes"] for run in runs] == case["wholes"], case["states"]


def test_the_twin_of_the_hash_passes_the_same_cases(page):
    words = list(CASES["hashes"])
    assert page.evaluate("words => words.map(portalSearch.hash)", words) == list(CASES["hashes"].values())


def test_syllables_are_told_from_other_words(page):
    ask = "words => words.filter(portalSearch.isSyllable)"
    assert page.evaluate(ask, CASES["syllables"]) == CASES["syllables"]
    assert page.evaluate(ask, CASES["others"]) == []


def test_items_of_base_and_delta_are_found(page, site):
    assert search(page, site.index, "vuon quyt")["titles"] == ["Vườn quýt Đông Nam được mùa"]
    assert search(page, site.index, "ho nuoc ngot")["titles"][0] == "Hồ nước ngọt giữa rừng"


def test_an_index_of_very_many_shards_knows_pairs_words_and_three_in_a_row(page, site, monkeypatch):
    """Keys then have fewer bits for their names, and triples for their own."""
    monkeypatch.setattr(search_index, "choose_bits", lambda count: 15)
    phan, boi, chau = map(hash_token, ("phan", "boi", "chau"))
    pair = pair_key(phan, boi)
    assert triple_key(pair, pair, chau, name_bits(15)) != triple_key(pair, pair, chau)
    rows = [make_item(f"Nhớ Phan Bội Châu {n}", f"2020-01-{n + 1:02}") for n in range(8)]
    others = [make_item(f"Nhớ Bội Châu Phan Bội {n}", f"2021-01-{n + 1:02}") for n in range(8)]
    index, files = files_of(*rows, *others)
    site.files |= files
    assert search(page, index, "phan bội châu")["ids"] == [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8]
    assert search(page, index, "nhớ")["ids"] == list(range(15, -1, -1))


@pytest.mark.parametrize("query", ["", "   ", "…?!", "\U0001f600", "\u200b", "\ufeff"])
def test_a_query_without_words_finds_nothing_and_asks_for_nothing(page, site, query):
    assert search(page, site.index, query) == {
        "ids": [], "total": 0, "isCut": False, "partial": False, "suggestion": None, "files": 0, "titles": [],
    }  # fmt: skip
    assert site.log == []


def test_a_query_of_5000_characters_is_cut(page, site):
    found = search(page, site.index, "vườn quýt đông nam " * 270)
    assert found["titles"][0] == "Vườn quýt Đông Nam được mùa"
    assert len(site.log) <= 16


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("vuon qutyt", "vuon quyt"),
        ("vuno quyt", "vuon quyt"),
        ("vuwowfn quyts", "vuon quyt"),
        ("nuoc nogt giua", "nuoc ngot giua"),
    ],
    ids=["a letter too much", "letters changed", "Telex", "in the delta"],
)
def test_misspelt_words_are_found_and_the_right_ones_suggested(page, site, query, meant):
    found = search(page, site.index, query)
    assert found["suggestion"] == meant
    assert found["titles"][0] in {ITEMS[0].title, ITEMS[-1].title}


def test_a_word_that_is_no_vietnamese_syllable_is_found_though_it_could_be_a_beginning(page, site):
    site.index, files = files_of(
        *ITEMS, make_item("Ông Moon Jae gặp gỡ", "2019-01-01"), make_item("Moon", "2019-01-02")
    )
    site.files |= files
    for query in ("moon jae", "jae", "moon ja"):
        assert search(page, site.index, query)["titles"][:1] == ["Ông Moon Jae gặp gỡ"]


def test_a_name_in_the_delta_counts_as_three_words_in_a_row_too(page, site):
    text = "<p>Bà Trần Thị Bưởi nói.</p>"
    items = [make_item(f"Tin {n}", f"2022-01-{n + 1:02}", body=text if n > 20 else "<p>Khác.</p>") for n in range(27)]
    newest = [make_item(f"Mới {n}", f"2024-02-{n + 1:02}", body=text) for n in range(5)]
    site.index, files = files_of(*items, *newest)
    site.files |= files
    assert search(page, site.index, "tran thi buoi")["titles"][0] == "Mới 4"


def test_the_accents_that_were_typed_outrank_others_in_a_headline(page, site):
    others = [make_item(f"Người dân vẫn chờ {n}", f"2023-01-{n + 1:02}", slug=f"cho-{n}") for n in range(9)]
    exact = [make_item(f"Tin {n}", "2021-05-05", summary="Ban Dân vận họp.", slug=f"tin-{n}") for n in range(9)]
    site.index, files = files_of(*others, *exact, *ITEMS[:30])
    site.files |= files
    found = search(page, site.index, "dân vận")["titles"]
    assert all(title.startswith("Tin") for title in found[:9])
    assert len(found) == 18


def test_a_query_with_very_many_results_says_so_and_finds_all_when_asked(page, site):
    many = [make_item(f"Bản tin số {n}", f"20{n // 300 + 10}-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(600)]
    site.index, files = files_of(*many)
    site.files |= files
    best, whole = search(page, site.index, "bản tin"), search(page, site.index, "bản tin", wanted="600")
    assert (len(best["ids"]), best["isCut"]) == (512 + 600 % 16, True)
    assert (len(whole["ids"]), whole["isCut"]) == (600, False)


@pytest.mark.parametrize(
    "query", [ITEMS[0].title * 5, " ".join(f"chữ{n} số" for n in range(60)), "a b c d e f g h i k"]
)
def test_a_long_query_fetches_few_files(page, site, query):
    found = search(page, site.index, query)
    assert found["files"] == sum("/shards/" in path or "/delta" in path for path in site.log) <= 6


def test_of_a_long_query_the_rarest_words_are_asked_for(page, site):
    query = "những là của và các được cho vườn quýt đông nam được mùa"
    assert search(page, site.index, query)["titles"][0] == ITEMS[0].title


def test_without_newer_items_no_delta_is_fetched(page, site):
    site.index, files = files_of(*ITEMS[:32])
    site.files |= files
    assert search(page, site.index, "vuon quyt")["total"] == 1
    assert not any("/delta" in path for path in site.log)


@pytest.mark.parametrize(
    ("tag", "titles"),
    [
        ("cam", ["Bản tin hai", "Bản tin một"]),
        ("quyt", ["Bản tin hai"]),
        ("khong-co", []),
        ("constructor", []),
        ("", 3),
    ],
)
def test_a_tag_narrows_to_exactly_its_items(page, site, tag, titles):
    site.index, files = files_of(
        make_item("Bản tin một", "2020-01-01", tags=("cam",)),
        make_item("Bản tin hai", "2020-01-02", tags=("cam", "quýt")),
        make_item("Bản tin ba: cam, quýt", "2020-01-03"),
    )
    site.files |= files
    found = search(page, site.index, "ban tin", tag=tag, sort="date")
    assert found["titles"] == titles or found["total"] == titles
    assert not any("/tags." in path for path in site.log)


def test_a_tag_narrows_together_with_the_other_filters(page, site):
    site.index, files = files_of(
        make_item("Bản tin một", "2020-01-01", tags=("cam",)),
        make_item("Bản tin hai", "2020-01-02", tags=("cam",), category="thong-bao"),
        make_item("Bản tin ba", "2020-01-03"),
    )
    site.files |= files
    choice = {"tag": "cam", "category": "dan-van"}
    assert search(page, site.index, "ban tin", **choice)["titles"] == ["Bản tin một"]
    assert search(page, site.index, "ban tin", **choice, **{"from": "2020-01-02"})["titles"] == []


@pytest.fixture
def small_parts(monkeypatch):
    """Chunks, spans and shards so small that a hundred items are very many; the engine is told of the spans."""
    monkeypatch.setattr(search_filters, "CHUNK", 8)
    for module in (search_shards, search_packing):
        monkeypatch.setattr(module, "MOST", 6)
    monkeypatch.setattr(search_shards, "TAIL_ITEMS", 24)

    def make(site: Site, *items: Any) -> None:
        site.index, files = files_of(*items)
        files |= {"/": site.files["/"], "/engine.js": site.files["/engine.js"]}
        site.files = {path: body.replace(b"=65536", b"=24") for path, body in files.items()}

    return make


def test_narrowed_and_read_to_the_end_a_query_finds_exactly_what_passes(page, site, small_parts):
    chance = random.Random(3)
    regions = [(), ("da-nang",), ("ben-luc-long-an",), ("long-an",)]
    items = [
        make_item(
            f"Bản tin số {n}", f"20{n // 12 + 10}-{n % 12 + 1:02}-05", category=chance.choice(["dan-van", "thong-bao"]),
            regions=chance.choice(regions), tags=tuple(chance.sample(["cam", "quýt", "na"], chance.randint(0, 2))),
            chairs=tuple(chance.sample(["Mùa A Sơn", "Lò Văn Mừng"], chance.randint(0, 1))),
        )
        for n in range(107)
    ]  # fmt: skip
    small_parts(site, *items)
    page.reload()
    choices = [
        {name: value for name, value in (
            ("category", "dan-van"), ("region", chance.choice(["tay-ninh", "long-an"])), ("official", "mua-a-son"),
            ("tag", chance.choice(["cam", "quyt"])), ("from", f"20{chance.randint(10, 15)}-01-05"),
            ("to", f"20{chance.randint(14, 19)}-03-04"), ("sort", "date"),
        ) if chance.random() < 0.4}
        for _ in range(25)
    ]  # fmt: skip

    def passes(n: int, choice: dict[str, str]) -> bool:
        item, day = items[n], items[n].date.date().isoformat()
        shown = {shown for region in item.regions for shown in SampleRegions().listing_ids(region)}
        return (
            choice.get("category", item.category) == item.category
            and ("region" not in choice or choice["region"] in shown)
            and ("official" not in choice or choice["official"] in {chair.official for chair in item.chairs})
            and ("tag" not in choice or choice["tag"] in set(map(slugify, item.tags)))
            and choice.get("from", day) <= day <= choice.get("to", day)
        )

    found = page.evaluate(
        """async ([index, choices]) => {
          const found = [];
          for (const choice of choices) {
            let asked = 0;
            const count = (...request) => (asked += 1, fetch(...request));
            const engine = portalSearch.open(index, { fetch: count });
            const first = { ...await engine.search("ban tin", choice), asked };
            let last = first;
            const rest = { ...choice, wanted: 200 };
            for (let n = 0; n < 40 && last.isCut; n += 1) last = await engine.search("ban tin", rest);
            found.push([first, last]);
          }
          return found;
        }""",
        [site.index, choices],
    )
    for choice, (first, last) in zip(choices, found, strict=True):
        expected = [n for n in range(len(items)) if passes(n, choice)]
        assert (sorted(last["ids"]), last["isCut"], last["partial"]) == (expected, False, False), choice
        assert set(first["ids"]) <= set(expected)
        assert len(first["ids"]) == len(expected) or first["isCut"]
        module = len(choice) > ("sort" in choice)
        assert first["asked"] + module <= first["files"] <= max(6, len(choice) + 5)


def test_narrowed_to_old_days_the_newest_items_of_a_term_are_passed_over(page, site, small_parts):
    small_parts(site, *(make_item(f"Bản tin số {n}", f"20{n // 12 + 10}-{n % 12 + 1:02}-05") for n in range(96)))
    page.reload()
    found = search(page, site.index, "ban tin", category="dan-van", **{"from": "2011-01-01", "to": "2011-03-30"})
    assert (sorted(found["ids"]), found["isCut"]) == ([12, 13, 14], False)
    assert len([path for path in site.log if "/filters/" in path]) == 1


def test_the_choices_have_their_whole_ids(page, site):
    names = ("Mùa A Sơn", "ĐỖ  Thị Út", "Ông (Nguyễn) Ân", "Bà 北京", "Ðô Thị", "K’Ho ", "Ệ-ẹ 2")
    item = make_item("Tin", chairs=names, regions=("ben-luc-long-an",))
    site.index, files = files_of(item)
    site.files |= files
    portal = make_portal(THEME)
    expected = list_choices(portal, make_corpus(portal, item))
    found = page.evaluate("index => portalSearch.open(index).choices()", site.index)
    assert found == {name: [list(row) for row in rows] for name, rows in expected.items()}
    assert len(found["officials"]) == len(names)


def test_results_that_cannot_be_narrowed_are_not_shown(page, site):
    (items,) = [path for path in site.files if "/filters/category/dan-van." in path]
    site.files[items] = b"?"
    found = search(page, site.index, "ban tin", category="dan-van")
    assert (found["total"], found["partial"]) == (0, True)


def test_sorted_by_date_the_newest_come_first(page, site):
    found = search(page, site.index, "ban tin", sort="date")
    assert found["total"] == 70
    assert found["ids"] == sorted(found["ids"], reverse=True)


def test_without_the_manifest_in_its_address_the_engine_fetches_it(page, site):
    assert search(page, site.index.partition("#")[0], "vuon quyt")["total"] == 1
    assert site.log[0] == "/search/manifest.json"


def test_an_unreachable_manifest_is_an_error(page, site):
    site.files.clear()
    with pytest.raises(Exception, match=r"manifest\.json"):
        search(page, "/search/manifest.json", "vuon quyt")


def shard_of(site: Site, page: Page, query: str) -> str:
    """The shard that the query needs."""
    search(page, site.index, query)
    (address,) = [address for address in site.log if "/shards/" in address]
    page.reload()
    site.log.clear()
    return address


@pytest.mark.parametrize(
    "damage", [b"", b"<!doctype html>", b"\0\0\0\1", None], ids=["empty", "page", "cut", "flipped"]
)
def test_a_damaged_shard_is_left_out_and_said(page, site, damage):
    shard = shard_of(site, page, "vuon quyt")
    content = site.files[shard]
    site.files[shard] = content[:9] + bytes([content[9] ^ 4]) + content[10:] if damage is None else damage
    found = search(page, site.index, "vuon quyt")
    assert found["partial"]
    assert [path for path in site.log if path == shard] == [shard]
    site.files[shard] = content
    found = search(page, site.index, "vuon quyt")
    assert (found["total"], found["partial"]) == (1, False)


def test_a_shard_that_does_not_come_within_eight_seconds_is_left_out_and_said(page, site):
    shard = shard_of(site, page, "vuon quyt")
    site.delays = {shard: 20}
    page.clock.install()
    page.evaluate(
        "index => { portalSearch.open(index).search('vuon quyt').then((found) => { window.found = found; }); }",
        site.index,
    )
    wait_until(page, lambda: shard in site.log, "the shard is not asked for")
    page.clock.run_for(6500)
    assert page.evaluate("window.found") is None
    page.clock.run_for(1500)
    wait_until(page, lambda: page.evaluate("window.found?.partial") is True, "the search does not end")
    assert site.log.count(shard) == 1


def test_a_missing_shard_is_left_out_when_the_manifest_is_the_newest(page, site):
    del site.files[shard_of(site, page, "vuon quyt")]
    found = search(page, site.index, "vuon quyt")
    assert found["partial"]
    assert "/search/manifest.json" in site.log


def test_after_the_site_was_published_anew_an_open_page_still_finds(page, site):
    old = site.index
    _, files = files_of(*ITEMS, *(make_item(f"Tin mới {n}", "2025-01-01") for n in range(40)))
    site.files = files
    found = search(page, old, "vuon quyt")
    assert (found["titles"], found["partial"]) == (["Vườn quýt Đông Nam được mùa"], False)
    assert search(page, old, "tin moi")["total"] == 40


def test_cards_that_cannot_be_fetched_are_null_and_come_at_the_next_try(page, site):
    content = site.files.pop("/search/cards/0.json")
    assert search(page, site.index, "vuon quyt")["titles"] == [None]
    site.files["/search/cards/0.json"] = content
    assert search(page, site.index, "vuon quyt")["titles"] == ["Vườn quýt Đông Nam được mùa"]


def test_an_aborted_search_is_rejected_as_such(page, site):
    site.delays = dict.fromkeys(site.files, 1.0)
    name = page.evaluate(
        """async (index) => {
          const stop = new AbortController();
          const searching = portalSearch.open(index).search("vuon quyt", {}, stop.signal);
          setTimeout(() => stop.abort(), 50);
          return searching.catch((error) => error.name);
        }""",
        site.index,
    )
    assert name == "AbortError"


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Sơ kết công tác dân vận khéo", "dan van", ["dân vận"]),
        ("Hoà Bình, hòa giải", "hòa", ["Hoà", "hòa"]),
        ("Kĩ năng", "kỹ", ["Kĩ"]),
        ("Vườn quýt", "vuon qu", ["Vườn quýt"]),
        ("Dự báo: bão số 3 đến sớm", "bão số", ["bão số"]),
        ("Dự báo: bão số 3 đến sớm", "bao so", ["báo", "bão số"]),
        ("Nạn phá rừng", "nàn phà", ["Nạn phá"]),
        ("</script><b>đậm</b>", "b", ["b", "b"]),
        ("Không có gì", "…", []),
    ],
)
def test_words_of_the_query_are_marked_and_nothing_of_the_text_is_lost(page, text, query, marked):
    pieces = page.evaluate(
        "([text, query]) => portalSearch.open('/m#3.0.0.0.a.b.c.d').mark(text, query)", [text, query]
    )
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_match in pieces if is_match] == marked
