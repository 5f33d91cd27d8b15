"""Reading without a network, as far as it can be told without a browser: manifest, icons, worker, what is kept."""

import io
import json
import math
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from plugins.offline.icons import BARS, ICONS, SIDE, draw_icon
from plugins.offline.kept import NEWEST
from plugins.pages.reading_time import WORDS_A_MINUTE, reading_minutes

THEME = Path(__file__).parents[1] / "theme"


def write_items(site, count):
    for number in range(1, count + 1):
        site.write(f"t{number:02}", date=f"2022-07-{number:02}T08:00:00", body=f"Nội dung {number}.")


def kept(site):
    return json.loads((site.output / "ngoai-tuyen/tin.json").read_text("utf-8"))


def changes(before, after):
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_the_manifest_holds_all_that_a_phone_needs_to_install_the_portal(site):
    site.write("a")
    site.build()
    app = json.loads((site.output / "manifest.webmanifest").read_text("utf-8"))
    assert (app["lang"], app["start_url"], app["scope"], app["display"]) == ("vi", "/", "/", "standalone")
    assert app["name"]
    assert app["short_name"]
    purposes = {(icon["sizes"], icon["purpose"]) for icon in app["icons"]}
    assert {(size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")} <= purposes
    for icon in app["icons"]:
        picture = Image.open(io.BytesIO((site.output / icon["src"].lstrip("/")).read_bytes()))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        assert picture.format == "PNG"
    home = site.page("/")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in home
    assert f'href="{ICONS[0].address}"' in home
    tokens = (THEME / "static/tokens.css").read_text("utf-8")
    assert f"--ground: {app['theme_color']};" in tokens


def test_the_name_below_the_icon_can_be_shorter_than_the_site_s(site, tmp_path):
    project = THEME.parent
    settings = tmp_path / "shortconf.py"
    settings.write_text(f"from pelicanconf import *\nPORTAL_SHORT_NAME = 'Cổng tin'\nTHEME = {str(THEME)!r}\n", "utf-8")
    shutil.copytree(project / "content/vocabulary", site.content / "vocabulary")
    site.build(settings=settings)
    app = json.loads((site.output / "manifest.webmanifest").read_text("utf-8"))
    assert (app["short_name"], app["name"]) == ("Cổng tin", "Cổng tin địa phương")


def test_the_icons_bear_the_mark_of_the_favicon():
    favicon = (THEME / "static/favicon.svg").read_text("utf-8")
    assert f'viewBox="0 0 {SIDE} {SIDE}"' in favicon
    path = re.findall(r'd="([^"]+)"', favicon)[1]
    drawn, x, y = [], 0.0, 0.0
    for command, left, top, width, height in re.findall(
        r"([Mm])(-?[\d.]+) ?(-?[\d.]+)h([\d.]+)v([\d.]+)[Hh]-?[\d.]+z", path
    ):
        x, y = (float(left), float(top)) if command == "M" else (x + float(left), y + float(top))
        drawn.append((x, y, float(width), float(height)))
    assert drawn == [tuple(map(float, bar)) for bar in BARS]


@pytest.mark.parametrize("icon", [icon for icon in ICONS if icon.maskable], ids=str)
def test_nothing_of_the_mark_is_cut_from_a_maskable_icon(icon):
    picture = Image.open(io.BytesIO(draw_icon(icon))).convert("L")
    middle, safe = icon.size / 2, 0.4 * icon.size
    light = [
        (x, y) for x in range(icon.size) for y in range(icon.size) if picture.getpixel((x, y)) > 150
    ]  # the mark is light on red
    assert light
    assert max(math.hypot(x + 0.5 - middle, y + 0.5 - middle) for x, y in light) <= safe


def test_an_icon_is_drawn_the_same_each_time():
    assert draw_icon(ICONS[1]) == draw_icon(ICONS[1])


def test_the_newest_items_are_kept_and_the_pages_that_stand_in_without_a_network(site):
    write_items(site, NEWEST + 3)
    site.build()
    addresses = [marked.split("#")[0] for marked in kept(site)]
    assert addresses[:3] == ["/ngoai-tuyen/", "/da-luu/", "/"]
    assert addresses[3:] == [f"/tin/2022/07/tin-t{number:02}/" for number in range(NEWEST + 3, 3, -1)]


def test_a_portal_without_items_keeps_its_pages(site):
    site.build()
    assert [marked.split("#")[0] for marked in kept(site)] == ["/ngoai-tuyen/", "/da-luu/", "/"]


def test_an_edit_marks_the_edited_item_and_the_home_page_and_nothing_where_the_item_is_old(site):
    write_items(site, NEWEST + 2)
    site.build()
    before = kept(site)
    site.write("t01", date="2022-07-01T08:00:00", body="Khác.")
    site.build()
    assert kept(site) == before
    site.write("t05", date="2022-07-05T08:00:00", body="Khác.")
    site.build()
    changed = {marked.split("#")[0] for marked in set(kept(site)) - set(before)}
    assert changed == {"/", "/tin/2022/07/tin-t05/"}


def test_the_worker_is_the_same_after_an_edit_and_after_a_new_item_and_few_files_are_not(site):
    write_items(site, 20)
    site.build()
    before = site.tree()
    site.write("t20", date="2022-07-20T08:00:00", body="Khác.")
    site.build()
    edited = site.tree()
    assert len(changes(before, edited)) <= 8
    site.write("t21", date="2022-07-21T08:00:00")
    site.build()
    added = site.tree()
    assert len(changes(edited, added)) <= 40
    assert before["worker.js"] == edited["worker.js"] == added["worker.js"]
    assert before["manifest.webmanifest"] == added["manifest.webmanifest"]


def test_a_preview_has_no_worker(site):
    site.write("a")
    site.build(drafts=True)
    assert not (site.output / "worker.js").exists()
    assert not (site.output / "ngoai-tuyen/tin.json").exists()
    assert "data-worker" not in site.page("/")
    assert (site.output / "da-luu/index.html").exists()


def test_search_engines_are_kept_from_pages_that_are_the_reader_s_own(site):
    site.write("a")
    site.build()
    for address in ("/da-luu/", "/ngoai-tuyen/"):
        assert '<meta name="robots" content="noindex">' in site.page(address)
        assert address not in "".join(
            content.decode() for name, content in site.tree().items() if name.startswith("sitemap")
        )


# Reading time


@pytest.mark.parametrize(
    ("words", "language", "minutes"),
    [(0, "vi", 1), (20, "vi", 1), (250, "vi", 1), (500, "vi", 2), (2000, "vi", 8), (460, "en", 2), (460, "fr", 2)],
)
def test_reading_takes_as_long_as_its_words(words, language, minutes):
    assert reading_minutes("<p>" + "tiếng " * words + "</p>", language) == minutes


def test_markup_is_not_read():
    assert reading_minutes('<p><a href="/x" title="một hai ba">chữ</a></p>' * WORDS_A_MINUTE["vi"], "vi") == 1


def test_an_item_says_how_long_reading_it_takes(site):
    site.write("dai", body="tiếng " * 990, summary="mười tiếng " * 5)
    site.build()
    assert "Thời gian đọc: 4 phút" in " ".join(site.page("/tin/2022/07/tin-dai/").split())
