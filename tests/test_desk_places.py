"""Where the desk in the browser may write, and what of a file it leaves as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.desk.browser.places import Places, RefusedError
from plugins.desk.browser.rewriting import keep_untouched, spell_out

PROJECT = Path(__file__).parents[1]


# Where it may write.


@pytest.fixture
def places(tmp_path):
    (tmp_path / "content/news/2026/11").mkdir(parents=True)
    (tmp_path / "content/images").mkdir()
    return Places(tmp_path / "content")


def test_items_and_pictures_have_their_places(places, tmp_path):
    assert places.item("content/news/2026/11/a-b.md") == tmp_path / "content/news/2026/11/a-b.md"
    assert places.picture("content/images/2026/Ảnh 1.png") == tmp_path / "content/images/2026/Ảnh 1.png"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "content",
        "content/news",
        "content/news/a.md",
        "content/news/2026/a.md",
        "content/news/2026/11/../../../secret.md",
        "content/news/2026/../11/a.md",
        "content/../content/news/2026/11/a.md",
        "../content/news/2026/11/a.md",
        "/content/news/2026/11/a.md",
        "/etc/passwd",
        "content/news/2026/11/.hidden.md",
        "content/news/2026/11/a.txt",
        "content/news/2026/11/a.md/",
        "content/news/2026/11/a.md\0.png",
        "content\\news\\2026\\11\\a.md",
        "content/news/2026/11/a\n.md",
        "content/news/２０２６/11/a.md",
        "content/pages/gioi-thieu.md",
        "content/vocabulary/officials.yaml",
        "content/news/2026/11/" + "a" * 300 + ".md",
        "C:/content/news/2026/11/a.md",
        "content/news/2026/11/C:a.md",
    ],
)
def test_an_item_lies_nowhere_else(places, path):
    with pytest.raises(RefusedError):
        places.item(path)


@pytest.mark.parametrize(
    "path",
    [
        "content/images/a.svg",
        "content/images/a.html",
        "content/images/a.png.md",
        "content/images/.a.png",
        "content/images/../news/a.png",
        "content/images",
        "content/images/",
        "content/images/a/../../../b.png",
        "content/news/2026/11/a.png",
        "images/a.png",
    ],
)
def test_a_picture_lies_nowhere_else(places, path):
    with pytest.raises(RefusedError):
        places.picture(path)


@pytest.mark.parametrize(
    "path", ["content/pages", "content", "content/news/..", "content/images/..", "/", "content/newsx"]
)
def test_no_other_folder_is_listed(places, path):
    with pytest.raises(RefusedError):
        places.folder(path)


def test_links_that_lead_elsewhere_are_not_followed(places, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/a.md").write_text("x")
    (tmp_path / "content/news/2025").symlink_to(tmp_path / "outside")
    (tmp_path / "content/news/2026/11/b.md").symlink_to(tmp_path / "outside/a.md")
    (tmp_path / "content/news/2026/12").symlink_to(tmp_path / "outside")
    for path in ("content/news/2026/11/b.md", "content/news/2026/12/a.md"):
        with pytest.raises(RefusedError, match="liên kết"):
            places.item(path)
    with pytest.raises(RefusedError, match="liên kết"):
        places.folder("content/news/2025")


# What an edit leaves as it was.


OLD = """---
# đầu
title: "Tin a"   # cũ

# vì sao
date: 2022-07-01
tags: [một,
  hai]
# cuối
---

Câu  một.
"""
NEW = "---\ntitle: Tin b\ndate: 2022-07-01\ntags:\n  - một\n  - hai\nsummary: Mới\n---\nCâu  một.\n"


def test_lines_of_untouched_keys_comments_and_the_body_stay_as_they_were_typed():
    written = OLD.replace('"Tin a"   # cũ', "Tin b").replace("# cuối", "summary: Mới\n# cuối")
    assert keep_untouched(OLD, NEW) == written


def test_a_key_that_was_taken_away_goes_and_its_comment_stays():
    assert "region" not in keep_untouched("---\n# dựa vào bài\nregion: X\ntitle: A\n---\n", "---\ntitle: A\n---\n")
    assert "# dựa vào bài" in keep_untouched("---\n# dựa vào bài\nregion: X\ntitle: A\n---\n", "---\ntitle: A\n---\n")


def test_one_moment_in_two_spellings_is_no_change():
    old, new = "---\ndate: 2022-07-01T08:00:00Z\n---\n\nx\n", "---\ndate: 2022-07-01T08:00:00.000Z\n---\nx\n"
    assert keep_untouched(old, new) == old


NAMES = {"dan-van": "Dân vận"}


def test_widgets_get_the_name_of_a_category_where_an_editor_typed_its_id():
    assert spell_out("---\ncategory: dan-van\n---\n\nx\n", NAMES) == '---\ncategory: "Dân vận"\n---\n\nx\n'
    for text in ("---\ncategory: khac\n---\n", "---\ncategory: Dân vận\n---\n\ncategory: dan-van\n"):
        assert spell_out(text, NAMES) == text


def test_widgets_get_a_mapping_where_an_editor_typed_its_main_part_alone():
    text = '---\n# ảnh\ncover: "images/a.png"  # cũ\nsource: Báo A, B\ntitle: "x: y"\n---\n\ncover: x\n'
    assert spell_out(text, {}) == (
        '---\n# ảnh\ncover: {"src": "images/a.png"}\nsource: {"name": "Báo A, B"}\ntitle: "x: y"\n---\n\ncover: x\n'
    )


@pytest.mark.parametrize("head", ["cover: {src: a}", "cover:\n  src: a", "cover:", "source: [", "title: a\n  cover: b"])
def test_all_other_heads_are_handed_on_as_they_are(head):
    assert spell_out(f"---\n{head}\n---\n\ncover: x\n", NAMES) == f"---\n{head}\n---\n\ncover: x\n"


@pytest.mark.parametrize("old", ["", "Title: A\n\nx\n", "---\ntitle: A\n", "---\n- a\n---\n", "---\na: [\n---\n"])
def test_a_head_that_cannot_be_taken_apart_gives_way(old):
    new = "---\ntitle: B\n---\nx\n"
    assert keep_untouched(old, new) == new


TEXTS = st.text("abă #:-'\"{}[],&*!|>%@\n1~", max_size=12)
VALUES = st.one_of(TEXTS, st.lists(TEXTS, max_size=3), st.dictionaries(st.sampled_from(["x", "y"]), TEXTS, max_size=2))
HEADS = st.dictionaries(st.sampled_from(["title", "date", "tags", "cover", "no"]), VALUES, max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HEADS, HEADS, st.booleans())
def test_what_is_written_says_what_the_browser_sent(old, new, flow):
    def text(head, flow):
        dumped = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, default_flow_style=flow) if head else ""
        return f"---\n{dumped}---\n\nx\n"

    merged = keep_untouched(text(old, None), text(new, None if flow else False))
    head = merged.split("\n---\n")[0].removeprefix("---")
    assert (yaml.load(head, yaml.BaseLoader) or {}) == (yaml.load(yaml.safe_dump(new), yaml.BaseLoader) if new else {})
