"""The truth that the search bench measures against: drawn the same each time, and true."""

from __future__ import annotations

import json
import random
import tomllib
from pathlib import Path

import pytest

from plugins.model import fold
from tests.bench.search import sample_queries
from tests.bench.truth.queries import NAMED, Text, draw_queries, move_tones, swap_letters
from tests.bench.truth.texts import draw_items

ROOT = Path(__file__).parents[1]
KINDS = {
    "body-phrase", "name", "name-nodiacritics", "title", "title-nodiacritics", "title-typo", "tone-placement",
}  # fmt: skip


@pytest.fixture(scope="module")
def texts():
    return [
        Text(f"tin-{number}", item["title"], item["abstract"], "\n".join(item["body"]))
        for number, item in enumerate(draw_items(300))
    ]


def test_the_same_number_of_items_is_drawn_alike_and_more_begin_with_the_same():
    assert list(draw_items(20)) == list(draw_items(20))
    assert list(draw_items(30))[:20] == list(draw_items(20))


def test_drawn_texts_hold_syllables_that_differ_only_in_accents(texts):
    spelt = {word for text in texts for word in text.body.lower().replace(",", " ").replace(".", " ").split()}
    assert len(spelt) > 2 * len({fold(word) for word in spelt})


def test_there_are_questions_of_seven_kinds_and_no_more_of_each_than_asked(texts):
    queries = draw_queries(texts, 5, seed=3)
    assert {query.kind for query in queries} == KINDS
    assert all(sum(query.kind == kind for query in queries) == 5 for kind in KINDS)
    assert queries == draw_queries(texts, 5, seed=3)
    assert queries != draw_queries(texts, 5, seed=4)


def test_the_items_said_to_answer_hold_what_is_asked(texts):
    by_slug = {text.slug: text for text in texts}
    for query in draw_queries(texts, 20, seed=5):
        for slug in query.slugs:
            text = by_slug[slug]
            title, body = fold(text.title), fold(f"{text.standfirst} {text.body}")
            if query.kind in {"title", "title-nodiacritics", "tone-placement"}:
                assert fold(query.text) in title
            elif query.kind == "title-typo":
                assert sum(word in title.split() for word in query.text.split()) >= 4
                assert query.text not in title
            elif query.kind == "body-phrase":
                assert set(query.text.split()) <= set(text.body.lower().replace(",", " ").replace(".", " ").split())
            else:
                assert fold(query.text) in f"{title} {body}"


def test_names_asked_for_stand_in_few_items(texts):
    assert all(len(query.slugs) in NAMED for query in draw_queries(texts, 20, seed=5) if query.kind == "name")


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("hòa bình", "hoà bình"),
        ("hoà bình", "hòa bình"),
        ("thuỷ lợi", "thủy lợi"),
        ("khỏe", "khoẻ"),
        ("quý", "quý"),
        ("hoàng", "hoàng"),
        ("dân vận", "dân vận"),
    ],
)
def test_a_tone_mark_moves_to_its_other_place_and_nowhere_else(text, moved):
    assert move_tones(text) == moved


@pytest.mark.parametrize("text", ["nghi quyet trung uong", "abba", "an"])
def test_a_slip_keeps_the_letters_and_the_ends_of_the_word(text):
    slipped = swap_letters(text, random.Random(1))
    assert sorted(slipped) == sorted(text)
    assert [word[0] + word[-1] for word in slipped.split()] == [word[0] + word[-1] for word in text.split()]


def test_every_item_named_by_the_questions_about_the_sample_site_is_there():
    slugs = {path.stem for path in (ROOT / "content" / "news").rglob("*.md")}
    queries = sample_queries()
    assert len(queries) >= 20
    assert {slug for query in queries for slug in query.slugs} <= slugs


def test_the_questions_about_the_sample_site_hold_no_question_twice():
    rows = json.loads((ROOT / "tests/bench/truth/sample.json").read_text("utf-8"))
    assert len({row["text"] for row in rows}) == len(rows)


def test_peers_are_pinned_for_the_bench_and_not_installed_with_the_portal():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = [requirement.split("==")[0] for requirement in project["dependency-groups"]["bench"]]
    bench, own = ((ROOT / name).read_text("utf-8") for name in ("requirements-bench.lock", "requirements.lock"))
    for name in names:
        assert f"{name}==" in bench
        assert f"\n{name}==" not in own
    assert "--hash=sha256:" in bench
    assert "://" not in bench
