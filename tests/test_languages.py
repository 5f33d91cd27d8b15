"""The second language: items with translations, and an interface without a word of Vietnamese."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, NavigableString
from lxml import etree

from plugins.build import Options, build_site
from plugins.build.settings import open_portal
from plugins.desk.check import check_paths
from plugins.model import FIELD_NAMES, REQUIRED_NAMES, TRANSLATED_NAMES, SiteError

PROJECT = Path(__file__).parents[1]
VIETNAMESE = re.compile("[ăâđêôơưạảãáàấầẩẫậắằẳẵặẹẻẽéèếềểễệịỉĩíìọỏõóòốồổỗộớờởỡợụủũúùứừửữựỳỷỹýỵ]", re.IGNORECASE)
ENGLISH_HEAD = {"category": None, "date": "2022-07-03T09:00:00+07:00"}
ORIGINAL = "/tin/2022/07/hop-so-ket/"
ENGLISH = "/en/tin/2022/07/mid-year-meeting/"


def write_pair(site, **english):
    site.write(
        "hop", title="Họp sơ kết", region="Bến Lức, Long An", event_date="2022-06-30", chairs=["Dương Văn Út"],
        tags=["dân vận khéo"], summary="Nửa năm nhìn lại.", authors=["Việt Hằng"],
        source={"name": "Cổng thông tin", "url": "https://example.vn/"},
    )  # fmt: skip
    front = ENGLISH_HEAD | {"title": "Mid-year meeting", "summary": "Half a year in review."} | english
    return site.write("hop.en", body="What was said.", **front)


def soup_of(site, address):
    return BeautifulSoup(site.page(address), "lxml")


def faults_of(site):
    """Errors of a build, as (path, line, code, message with hint)."""
    with pytest.raises(SiteError) as caught:
        site.build()
    return [
        (fault.path, fault.line, fault.code, f"{fault.message} {fault.hint}")
        for fault in caught.value.faults
        if fault.is_error
    ]


# What an editor writes


def test_a_translation_has_a_page_of_its_own_in_its_own_language(site):
    write_pair(site)
    assert site.build().items == 2
    page = soup_of(site, ENGLISH)
    assert page.html["lang"] == "en"
    assert page.h1.get_text() == "Mid-year meeting"
    text = " ".join(page.get_text(" ").split())
    for shown in ("Sunday, 3 July 2022, 09:00 (GMT+7)", "What was said.", "Half a year in review.", "Chaired by"):
        assert shown in text, shown


def test_a_translation_has_its_facts_from_the_original(site):
    write_pair(site)
    site.build()
    text = " ".join(soup_of(site, ENGLISH).get_text(" ").split())
    for fact in (
        "Bến Lức, Long An", "now in Tây Ninh", "Dương Văn Út", "Phó Bí thư Thường trực Huyện ủy", "dân vận khéo",
        "Việt Hằng", "Cổng thông tin", "Held: Thursday, 30 June 2022",
    ):  # fmt: skip
        assert fact in text, fact


def test_a_section_has_its_english_name_where_the_vocabulary_has_one(site):
    write_pair(site)
    site.write("khac", title="Việc khác", tags=["dân vận khéo"], date="2022-06-01T08:00:00+07:00")
    site.write("khac.en", **ENGLISH_HEAD | {"date": "2022-06-02T09:00:00+07:00"}, title="Another matter")
    site.build()
    page = soup_of(site, ENGLISH)
    (label,) = page.select(".item-header__section a")
    assert (label.get_text(), label["href"], label.get("lang")) == ("Public engagement", "/chuyen-muc/dan-van/", None)
    assert "Public engagement" in soup_of(site, "/en/").select_one(".teaser__section").get_text()
    assert (
        json.loads(page.select_one('script[type="application/ld+json"]').string)["articleSection"]
        == "Public engagement"
    )
    assert "Public engagement" in (site.output / "feeds/en.atom.xml").read_text("utf-8")
    assert soup_of(site, ORIGINAL).select_one(".item-header__section a").get_text() == "Dân vận"
    assert "Public engagement" not in site.page("/")


def test_a_section_without_an_english_name_keeps_its_own_marked_as_vietnamese(site):
    write_pair(site)
    vocabulary = site.content / "vocabulary"
    shutil.copytree(PROJECT / "content/vocabulary", vocabulary)
    file = vocabulary / "categories.yaml"
    file.write_text(file.read_text("utf-8").replace("names: {en: Public engagement}", "names: {fr: Public}"), "utf-8")
    site.build()
    (label,) = soup_of(site, ENGLISH).select(".item-header__section a")
    assert (label.get_text(), label["lang"]) == ("Dân vận", "vi")


def test_a_key_that_a_translation_has_from_its_original_is_ignored_with_a_warning(site):
    write_pair(site, region="Điện Biên")
    (warning,) = [fault for fault in site.build().faults if fault.path.endswith(".en.md")]
    assert (warning.code, "region" in warning.message) == ("W-KEY", True)
    assert "Điện Biên" not in soup_of(site, ENGLISH).main.get_text()


def test_the_fields_of_a_translation_are_fields_of_an_item():
    assert set(TRANSLATED_NAMES) <= set(FIELD_NAMES)
    assert set(REQUIRED_NAMES) - set(TRANSLATED_NAMES) == {"category"}


def test_the_readme_and_the_guide_name_the_fields_of_a_translation():
    for path in ("README.md", "content/pages/huong-dan-bien-tap.md"):
        text = (PROJECT / path).read_text("utf-8")
        named = next(part for part in text.split("\n\n") if "`slug.en.md`" in part)
        assert all(f"`{name}`" in named for name in TRANSLATED_NAMES), path


# Faults: each names the file, the line and the remedy


def test_a_translation_without_an_original_is_a_fault(site):
    site.write("mot-minh.en", **ENGLISH_HEAD)
    ((path, line, code, words),) = faults_of(site)
    assert (path, line, code) == ("news/2022/07/mot-minh.en.md", 1, "E-TRANSLATION")
    assert "không có tin gốc news/2022/07/mot-minh.md" in words
    assert "cạnh tin gốc" in words


def test_a_translation_of_a_draft_is_a_fault_until_it_is_a_draft_too(site):
    write_pair(site)
    site.write("hop", title="Họp sơ kết", status="draft")
    ((path, line, code, words),) = faults_of(site)
    assert (path, line, code) == ("news/2022/07/hop.en.md", 1, "E-TRANSLATION")
    assert "bản nháp" in words
    site.write("hop.en", **ENGLISH_HEAD, title="Mid-year meeting", status="draft")
    assert (site.build().items, site.build().held) == (0, 2)


def test_a_translation_of_a_translation_is_a_fault(site):
    write_pair(site)
    site.write("hop.en.en", **ENGLISH_HEAD)
    ((path, line, code, words),) = faults_of(site)
    assert (path, line, code) == ("news/2022/07/hop.en.en.md", 1, "E-TRANSLATION")
    assert "hop.en.md đã là bản dịch" in words
    assert "dịch từ hop.md" in words


@pytest.mark.parametrize(
    ("name", "remedy"), [("hop.fr", "cổng dịch sang: en"), ("hop.EN", "hop.en.md"), ("hop.vi", "hop.md")]
)
def test_a_language_that_the_site_does_not_know_is_a_fault(site, name, remedy):
    site.write("hop", title="Họp sơ kết")
    site.write(name, **ENGLISH_HEAD)
    ((path, line, code, words),) = faults_of(site)
    assert (path, line, code) == (f"news/2022/07/{name}.md", 1, "E-TRANSLATION")
    assert remedy in words


def test_two_translations_of_one_item_into_one_language_are_a_fault(site):
    site.write("hợp", title="Họp sơ kết")
    for form, title in (("hợp", "One"), ("hơ\u0323p", "Another")):  # one name in two forms: two files
        site.write(f"{form}.en", **ENGLISH_HEAD, title=title)
    assert [(code, "đã có bản dịch «en»" in words) for _, _, code, words in faults_of(site)] == [
        ("E-TRANSLATION", True)
    ]


def test_an_original_with_faults_is_named_and_its_translation_is_not(site):
    write_pair(site)
    site.write("hop", title="Họp sơ kết", category="Không có")
    assert [(path, code) for path, _, code, _ in faults_of(site)] == [("news/2022/07/hop.md", "E-CATEGORY")]


def test_a_translation_that_lags_behind_its_original_is_warned_of(site):
    write_pair(site)
    site.write("hop", title="Họp sơ kết", updated="2022-07-05T08:00:00+07:00",
               corrections=[{"date": "2022-07-05", "text": "Sửa tên."}])  # fmt: skip
    warnings = [fault for fault in site.build().faults if fault.code == "W-TRANSLATION"]
    assert len(warnings) == 2
    told = " ".join(fault.message for fault in warnings)
    assert "05/07/2022" in told
    assert "đính chính" in told


def test_a_name_whose_last_part_is_no_code_of_two_letters_is_that_of_an_ordinary_item(site):
    site.write("bao-cao.q3", title="Báo cáo quý ba")
    site.write("tin.moi", title="Tin mới")
    assert site.build().items == 2


def test_check_reads_the_original_too_where_only_the_translation_is_named(site):
    path = write_pair(site)
    site.write("hop", title="Họp sơ kết", status="draft")
    portal = open_portal(Options(content=site.content, output=site.output))
    portal.spread = lambda work, count, *_: map(work, range(count))
    assert [fault.code for fault in check_paths(portal, [path])] == ["E-TRANSLATION"]
    assert [fault.code for fault in check_paths(portal)] == ["E-TRANSLATION"]


@pytest.mark.parametrize(
    "editions", [{"vi": {"name": "X"}}, {"english": {"name": "X"}}, {"en": {"title": "X"}}, {"en": {}}]
)
def test_editions_that_make_no_sense_are_refused_with_the_name_of_the_setting(tmp_path, editions):
    settings = write_settings(tmp_path, PORTAL_EDITIONS=editions)
    with pytest.raises(SiteError, match="PORTAL_EDITIONS"):
        open_portal(Options(settings=settings))


def test_without_editions_a_translation_is_a_fault_that_names_the_setting(site, tmp_path):
    write_pair(site)
    shutil.copytree(PROJECT / "content" / "vocabulary", site.content / "vocabulary")
    settings = write_settings(tmp_path, PORTAL_EDITIONS={})
    with pytest.raises(SiteError) as caught:
        build_site(Options(content=site.content, output=site.output, jobs=1, settings=settings))
    assert "PORTAL_EDITIONS" in caught.value.faults[0].hint


def test_a_page_may_not_take_the_address_of_an_edition(site):
    (site.content / "pages" / "en.md").write_text("---\ntitle: English\nslug: en\n---\n\nChữ.\n", "utf-8")
    ((_, line, code, _),) = faults_of(site)
    assert (line, code) == (3, "E-SLUG")


# Where translations appear


def test_a_translation_is_on_its_own_front_and_feeds_and_on_no_vietnamese_page(site):
    write_pair(site)
    site.build()
    holders = {name for name, content in site.tree().items() if b"Mid-year meeting" in content}
    assert holders == {
        f"{ENGLISH.strip('/')}/index.html", "en/index.html", "feeds/en.atom.xml", "feeds/en.rss.xml", "feeds/en.json",
    }  # fmt: skip
    feed = json.loads(site.tree()["feeds/en.json"])
    assert (feed["language"], feed["title"]) == ("en", "Local News Portal")
    assert feed["home_page_url"].endswith("/en/")


def test_without_translations_there_is_no_edition_and_no_switch(site):
    site.write("hop")
    site.build()
    assert not any(name.startswith(("en/", "feeds/en.")) for name in site.tree())
    assert not soup_of(site, "/").select("[hreflang]")


def test_a_held_original_holds_its_translation(site):
    write_pair(site)
    site.write("hop", title="Họp sơ kết", publish_at="2030-01-01T08:00:00+07:00")
    site.build()
    assert not any(b"Mid-year" in content for content in site.tree().values())


def test_the_english_front_is_numbered_from_the_oldest_and_a_new_translation_leaves_its_pages_alone(site):
    for number in range(61):
        site.write(f"t{number}", title=f"Tin số {number}")
        date = f"2022-07-{1 + number // 24:02}T{number % 24:02}:00:00+07:00"
        site.write(f"t{number}.en", title=f"Item {number}", category=None, date=date)
    site.build()
    before = site.tree()
    assert "en/trang/1/index.html" in before
    assert soup_of(site, "/en/").select_one(".day a[href^='/en/tin/']").get_text() == "Item 60"
    site.write("moi", title="Tin mới", date="2022-08-01T08:00:00+07:00")
    site.write("moi.en", title="New item", category=None, date="2022-08-01T09:00:00+07:00")
    site.build()
    after = site.tree()
    changed = {name for name in after if after[name] != before.get(name)}
    assert {name for name in changed if name.startswith("en/")} == {
        "en/index.html", "en/tin/2022/08/new-item/index.html",
    }  # fmt: skip


def test_time_takes_a_translation_from_the_news_sitemap_too(site, monkeypatch):
    site.write("a", date="2025-12-20T08:00:00+07:00")
    site.write("a.en", **ENGLISH_HEAD | {"date": "2026-01-02T08:00:00+07:00"}, title="An item")
    told = []
    for epoch in (1767402000, 1767661200):  # 3 and 6 January 2026
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
        site.build()
        told.append((site.output / "news-sitemap.xml").read_text("utf-8").count("<news:title>"))
    assert told == [1, 0]


def test_translations_are_left_out_of_the_search_data_and_the_edition_says_what_is_searched(site):
    write_pair(site)
    site.build()
    assert not any(b"Mid-year" in content for name, content in site.tree().items() if name.startswith("search/"))
    assert soup_of(site, "/en/").find("input", type="search")["placeholder"] == "Vietnamese news"


# Links between the versions


def alternates(page):
    return {link["hreflang"]: link["href"] for link in page.select("link[rel=alternate][hreflang]")}


def test_alternates_are_named_from_both_sides_and_lead_to_pages_on_every_page_of_the_site(site):
    write_pair(site)
    site.write("khac", title="Tin khác")
    site.build()
    pages = {name: BeautifulSoup(content, "lxml") for name, content in site.tree().items() if name.endswith(".html")}
    by_address = {page.find("meta", property="og:url")["content"]: page for page in pages.values()}
    paired = {address: alternates(page) for address, page in by_address.items() if alternates(page)}
    base = "http://localhost:8000"
    assert set(paired) == {base + address for address in ("/", "/en/", ORIGINAL, ENGLISH)}
    for address, versions in paired.items():
        assert set(versions) == {"vi", "en", "x-default"}
        assert versions["x-default"] == versions["vi"]
        assert address in versions.values()
        assert all(paired[other] == versions for other in versions.values())


def test_both_pages_have_a_switch_that_names_the_other_language_in_that_language(site):
    write_pair(site)
    site.build()
    for address, other, label, language in (
        (ORIGINAL, ENGLISH, "English", "en"),
        (ENGLISH, ORIGINAL, "Tiếng Việt", "vi"),
    ):
        switches = soup_of(site, address).select("body a[hreflang]")
        assert {(link["href"], link.get_text(), link["lang"], link["hreflang"]) for link in switches} == {
            (other, label, language, language)
        }


def test_a_page_without_a_translation_leads_to_the_front_of_the_edition(site):
    write_pair(site)
    site.write("khac", title="Tin khác")
    site.build()
    for address in ("/tin/2022/07/tin-khac/", "/luu-tru/", "/tim-kiem/"):
        (link,) = soup_of(site, address).select("body a[hreflang]")
        assert (link["href"], link["hreflang"]) == ("/en/", "en"), address


def test_structured_data_and_open_graph_name_the_other_version(site):
    write_pair(site)
    site.build()
    found = {}
    for address in (ORIGINAL, ENGLISH):
        page = soup_of(site, address)
        found[address] = json.loads(page.select_one('script[type="application/ld+json"]').string)
        assert page.find("meta", property="og:locale:alternate")
    original, english = found[ORIGINAL], found[ENGLISH]
    assert (original["inLanguage"], english["inLanguage"]) == ("vi", "en")
    assert [work["@id"] for work in original["workTranslation"]] == [english["@id"]]
    assert english["translationOfWork"]["@id"] == original["@id"]


def test_the_sitemaps_name_all_versions_of_a_page(site):
    write_pair(site)
    site.build()
    schema = etree.XMLSchema(etree.parse(PROJECT / "tests/schemas/sitemap.xsd"))
    spaces = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    found = {}
    for name, content in site.tree().items():
        if name.startswith("sitemaps/"):
            root = etree.fromstring(content)
            schema.assertValid(root)
            for url in root.iterfind("m:url", spaces):
                links = {link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", spaces)}
                if links:
                    found[url.findtext("m:loc", namespaces=spaces)] = links
    base = "http://localhost:8000"
    item = {"vi": base + ORIGINAL, "en": base + ENGLISH, "x-default": base + ORIGINAL}
    front = {"vi": f"{base}/", "en": f"{base}/en/", "x-default": f"{base}/"}
    assert found == {
        item["vi"]: item, item["en"]: item, front["vi"]: front, front["en"]: front,
    }  # fmt: skip


# The engine


def test_building_after_each_change_of_a_translation_gives_the_same_site_as_building_once(site, tmp_path):
    write_pair(site)
    site.build()
    changes = (
        lambda: site.write("hop.en", **ENGLISH_HEAD, title="Another title"),
        lambda: site.write("hop", title="Họp sơ kết", region="Điện Biên"),
        lambda: (site.content / "news/2022/07/hop.en.md").unlink(),
        lambda: site.write("hop.en", **ENGLISH_HEAD, title="Once more"),
        lambda: site.write("khac", title="Tin khác"),
        lambda: site.write("khac.en", **ENGLISH_HEAD, title="Other item"),
    )
    for number, change in enumerate(changes):
        change()
        site.build()
        site.build(output=tmp_path / str(number))
        assert site.tree() == site.tree(tmp_path / str(number)), number


def test_an_edited_translation_changes_a_handful_of_files(site):
    for number in range(40):
        site.write(f"t{number}", title=f"Tin số {number}", date=f"2022-07-01T08:{number:02}:00+07:00")
    write_pair(site)
    site.build()
    before = site.tree()
    site.write("hop.en", **ENGLISH_HEAD, title="Mid-year meeting", summary="Mended.", body="What was said.")
    site.build()
    after = site.tree()
    assert {name for name in after if after[name] != before[name]} == {
        f"{ENGLISH.strip('/')}/index.html", "en/index.html", "feeds/en.atom.xml", "feeds/en.rss.xml", "feeds/en.json",
    }  # fmt: skip


def test_several_processes_render_both_languages_alike(site, tmp_path):
    write_pair(site)
    site.build(jobs=1)
    site.build(jobs=3, output=tmp_path / "other")
    assert site.tree() == site.tree(tmp_path / "other")


# The interface


def write_settings(folder, **values):
    path = folder / "otherconf.py"
    lines = [f"{name} = {value!r}" for name, value in values.items()]
    lines += [f"PATH = {str(PROJECT / 'content')!r}", f"THEME = {str(PROJECT / 'theme')!r}"]
    path.write_text("from pelicanconf import *\n" + "\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def english_site(english):
    """Pages of the sample site by address, with the interface in English; items, names and pages stay Vietnamese."""
    return {
        f"/{path.relative_to(english).as_posix().removesuffix('index.html')}": path.read_text("utf-8")
        for path in sorted(english.rglob("*.html"))
    }


def is_vietnamese_by_its_mark(node):
    """Whether the nearest `lang` says so."""
    marked = next((parent for parent in (node, *node.parents) if getattr(parent, "attrs", {}).get("lang")), None)
    return marked is not None and marked["lang"] == "vi"


def interface_texts(page):
    """Words that a reader sees or hears and that no `lang` gives as Vietnamese."""
    for node in page.body.find_all(string=True):
        is_text = type(node) is NavigableString and node.strip() and node.parent.name not in ("script", "style")
        if is_text and not is_vietnamese_by_its_mark(node.parent):
            yield " ".join(node.split())
    for tag in page.body.find_all(True):
        for name, value in tag.attrs.items():
            spoken = name in ("aria-label", "placeholder", "title", "alt", "value")
            # These carry the headline elsewhere: onto the clipboard, to another program, into the list of saved items.
            spoken |= name.startswith("data-") and name not in ("data-title", "data-copy", "data-share")
            if spoken and isinstance(value, str) and not is_vietnamese_by_its_mark(tag):
                yield value


def message_ids():
    """Texts of the interface whose English is another."""
    with (PROJECT / "theme/locale/en/LC_MESSAGES/portal.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="en") if message.id]
    pairs = [(message.id, message.string) for message in messages]
    return {
        one
        for text, english in pairs
        for one, other in zip(*((part,) if isinstance(part, str) else part for part in (text, english)), strict=False)
        if one != other
    }


def test_the_english_interface_holds_no_vietnamese_that_is_not_marked_as_such(english_site):
    ids = message_ids()
    found = {
        (address, text)
        for address, html in english_site.items()
        for text in interface_texts(BeautifulSoup(html, "lxml"))
        if VIETNAMESE.search(text) or text in ids
    }
    assert sorted(found) == []


@pytest.mark.parametrize("name", ["portal.pot", "vi/LC_MESSAGES/portal.po", "en/LC_MESSAGES/portal.po"])
def test_every_catalogue_is_whole(name):
    with (PROJECT / "theme/locale" / name).open("rb") as file:
        read_po(file, abort_invalid=True)


def test_pages_of_the_interface_itself_have_english_titles(english_site):
    own = [
        address
        for address in english_site
        if re.fullmatch(r"/|/en/|/404\.html|/(luu-tru|dia-phuong|chu-tri|the|chuyen-muc|tim-kiem)/(\d+/)*", address)
    ]
    assert len(own) > 10
    for address in own:
        page = BeautifulSoup(english_site[address], "lxml")
        assert page.html["lang"] == "en"
        assert not VIETNAMESE.search(page.title.get_text()), address
        names = [link["title"] for link in page.select("link[rel=alternate][title]")]
        assert names
        assert not [name for name in names if VIETNAMESE.search(name)], address


def test_headlines_and_names_are_marked_as_vietnamese_on_english_pages(english_site):
    address = next(address for address in english_site if re.fullmatch(r"/tin/2022/07/ben-luc.*", address))
    page = BeautifulSoup(english_site[address], "lxml")
    for place in ("h1", ".body", ".chairs a", ".item-header__section a", ".tags a"):
        assert is_vietnamese_by_its_mark(page.select_one(place)), place


def test_the_pages_of_the_sample_edition_hold_no_unmarked_vietnamese(sample_folder):
    pages = {path.as_posix(): path.read_text("utf-8") for path in (sample_folder / "en").rglob("*.html")}
    assert len(pages) >= 2
    for name, html in pages.items():
        page = BeautifulSoup(html, "lxml")
        assert page.html["lang"] == "en"
        assert [text for text in interface_texts(page) if VIETNAMESE.search(text) or text in message_ids()] == [], name


def test_no_switch_leads_to_its_own_page_whatever_the_language_of_the_interface(english_site):
    switches = {
        address: [link["href"] for link in BeautifulSoup(html, "lxml").select("body a[hreflang]")]
        for address, html in english_site.items()
    }
    assert all(switches.values())
    assert [address for address, links in switches.items() if address in links] == []
