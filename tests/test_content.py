"""The sample site's content: items, pages, the register of officials, the drawings."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from plugins.images import drawings
from plugins.model import FIELD_NAMES, FIELDS, REQUIRED_NAMES, TRANSLATED_NAMES, normalise

ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "content"
FILES = sorted((CONTENT / "news").rglob("*.md"))
TRANSLATIONS = [path for path in FILES if path.stem.endswith(".en")]
ITEMS = [path for path in FILES if path not in TRANSLATIONS]
PAGES = sorted((CONTENT / "pages").glob("*.md"))
PAGE_FIELDS = {"title", "slug", "summary", "updated", "order"}
LAST_DAY = dt.date(2026, 11, 20)
LARGEST_DRAWING = 120_000  # bytes

BODY_PICTURE = re.compile(r'^!\[(?P<alt>[^\]]*)\]\((?P<src>\S+?)(?: "(?P<caption>[^"]*)")?\)$', re.MULTILINE)
OWN_LINK = re.compile(r"\]\((/[^)\s#]*)")

each_item = pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem[:40])
each_file = pytest.mark.parametrize("path", FILES + PAGES, ids=lambda path: path.stem[:40])


def split(path: Path) -> tuple[dict[str, Any], str]:
    """Front matter and body."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


def day_of(value: dt.date | dt.datetime) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def register() -> dict[str, dict[str, Any]]:
    officials = yaml.safe_load((CONTENT / "vocabulary" / "officials.yaml").read_text(encoding="utf-8"))
    return {official["name"]: official for official in officials}


def test_the_sample_holds_five_events_and_some_ten_notices():
    categories = [split(path)[0]["category"] for path in ITEMS]
    assert categories.count("Dân vận") == 5
    assert 9 <= categories.count("Thông báo") <= 13


@each_item
def test_an_item_has_the_required_fields_and_no_unknown_ones(path):
    head, body = split(path)
    assert set(REQUIRED_NAMES) | {"summary", "authors", "slug"} <= set(head) <= set(FIELD_NAMES)
    assert body.strip()


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem[:40])
def test_a_translation_stands_beside_its_original_and_is_not_dated_before_it(path):
    head, body = split(path)
    original, _ = split(path.with_name(path.name.replace(".en.md", ".md")))
    assert set(REQUIRED_NAMES) - {"category"} | {"summary", "slug"} <= set(head) <= set(TRANSLATED_NAMES)
    assert day_of(original["date"]) <= day_of(head["date"]) <= LAST_DAY
    assert head["cover"]["src"] == original["cover"]["src"]
    assert body.strip()


def test_a_notice_about_the_portal_is_translated():
    assert TRANSLATIONS


@each_item
def test_an_item_lies_in_the_folder_of_its_month_under_its_slug(path):
    head, _ = split(path)
    assert path.relative_to(CONTENT / "news").parent.as_posix() == f"{day_of(head['date']):%Y/%m}"
    assert path.stem == head["slug"]


@each_item
def test_no_date_lies_after_the_day_the_sample_was_written(path):
    head, _ = split(path)
    days = [day_of(head[name]) for name in ("date", "event_date", "updated") if name in head]
    assert max(days) <= LAST_DAY
    assert head.get("event_date", day_of(head["date"])) <= day_of(head["date"])


@each_item
def test_every_picture_exists_and_is_described(path):
    head, body = split(path)
    pictures = [(match["src"], match["alt"]) for match in BODY_PICTURE.finditer(body)]
    assert body.count("](images/") == len(pictures), "a picture of the body stands in no paragraph of its own"
    if cover := head.get("cover"):
        pictures.append((cover["src"], cover["alt"]))
        assert cover["caption"].startswith("Tranh minh hoạ")
    for src, alt in pictures:
        assert (CONTENT / src).is_file(), src
        assert len(alt) > 20, src


@each_item
def test_an_event_has_a_cover_an_author_and_a_region(path):
    head, _ = split(path)
    if head["category"] == "Dân vận":
        assert {"cover", "region", "event_date"} <= set(head)
        assert head["authors"] != ["Ban biên tập"]


@each_item
def test_who_chaired_is_in_the_register(path):
    head, _ = split(path)
    for chair in head.get("chairs", ()):
        name = chair["name"] if isinstance(chair, dict) else chair
        assert name in register()


@each_item
def test_the_standfirst_repeats_no_sentence_of_the_body(path):
    head, body = split(path)
    for sentence in re.split(r"(?<=[.;!?])\s+", head["summary"]):
        assert sentence.rstrip(".;") not in body


@each_file
def test_text_is_composed_and_free_of_direct_quotations(path):
    text = path.read_text(encoding="utf-8")
    assert text == normalise(text)
    if path in FILES:
        assert not re.search(r"^>", text, re.MULTILINE)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_has_its_fields_and_is_named_by_its_slug(path):
    head, _ = split(path)
    assert set(head) == PAGE_FIELDS
    assert path.stem == head["slug"]
    assert day_of(head["updated"]) <= LAST_DAY


@each_file
def test_links_to_own_items_and_pages_lead_somewhere(path):
    addresses = {f"/{page.stem}/" for page in PAGES}
    addresses |= {f"/tin/{item.relative_to(CONTENT / 'news').with_suffix('').as_posix()}/" for item in ITEMS}
    sections = ("chuyen-muc", "dia-phuong", "chu-tri", "the", "van-ban", "lich", "luu-tru", "tim-kiem", "feeds", "en")
    for address in OWN_LINK.findall(split(path)[1]):
        assert address in addresses or address.split("/")[1] in sections, address


def test_the_register_gives_no_dates_that_the_sources_do_not_state():
    for official in register().values():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", official["id"])
        assert official["positions"]
        for position in official["positions"]:
            assert set(position) == {"title", "region"}


def test_the_guide_has_a_row_for_every_field_and_says_which_are_required():
    _, body = split(CONTENT / "pages" / "huong-dan-bien-tap.md")
    table = body.split("## Các mục thông tin", 1)[1].split("\n## ", 1)[0]
    rows = {row[0].strip("`"): row for row in re.findall(r"^\| (`\w+`) \| (.+?) \| (có|không) \|", table, re.MULTILINE)}
    assert list(rows) == list(FIELD_NAMES)
    for field in FIELDS:
        assert rows[field.name][1] == field.label
        assert rows[field.name][2] == ("có" if field.required else "không")


@pytest.mark.parametrize("name", drawings.DRAWINGS)
def test_the_script_draws_the_same_picture_again(name):
    file = CONTENT / "images" / f"{name}.png"
    with Image.open(file) as kept:
        assert kept.size == (1600, 1000)
        assert not kept.info.keys() & {"exif", "Software", "date:create"}
        drawn = drawings.draw(name)
        # Pixels, not bytes: releases of Pillow and zlib pack the same picture differently.
        assert kept.convert("RGB").tobytes() == drawn.convert("RGB").tobytes()


def test_every_drawing_is_small_and_every_picture_is_a_drawing():
    files = {path.name: path.stat().st_size for path in (CONTENT / "images").iterdir()}
    assert set(files) == {f"{name}.png" for name in drawings.DRAWINGS}
    assert max(files.values()) < LARGEST_DRAWING


def test_main_writes_all_drawings_and_the_same_bytes_each_time(tmp_path, monkeypatch):
    first = dict(list(drawings.DRAWINGS.items())[:2])
    monkeypatch.setattr(drawings, "DRAWINGS", first)
    for folder in ("a", "b"):
        drawings.main(tmp_path / folder)
    assert {path.stem for path in (tmp_path / "a").iterdir()} == set(first)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
