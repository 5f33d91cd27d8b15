"""Changes that people make to a site between two builds, by name; sequences of them try the engine.

In: a site folder that `lay_out` has prepared, and a number that stands for chance. Out: the same folder, changed. Each
change leaves a site that can be built, but for those that give two items one address.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.conftest import NOW, SiteFolder

PROJECT = Path(__file__).parents[1]
SETTINGS = (
    "",
    "SITENAME = 'Tên khác'",
    "PORTAL_PAGE_SIZE = 2",
    "PORTAL_TAGLINE = 'Câu khác'",
    "DEFAULT_LANG = 'en'",
    "TIMEZONE = 'Asia/Tokyo'",
    "SITEURL = 'https://khac.example.vn'",
    "JINJA_ENVIRONMENT['trim_blocks'] = False",
    "PLUGINS.remove('plugins.feeds')",
    "PORTAL_SOCIAL_CARDS = False",
    "PORTAL_HOST = 'nginx'",
    "PORTAL_HOST = 'netlify'",
    "PORTAL_COMMENTS = {'server': '/y-kien/'}",
    "PORTAL_VIEWS = {'folder': 'khong-co'}",
)
# A tag is spelt as in its first item; regions are of before and of after the merger, people in the register and not.
TAGS = ("dân vận khéo", "Dân vận khéo", "hòa giải", "hoà giải", "hoa giai", "MTTQ")
REGIONS = ("Long An", "Bến Lức, Long An", "Tây Ninh", "Hà Nội", None)
CHAIRS = ("Người Quen", "Người Lạ", "Người Mới")
AUTHORS = ("Việt Hằng", "việt hằng", "Viết Hằng", "TTXVN")
CATEGORIES = ("Dân vận", "Kinh tế", "Thông báo")
# The second is the first in another spelling, the last is none.
DOCUMENTS = ("Quyết định số 217-QĐ/TW", "217 - QĐ/T.Ư", "Nghị quyết 15/NQ-CP", "kế hoạch 30/6")
EVENT_DAYS = ("2022-06-30", "2022-05-01", "2022-06-01")
START = dt.datetime.fromisoformat("2022-07-01T08:00:00+07:00")
HELD = ("2026-11-25T08:00:00+07:00", "2026-12-01T08:00:00+07:00")
GONE = {"date": "2022-08-01", "reason": "Lý do công khai."}
# What else an item may bear than its status; the third is still published at first.
STANDINGS: tuple[dict[str, object], ...] = (
    {"status": "review"}, {"withdrawn": GONE}, {"unpublish_at": "2026-11-22T12:00:00+07:00"},
    {"unpublish_at": "2026-11-20T12:00:00+07:00"}, {"status": "published"},
)  # fmt: skip
EXPIRING = ("2026-11-21", "2026-11-24")
PLACES = ("lead", "featured")
DAYS_AHEAD = (0, 1, 5, 30)  # the first two with the same items due, but other ones in the news sitemap


def lay_out(site: SiteFolder, items: int) -> None:
    """A content folder with theme, vocabulary, settings and pictures of its own, and some items in it."""
    for name, source in (("theme", "theme"), ("vocabulary", "content/vocabulary")):
        shutil.rmtree(site.content / name, ignore_errors=True)
        shutil.copytree(PROJECT / source, site.content / name)
    keep_few_regions(site)
    for name in ("news", "images"):
        shutil.rmtree(site.content / name, ignore_errors=True)
        (site.content / name).mkdir()
    for page in (site.content / "pages").iterdir():
        page.unlink()
    shutil.rmtree(site.content.parent / "cache", ignore_errors=True)
    shutil.rmtree(site.output, ignore_errors=True)
    os.environ["SOURCE_DATE_EPOCH"] = NOW
    change_settings(site, 0)
    change_register(site, 0)
    edit_page(site, 0)
    for number in range(3):
        touch_picture(site, number)
    for number in range(items):
        add(site, number)


def keep_few_regions(site: SiteFolder) -> None:
    """Those that the items name with what they became: every province of today has a page of its own."""
    path = site.content / "vocabulary/regions.json"
    content = json.loads(path.read_text("utf-8"))
    content["regions"] = [
        row for row in content["regions"] if row["id"] in {"ha-noi", "tay-ninh", "long-an"} or "ben-luc" in row["id"]
    ]
    for row in content["regions"]:
        row["successors"] = [name for name in row.get("successors", ()) if name == "tay-ninh" or "ben-luc" in name]
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def settings_file(site: SiteFolder) -> Path:
    return site.content.parent / "settings.py"


def add(site: SiteFolder, number: int) -> None:
    """An item in a place of its own, or in that of one there is; its text and what it belongs to vary."""
    front: dict[str, object] = {"tags": [TAGS[number % 6], TAGS[number % 5]], "region": REGIONS[number % 5]}
    if number % 3 == 1:
        front["cover"] = {"src": f"images/{number % 3}.png", "alt": "Ảnh"}
    if number % 7 == 2:
        front["event_date"] = EVENT_DAYS[number % 3]
    if number % 4 == 1:
        front["publish_at"] = HELD[number % 2]
    if number % 8 == 6:
        front["corrections"] = [{"date": f"2022-10-{1 + number % 28:02}", "text": f"Sửa tên số {number}."}]
    if number % 3 == 2:
        front["expires"] = EXPIRING[number % 2]
    if number % 7 < 2:
        front |= {"placement": PLACES[number % 2], "expires": EXPIRING[number % 2]}
    date = START + dt.timedelta(hours=7 * (number * 37 % 101))
    picture = f"\n\n![Ảnh](images/{number % 3}.png)" if number % 5 == 2 else ""
    site.write(
        f"t{number}",
        date=date.isoformat(),
        chairs=[CHAIRS[number % 3]],
        category=CATEGORIES[number % 3],
        authors=[AUTHORS[number % 3], AUTHORS[number % 4]],
        body=f"Nội dung số {number}, UBND xã họp theo {DOCUMENTS[number % 4]}.{picture}",
        **front,
    )


def add_today(site: SiteFolder, number: int) -> None:
    """The newest item of all, and the only one in the news sitemap."""
    front = {"event_date": "2026-11-24", "category": "Thông báo"} if number % 2 else {"placement": "lead"}
    site.write(f"moi{number}", date=f"2026-11-20T0{number % 10}:00:00+07:00", tags=[TAGS[number % 6]], **front)


def edit(site: SiteFolder, number: int) -> None:
    path = _pick(site, number)
    if path:
        path.write_text(path.read_text("utf-8") + f"\nThêm câu {number} về nông thôn mới.\n", "utf-8")


def change_title(site: SiteFolder, number: int) -> None:
    """Gives the item another address too; now and then that of another one."""
    _set_front(_pick(site, number), "title", f"Tin {number % 7}")


def change_tags(site: SiteFolder, number: int) -> None:
    _set_front(_pick(site, number), "tags", [TAGS[number % 6]])


def change_authors(site: SiteFolder, number: int) -> None:
    _set_front(_pick(site, number), "authors", [AUTHORS[number % 4]] if number % 5 else None)


def change_region(site: SiteFolder, number: int) -> None:
    _set_front(_pick(site, number), "region", REGIONS[number % 4])


def change_status(site: SiteFolder, number: int) -> None:
    """Draft to published or back."""
    path = _pick(site, number)
    if path:
        status = "published" if '"draft"' in path.read_text("utf-8") else "draft"
        for version in _versions(path):
            _set_front(version, "status", status)


def change_standing(site: SiteFolder, number: int) -> None:
    """Hand in, withdraw or end an item, or take that back."""
    path = _pick(site, number)
    for key in ("status", "withdrawn", "unpublish_at"):
        _set_front(path, key, STANDINGS[number % 5].get(key))


def correct(site: SiteFolder, number: int) -> None:
    corrections = [{"date": f"2022-09-{1 + number % 28:02}", "text": f"Sửa lần {number}."}] * (number % 3)
    _set_front(_pick(site, number), "corrections", corrections or None)


def change_aliases(site: SiteFolder, number: int) -> None:
    """Of an item, and of one in the map of imports."""
    path = _pick(site, number)
    _set_front(path, "aliases", [f"/cu/{number}.html", f"/cu/{number % 4}/"][: number % 3] or None)
    if path is not None:
        file = path.relative_to(site.content).as_posix()
        rows = f"from,to,file\nhttps://cu.example.vn/nhap/{number % 5},/,{file}\n"
        (site.content / "redirects.csv").write_text(rows, "utf-8")


def rename(site: SiteFolder, number: int) -> None:
    path = _pick(site, number)
    for version in _versions(path) if path else ():
        version.rename(version.with_name(f"doi-{number}-{version.name}"))


def delete(site: SiteFolder, number: int) -> None:
    path = _pick(site, number)
    for version in _versions(path) if path else ():
        version.unlink()


def translate(site: SiteFolder, number: int) -> None:
    """Translates an item, in other words than before, or takes its translation away."""
    path = _pick(site, number)
    if path is None:
        return
    if number % 5 == 4:
        _translation(path).unlink(missing_ok=True)
        return
    front = {"title": f"Item {path.stem} {number % 2}", "date": (START + dt.timedelta(hours=number)).isoformat()}
    if '"draft"' in path.read_text("utf-8"):
        front["status"] = "draft"
    lines = "\n".join(f"{key}: {json.dumps(value)}" for key, value in front.items())
    _translation(path).write_text(f"---\n{lines}\n---\n\nText {number}.\n", "utf-8")


def edit_page(site: SiteFolder, number: int) -> None:
    """Edits the page, or gives it another file, title or address."""
    for page in (site.content / "pages").iterdir():
        page.unlink()
    title = "Giới thiệu" if number % 3 else "Liên hệ"
    page = site.content / "pages" / f"trang-{number % 2}.md"
    page.write_text(f"---\ntitle: {title}\n---\n\nTrang thử {number % 4}.\n", "utf-8")


def touch_picture(site: SiteFolder, number: int) -> None:
    """Another picture under the same name, or the same one with another time."""
    picture = Image.new("RGB", (60, 40 + number % 2), "red")
    picture.save(site.content / "images" / f"{number % 3}.png")


def change_register(site: SiteFolder, number: int) -> None:
    name, title = CHAIRS[number % 3], f"Chức vụ {number % 4}"
    text = f"- id: nguoi-{number % 2}\n  name: {name}\n  positions:\n    - title: {title}\n      region: ha-noi\n"
    (site.content / "vocabulary/officials.yaml").write_text(text, "utf-8")


def change_categories(site: SiteFolder, number: int) -> None:
    path = site.content / "vocabulary/categories.yaml"
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("  description: Thử")]
    lines.insert(lines.index("  name: Dân vận"), f"  description: Thử {number % 3}.")
    path.write_text("\n".join(line for line in lines if "description: Công" not in line) + "\n", "utf-8")


def change_regions(site: SiteFolder, number: int) -> None:
    path = site.content / "vocabulary/regions.json"
    content = json.loads(path.read_text("utf-8"))
    for row in content["regions"]:
        if row["id"] == "tay-ninh":
            row["aliases"] = [f"Xứ Tây {number % 3}"]
        elif row["id"] == "ha-noi":
            row["kind"] = ("Thành phố", "Thủ đô")[number % 2]
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def change_abbreviations(site: SiteFolder, number: int) -> None:
    (site.content / "vocabulary/abbreviations.yaml").write_text(f"UBND: Ủy ban số {number % 3}\n", "utf-8")


def change_template(site: SiteFolder, number: int) -> None:
    """A block that listings include, one that items include, the home page or the frame of all pages."""
    names = (
        "blocks/pagination/pagination.html",
        "blocks/chairs/chairs.html",
        "templates/home.html",
        "templates/base.html",
    )
    path = site.content / "theme" / names[number % 4]
    before, tag, after = path.read_text("utf-8").rpartition("</")
    path.write_text(f"{before}<!-- {number} -->{tag}{after}", "utf-8")


def change_theme_file(site: SiteFolder, number: int) -> None:
    """A style sheet, a script, the search's script or a file that is copied as it is."""
    theme = site.content / "theme"
    names = ("static/base.css", "blocks/search/search.js", "static/favicon.svg")
    path = theme / names[number % 3]
    comment = f"<!-- {number} -->" if path.suffix == ".svg" else f"/* {number} */"
    path.write_text(path.read_text("utf-8") + f"{comment}\n", "utf-8")


def change_texts(site: SiteFolder, number: int) -> None:
    """The interface's texts in English."""
    path = next((site.content / "theme/locale/en").rglob("*.po"))
    text = path.read_text("utf-8")
    path.write_text(text.replace('msgstr "Regions', f'msgstr "Regions{number % 3}'), "utf-8")


def change_settings(site: SiteFolder, number: int) -> None:
    # The settings' own content may bring no theme.
    own = (
        f"PATH = {str(PROJECT / 'content')!r}\nTHEME = {str(PROJECT / 'theme')!r}\n{SETTINGS[number % len(SETTINGS)]}\n"
    )
    text = (PROJECT / "pelicanconf.py").read_text("utf-8")
    settings_file(site).write_text(text + own, "utf-8")


def let_time_pass(site: SiteFolder, number: int) -> None:
    del site
    os.environ["SOURCE_DATE_EPOCH"] = str(int(NOW) + DAYS_AHEAD[number % 4] * 86_400)


def lose_what_is_kept(site: SiteFolder, number: int) -> None:
    """A file of the cache is gone or cut short, as after a full disk."""
    kept = sorted(path for path in (site.content.parent / "cache").rglob("*") if path.is_file())
    if kept:
        path = kept[number % len(kept)]
        if number % 2:
            path.unlink()
        else:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


CHANGES: dict[str, Callable[[SiteFolder, int], None]] = {
    change.__name__: change
    for change in (
        add, add_today, edit, change_title, change_tags, change_authors, change_region, change_status, change_standing,
        correct, change_aliases, rename, delete, translate, edit_page, touch_picture, change_register,
        change_categories, change_regions, change_abbreviations, change_template, change_theme_file, change_texts,
        change_settings, let_time_pass, lose_what_is_kept,
    )
}  # fmt: skip


def _pick(site: SiteFolder, number: int) -> Path | None:
    items = sorted(path for path in (site.content / "news").rglob("*.md") if not path.name.endswith(".en.md"))
    return items[number % len(items)] if items else None


def _translation(path: Path) -> Path:
    return path.with_name(f"{path.stem}.en.md")


def _versions(path: Path) -> list[Path]:
    return [version for version in (path, _translation(path)) if version.exists()]


def _set_front(path: Path | None, key: str, value: object) -> None:
    """Every line of these items' front matter is a key with a JSON value."""
    if path is None:
        return
    head, _, body = path.read_text("utf-8").removeprefix("---\n").partition("\n---\n")
    lines = [line for line in head.splitlines() if not line.startswith(f"{key}: ")]
    if value is not None:
        lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    path.write_text("---\n" + "\n".join(lines) + f"\n---\n{body}", "utf-8")
