"""What the benches stand on: a truth that is drawn the same each time, and true; the same work for both sides."""

from __future__ import annotations

import json
import random
import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from plugins.model import fold
from tests.bench import lookup, paper
from tests.bench.corpus import read_items, write_corpora
from tests.bench.engine import COLD, TEMPLATE, Row, Sites, add_item, edit_body, edit_template, lines_of, read_sizes
from tests.bench.measure import Cost
from tests.bench.plot import Line, draw_plot
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
    names = [re.split("[=<>~]", requirement)[0] for requirement in project["dependency-groups"]["bench"]]
    bench, own = ((ROOT / name).read_text("utf-8") for name in ("requirements-bench.lock", "requirements.lock"))
    for name in names:
        assert f"{name}==" in bench
        assert f"\n{name}==" not in own
    assert "--hash=sha256:" in bench
    assert "://" not in bench


# Builds after small changes.


@pytest.fixture
def sites(tmp_path):
    """Three items for both sides, as the bench of the engine lays them out."""
    sites = Sites(*(tmp_path / part for part in ("portal", "hugo", "ours", "theirs")))
    write_corpora(None, 3, portal=sites.portal, hugo=sites.hugo)
    listing = "theme/templates/listing.html"
    (sites.portal / listing).parent.mkdir(parents=True)
    (sites.portal / listing).write_bytes((ROOT / listing).read_bytes())
    return sites


def items_of(sites):
    return [sorted(path.stem for path in folder.rglob("*.md")) for folder in (sites.portal, sites.hugo)]


def test_a_file_with_few_items_gives_them_again_under_other_slugs(tmp_path):
    items = [{"title": f"Tin {number}", "abstract": "Tóm tắt.", "body": ["Một đoạn."]} for number in range(2)]
    source = tmp_path / "items.jsonl"
    source.write_text("".join(json.dumps(item) + "\n" for item in items), "utf-8")
    assert list(read_items(source, 5)) == [*items, *items, items[0]]
    write_corpora(source, 5, portal=tmp_path / "portal")
    assert len({path.stem for path in (tmp_path / "portal").rglob("*.md")}) == 5


def test_a_file_without_items_is_refused(tmp_path):
    (tmp_path / "items.jsonl").touch()
    with pytest.raises(ValueError, match="holds no items"):
        list(read_items(tmp_path / "items.jsonl", 1))


def test_both_sides_get_the_same_items_and_the_same_changes(sites):
    ours, theirs = items_of(sites)
    assert ours == theirs
    assert len(ours) == 3
    for run in range(2):
        add_item(run, sites)
        edit_body(run, sites)
    ours, theirs = items_of(sites)
    assert ours == theirs
    assert len(ours) == 5


def test_the_changed_template_shows_the_change_inside_its_block_on_both_sides(sites):
    for run in range(2):
        edit_template(run, sites)
    for path, end in (
        (sites.portal / "theme/templates/listing.html", "{% endblock %}"),
        (sites.hugo / "layouts/_default/list.html", "{{ end }}"),
    ):
        assert path.read_text("utf-8").endswith(f"<p>Lần 0</p><p>Lần 1</p>{end}\n")


def test_sizes_are_read_in_order_and_once():
    assert read_sizes("1000,100,1000") == (100, 1000)
    with pytest.raises(ValueError, match="x"):
        read_sizes("x")


def row(label, ours, hugo, pagefind=()):
    return Row(label, *(tuple(Cost(wall, wall, 10) for wall in side) for side in (ours, hugo, pagefind)), (4, 9))


def test_a_cold_build_is_set_against_hugo_and_pagefind_together():
    cold = row(COLD, ours=[6, 8, 7], hugo=[5, 5, 5], pagefind=[9, 9, 9])
    assert cold.whole_wall == 14
    assert str(cold).split()[3:] == ["7.00", "5.00", "1.40", "14.00", "0.50", "10", "10", "4", "9"]
    assert row(TEMPLATE, [1], [5]).whole_wall is None


def test_a_size_at_which_pagefind_was_not_run_has_no_point_for_it():
    small = {label: row(label, [1], [5], [9]) for label in (COLD, "sửa một bài")}
    large = {label: row(label, [2], [50]) for label in (COLD, "sửa một bài")}
    lines = {line.label: line.points for line in lines_of({100_000: large, 10_000: small})}
    assert lines["Hugo + Pagefind, dựng từ đầu"] == ((10_000, 14),)
    assert lines["Hugo, sửa một bài"] == ((10_000, 5), (100_000, 50))


def test_a_plot_has_title_axes_legend_and_equal_steps_for_equal_factors(tmp_path):
    path = tmp_path / "deep/plot.svg"
    draw_plot("Tên <hình>", "số tin", "giây", [Line("cổng", ((10, 1), (100, 10), (1000, 100)), ours=True)], path)
    space = "{http://www.w3.org/2000/svg}"
    root = ET.parse(path).getroot()
    texts = [element.text for element in root.iter(f"{space}text")]
    assert {"Tên <hình>", "số tin", "giây", "cổng", "1.000", "100"} <= set(texts)
    points = next(root.iter(f"{space}polyline")).get("points").split()
    (x1, y1), (x2, y2), (x3, y3) = (map(float, point.split(",")) for point in points)
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y1 - y2 == pytest.approx(y2 - y3, abs=0.2) != 0
    assert "prefers-color-scheme: dark" in next(root.iter(f"{space}style")).text


def test_a_plot_of_nothing_is_refused(tmp_path):
    with pytest.raises(ValueError, match="nothing to draw"):
        draw_plot("", "", "", [Line("", ())], tmp_path / "plot.svg")


def test_a_trace_tells_the_files_of_each_query(capsys):
    visit = lookup.Cost("q=d%C3%A2n+v%E1%BA%ADn", 2.5, 2, "2 kết quả", (("/tim-kiem/", 1500), ("/search/x.js", 1000)))
    lookup.trace({"không lọc": [visit]})
    assert capsys.readouterr().out.splitlines() == [
        "không lọc: q=dân vận: 2.5 kB, 2 yêu cầu; 2 kết quả", "      1500 /tim-kiem/", "      1000 /search/x.js",
    ]  # fmt: skip


def test_the_page_on_scale_holds_the_table_that_its_inputs_give():
    assert f"{paper.BEGIN}{paper.write_table()}{paper.END}" in paper.PAGE.read_text("utf-8")


def test_what_was_measured_goes_on_as_it_grew_and_what_is_not_known_is_not_guessed(monkeypatch):
    measured = {10: paper.Measured(cold=1, edit_files=6, query=30), 100: paper.Measured(cold=100, files=5)}
    monkeypatch.setattr(paper, "MEASURED", measured)
    assert paper.at("cold", 100) == (100, True)
    value, is_measured = paper.at("cold", 1000)
    assert (round(value), is_measured) == (10_000, False)
    assert paper.at("files", 1000) == (50, False)
    assert paper.at("edit_files", 1000) == (6, False)
    assert paper.at("query", 1000) is None
    assert paper.at("memory", 1000) is None


def test_assumptions_of_the_page_on_scale_are_named_on_it():
    text = paper.PAGE.read_text("utf-8")
    for name in vars(paper.ASSUMED):
        assert f"`{name}`" in text, name
