"""From a draft to a withdrawn item, in whole builds: what readers see, what editors see, and what is nowhere at all."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from plugins.build import Options, build_site, open_portal
from plugins.desk.check import check_paths
from plugins.model import STANDING_NAMES, SiteError

ROOT = Path(__file__).parents[1]
REASON = "Cơ quan ban hành đề nghị xem xét lại."
GONE = {"date": "2022-07-05", "reason": REASON}
HELD = {
    "draft": {"status": "draft"},
    "review": {"status": "review"},
    "embargoed": {"publish_at": "2030-01-01T08:00:00+07:00"},
    "expired": {"unpublish_at": "2022-08-01T08:00:00+07:00"},
    "withdrawn": {"withdrawn": GONE},
}
ADDRESS = "/tin/2022/07/bai/"
# A word of its own for each part of the item: the letters are those of no other word on the site.
SECRETS = {
    "title": "Vũkhích", "summary": "Dẫnquếch", "body": "Thânngoạch", "caption": "Ảnhphướch", "alt": "Tảnhưỡch",
    "credit": "Máychụch", "chair": "Lưỡch Thịch", "position": "Chứcvụch", "tag": "thẻkhoạch", "author": "Viếtkhuých",
    "source": "Nguồnhoạch", "correction": "Sửakhuệch", "document": "987-QĐ/KHOACH", "english": "Zyxwvut",
}  # fmt: skip


@pytest.fixture(params=HELD)
def standing(request):
    return request.param


def draw(site, name, colour):
    (site.content / "images").mkdir(exist_ok=True)
    Image.new("RGB", (400, 300), colour).save(site.content / "images" / name)


def write_secret(site, standing="published", **front):
    """An item that says something of its own in each of its parts, with a translation and two pictures."""
    draw(site, "bia.png", "red")
    draw(site, "trong.png", "blue")
    held = HELD.get(standing, {})
    site.write(
        "bai",
        title=f"{SECRETS['title']} họp bàn",
        slug="bai",
        summary=f"{SECRETS['summary']} nhìn lại.",
        chairs=[{"name": SECRETS["chair"], "position": SECRETS["position"]}],
        tags=[SECRETS["tag"]],
        authors=[SECRETS["author"]],
        source={"name": SECRETS["source"], "url": "https://khoach.example.vn/"},
        region="Cần Đước, Long An",
        event_date="2022-06-29",
        cover={"src": "images/bia.png", "alt": SECRETS["alt"], "caption": SECRETS["caption"],
               "credit": SECRETS["credit"]},
        corrections=[{"date": "2022-07-03", "text": f"{SECRETS['correction']} lại tên."}],
        body=f"{SECRETS['body']} theo {SECRETS['document']}.\n\n![{SECRETS['alt']}](images/trong.png)",
        **(held | front),
    )  # fmt: skip
    site.write("bai.en", title=f"{SECRETS['english']} meeting", slug="bai", category=None,
               body=f"{SECRETS['english']} text.", status=(held | front).get("status"))  # fmt: skip


def spoken(site):
    """Every text in the output, as it stands, unpacked, without escapes, and all names of files."""
    texts = list(site.tree())
    for name, content in site.tree().items():
        text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8", "replace")
        texts.append(text)
        texts.append(re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text))
        if name.endswith(".html"):
            texts.append(BeautifulSoup(text, "html.parser").get_text())
    return "\n".join(texts).lower()


def page_of(site, address=ADDRESS):
    return BeautifulSoup(site.page(address), "lxml")


# Nothing of what readers may not see is anywhere in the output


def test_no_text_picture_or_name_of_an_item_that_readers_may_not_see_is_anywhere_in_the_output(site, standing):
    site.write("khac", title="Tin khác", region="Hà Nội")
    write_secret(site, standing)
    report = site.build()
    said = spoken(site)
    assert [name for name, secret in SECRETS.items() if secret.lower() in said] == []
    assert "luoch-thich" not in said  # the page of the one who chaired
    assert "khoach" not in said
    assert "can-duoc" not in said
    assert not [name for name in site.tree() if name.startswith("images/") and not name.startswith("images/cards/")]
    assert report.items == 1
    assert report.standings == {standing: 2}


def test_the_same_item_is_found_all_over_the_output_while_it_is_published(site):
    """Else the test above would find nothing wherever it looked."""
    write_secret(site)
    site.build()
    said = spoken(site)
    assert [name for name, secret in SECRETS.items() if secret.lower() not in said] == []
    assert len([name for name in site.tree() if name.startswith("images/")]) > 3


def test_an_item_that_passes_from_one_standing_to_the_next_leaves_the_output_of_a_clean_build(site, tmp_path):
    site.write("khac", title="Tin khác")
    for standing in ("draft", "review", "embargoed", "published", "withdrawn", "published", "expired", "draft"):
        write_secret(site, standing)
        site.build()
        clean = tmp_path / "clean"
        site.build(output=clean, clean=True)
        assert site.tree() == site.tree(clean), standing


def test_a_picture_of_a_withdrawn_item_stays_where_another_item_shows_it(site):
    write_secret(site, "withdrawn")
    site.write("khac", cover={"src": "images/bia.png", "alt": "Ảnh", "caption": "Ảnh"})
    site.build()
    assert [name for name in site.tree() if name.startswith("images/") and "cards" not in name]


# What stands at the address


@pytest.mark.parametrize(
    ("standing", "words"),
    [("withdrawn", ["đã được", "gỡ bỏ", "05/07/2022", REASON]), ("expired", ["hết thời hạn đăng", "01/08/2022"])],
)
def test_a_published_address_keeps_a_dated_notice_that_search_engines_leave_out(site, standing, words):
    write_secret(site)
    site.build()
    write_secret(site, standing)
    site.build()
    page = page_of(site)
    told = " ".join(page.main.get_text(" ").split())
    assert [word for word in words if word not in told] == []
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not page.find("script", type="application/ld+json")
    assert not page.find("meta", property="og:image")
    assert not page.find("link", rel="canonical")
    assert not page.find("img")
    others = {name for name, content in site.tree().items() if b"/tin/2022/07/bai/" in content}
    assert others == {"tin/2022/07/bai/index.html", "en/tin/2022/07/bai/index.html"}


def test_the_notice_for_a_translation_is_in_its_language_while_there_are_others(site):
    write_secret(site, "withdrawn")
    site.build()
    assert "Tin đã được gỡ bỏ" in page_of(site, "/en/tin/2022/07/bai/").h1.get_text()
    site.write("hop", title="Họp")
    site.write("hop.en", title="Meeting", category=None)
    site.build()
    page = page_of(site, "/en/tin/2022/07/bai/")
    assert page.html["lang"] == "en"
    assert page.h1.get_text() == "This item has been withdrawn"
    assert page.find("span", lang="vi").get_text() == REASON


def test_what_is_left_of_a_withdrawn_item_may_be_emptied_without_a_warning(site):
    site.write("tin", body="", withdrawn=GONE)
    assert fault_codes(site) == []
    (reason,) = [line for line in site.build(why="news/2022/07/tin.md").why if "tin-tin" in line]
    assert reason.startswith("/tin/2022/07/tin-tin/: ")


def test_an_item_that_was_withdrawn_before_it_was_due_leaves_nothing(site):
    for front in ({"status": "draft", "withdrawn": GONE}, {"withdrawn": GONE | {"date": "2022-06-30"}},
                  {"withdrawn": GONE, "publish_at": "2030-01-01T08:00:00+07:00"}):  # fmt: skip
        write_secret(site, **front)
        site.build()
        assert "tin/2022/07/bai/index.html" not in site.tree()
        assert REASON not in spoken(site)


def test_the_address_of_a_withdrawn_item_is_not_given_to_another(site):
    write_secret(site, "withdrawn")
    site.write("moi", slug="bai")
    with pytest.raises(SiteError) as raised:
        site.build()
    assert {fault.code for fault in raised.value.faults if fault.is_error} == {"E-DUPLICATE"}


def test_what_is_withdrawn_changes_no_page_of_an_item_far_from_it(site):
    for day in range(1, 9):
        site.write(f"t{day}", date=f"2022-07-0{day}T08:00:00+07:00", category=["Dân vận", "Kinh tế"][day % 2])
    site.build()
    before = site.tree()
    site.write("t8", date="2022-07-08T08:00:00+07:00", category="Dân vận", withdrawn=GONE | {"date": "2022-07-08"})
    site.build()
    after = site.tree()
    items = {name for name in before if name.startswith("tin/") and before[name] != after.get(name)}
    assert items == {"tin/2022/07/tin-t8/index.html"}


def test_time_alone_publishes_and_takes_away(site, monkeypatch):
    site.write("a", date="2026-01-02T08:00:00+07:00", unpublish_at="2026-01-05T08:00:00+07:00")
    counts = []
    for epoch in (1767312000, 1767315600, 1767574799, 1767574800, 1767574801):  # the hour before, the hour, the end
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
        report = site.build()
        counts.append((report.items, "tin/2026/01/tin-a/index.html" in site.tree()))
    assert counts == [(0, False), (1, True), (1, True), (0, True), (0, True)]
    assert "hết thời hạn" in site.page("/tin/2026/01/tin-a/")


# What editors see


def test_editors_see_each_item_marked_with_its_standing_in_words(site, standing):
    write_secret(site, standing)
    site.build(drafts=True)
    page = page_of(site)
    words = {"draft": "Bản nháp", "review": "Chờ duyệt", "embargoed": "Chưa đến giờ đăng",
             "expired": "Hết thời hạn đăng", "withdrawn": "Đã gỡ bỏ"}[standing]  # fmt: skip
    assert page.select_one(".standing strong").get_text() == words
    assert SECRETS["body"] in page.main.get_text()
    assert (REASON in page.select_one(".standing").get_text()) == (standing == "withdrawn")
    assert words in page_of(site, "/").main.get_text()
    assert words in page_of(site, "/chuyen-muc/dan-van/").main.get_text()
    assert words in page_of(site, "/lich/2022/06/").main.get_text()
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_a_published_item_bears_no_mark(site):
    write_secret(site)
    site.build(drafts=True)
    assert not page_of(site).select(".standing")
    assert not page_of(site, "/").select(".standing__mark")


def test_the_last_lines_of_a_build_tell_how_many_items_are_held_and_why(site, tmp_path):
    for name, front in HELD.items():
        site.write(name, **front)
    command = [sys.executable, str(ROOT / "tasks.py"), "build", "--content", str(site.content), "--output"]
    done = subprocess.run([*command, str(tmp_path / "out")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = done.stderr.splitlines()[-1]
    assert told.startswith("Giữ lại 5 tin: ")
    assert told == "Giữ lại 5 tin: " + ", ".join(f"1 {STANDING_NAMES[name]}" for name in HELD) + "."


# A draft that still lacks something


def drafts(site, status="draft"):
    head = f"status: {status}\n"
    site.write_raw("khong-ngay", f"---\n{head}title: Chưa có ngày\ncategory: Dân vận\n---\n\nNội dung.\n")
    site.write_raw("khong-muc", f"---\n{head}title: Chưa có mục\ndate: 2022-07-01\n---\n\nNội dung.\n")
    site.write_raw("khong-gi", f"---\n{head}title:\ndate: ''\n---\n\nNội dung.\n")
    site.write_raw("khong-gi", f"---\n{head}region: Hà Nội\n---\n\nNội dung khác.\n", folder="khac")


@pytest.mark.parametrize("status", ["draft", "review"])
def test_a_draft_that_lacks_required_fields_stops_no_build_and_is_told_of(site, status):
    site.write("tin")
    drafts(site, status)
    report = site.build()
    assert (report.items, report.standings) == (1, {status: 4})
    lacking = [(fault.path, fault.message) for fault in report.faults if fault.code == "W-REQUIRED"]
    assert len(lacking) == 1 + 1 + 3 + 3
    assert ("news/2022/07/khong-muc.md", "thiếu «category» (chuyên mục)") in lacking
    portal = open_portal(Options(content=site.content, output=site.output))
    portal.spread = lambda work, count, *_: map(work, range(count))
    assert [fault.code for fault in check_paths(portal)].count("W-REQUIRED") == 8


def test_editors_see_a_draft_that_lacks_required_fields_and_what_it_lacks(site):
    drafts(site)
    site.build(drafts=True)
    pages = [name for name in site.tree() if name.startswith("tin/")]
    assert len(pages) == 4
    assert "tin/2022/07/chua-co-muc/index.html" in pages
    told = page_of(site, "/tin/2022/07/chua-co-muc/").select_one(".standing").get_text()
    assert "Chuyên mục" in told
    assert "Ngày xuất bản" not in told
    (undated,) = [name for name in pages if "chua-co-ngay" in name or "khong-ngay" in name]
    assert undated.startswith("tin/2022/07/")  # the folder it lies in


def test_a_draft_without_its_place_takes_that_of_no_other_item(site):
    site.write("tin", title="Chưa có ngày", date="2022-07-01")
    drafts(site)
    assert site.build(drafts=True).items == 5


@pytest.mark.parametrize("field", ["title", "date", "category"])
def test_a_published_item_that_lacks_a_required_field_stops_the_build(site, field):
    site.write("tin", **{field: None})
    with pytest.raises(SiteError) as raised:
        site.build()
    assert [fault.code for fault in raised.value.faults] == ["E-REQUIRED"]


def test_a_draft_with_a_value_that_cannot_be_is_refused_as_before(site):
    site.write("tin", status="draft", date="30/6/2022")
    with pytest.raises(SiteError):
        site.build()


# What editors type


def fault_codes(site):
    try:
        return [fault.code for fault in site.build().faults]
    except SiteError as error:
        return [fault.code for fault in error.faults]


@pytest.mark.parametrize(
    ("front", "codes"),
    [
        ({"withdrawn": GONE}, []),
        ({"withdrawn": "2022-07-05"}, ["E-VALUE"]),
        ({"withdrawn": {"date": "2022-07-05"}}, ["E-REQUIRED"]),
        ({"withdrawn": {"reason": REASON}}, ["E-REQUIRED"]),
        ({"withdrawn": GONE | {"by": "Ai"}}, ["E-KEY"]),
        ({"withdrawn": GONE | {"date": "5/7/2022"}}, ["E-DATE"]),
        ({"withdrawn": GONE, "status": "draft"}, ["W-WITHDRAWN"]),
        ({"status": "review"}, []),
        ({"status": "chờ duyệt"}, ["E-STATUS"]),
        ({"status": "withdrawn"}, ["E-STATUS"]),
        ({"unpublish_at": "2022-07-09T08:00:00+07:00"}, []),
        ({"unpublish_at": "2022-07-01T08:00:00+07:00"}, ["E-DATE-ORDER"]),
        ({"unpublish_at": "2022-07-03", "publish_at": "2022-07-04"}, ["E-DATE-ORDER"]),
        ({"unpublish_at": "mai"}, ["E-DATE"]),
    ],
)
def test_the_fields_of_the_workflow_are_read_with_care(site, front, codes):
    site.write("tin", **front)
    assert fault_codes(site) == codes


def test_a_translation_of_an_item_in_review_is_held_with_it_and_said(site):
    site.write("hop", title="Họp", status="review")
    site.write("hop.en", title="Meeting", category=None)
    report = site.build()
    assert report.standings == {"review": 2}
    assert [fault.code for fault in report.faults] == ["W-TRANSLATION"]


# Corrections


def write_corrected(site, number, day=None, text="Sửa tên cơ quan."):
    day = day or f"2022-08-{number:02}"
    site.write(f"t{number}", date=f"2022-07-{number:02}T08:00:00+07:00", corrections=[{"date": day, "text": text}])


def listed(site, address="/dinh-chinh/"):
    rows = page_of(site, address).select(".corrections-list li")
    return [(row.time["datetime"], row.select_one(".corrections-list__text").get_text(), row.a["href"]) for row in rows]


def test_all_corrections_are_listed_newest_first_each_with_its_item(site):
    write_corrected(site, 1, "2022-08-09", "Sửa ngày.")
    write_corrected(site, 2)
    site.write("khong")
    site.build()
    assert listed(site) == [
        ("2022-08-09", "Sửa ngày.", "/tin/2022/07/tin-t1/#dinh-chinh-1"),
        ("2022-08-02", "Sửa tên cơ quan.", "/tin/2022/07/tin-t2/#dinh-chinh-1"),
    ]
    assert page_of(site, "/tin/2022/07/tin-t1/").select_one("#dinh-chinh-1").get_text().endswith("Sửa ngày.")
    assert page_of(site, "/tin/2022/07/tin-t1/").select_one(".corrections__all a")["href"] == "/dinh-chinh/"


def test_the_page_that_tells_the_rules_opens_the_list_and_keeps_its_address(site):
    rules = "---\ntitle: Quy định đính chính\nslug: dinh-chinh\n---\n\nPhải sửa.\n"
    (site.content / "pages/dinh-chinh.md").write_text(rules, "utf-8")
    site.build()
    page = page_of(site, "/dinh-chinh/")
    assert page.h1.get_text() == "Quy định đính chính"
    assert "Phải sửa." in page.main.get_text()
    assert "Chưa có đính chính nào." in page.main.get_text()
    write_corrected(site, 1)
    site.build()
    page = page_of(site, "/dinh-chinh/")
    assert "Phải sửa." in page.main.get_text()
    assert len(listed(site)) == 1


def test_a_site_with_neither_rules_nor_corrections_has_no_page_of_them(site):
    site.write("tin")
    site.build()
    assert not [name for name in site.tree() if "dinh-chinh" in name]


def test_pages_of_corrections_are_numbered_from_the_oldest_and_a_new_one_changes_the_front_alone(site):
    settings = site.content.parent / "settings.py"
    own = f"THEME = {str(ROOT / 'theme')!r}\nPORTAL_PAGE_SIZE = 2\n"
    settings.write_text((ROOT / "pelicanconf.py").read_text("utf-8") + own, "utf-8")
    shutil.copytree(ROOT / "content/vocabulary", site.content / "vocabulary")

    def build():
        build_site(Options(content=site.content, output=site.output, settings=settings, jobs=1))
        return {name: content for name, content in site.tree().items() if name.startswith("dinh-chinh/")}

    for number in range(1, 7):
        write_corrected(site, number)
    before = build()
    assert [row[0] for row in listed(site, "/dinh-chinh/trang/1/")] == ["2022-08-02", "2022-08-01"]
    write_corrected(site, 7)
    after = build()
    assert {name for name in after if before.get(name) != after[name]} == {"dinh-chinh/index.html"}


def test_corrections_can_be_followed_by_feed(site):
    for number in range(1, 4):
        write_corrected(site, number, text=f"Sửa lần {number}.")
    site.build()
    feed = BeautifulSoup(site.tree()["feeds/dinh-chinh.atom.xml"], "xml")
    assert [entry.summary.get_text() for entry in feed.find_all("entry")] == ["Sửa lần 3.", "Sửa lần 2.", "Sửa lần 1."]
    ids = [entry.id.get_text() for entry in feed.find_all("entry")]
    assert len(set(ids)) == 3
    assert ids[0].endswith("/tin/2022/07/tin-t3/#dinh-chinh-1")
    assert feed.updated.get_text().startswith("2022-08-03")
    page = page_of(site, "/dinh-chinh/")
    assert page.head.find("link", type="application/atom+xml", href="/feeds/dinh-chinh.atom.xml")
    assert page.main.find("a", href="/feeds/dinh-chinh.atom.xml")


def test_a_correction_counts_as_a_change_for_machines(site):
    write_corrected(site, 1, "2022-08-09")
    site.build()
    page = page_of(site, "/tin/2022/07/tin-t1/")
    (article,) = (
        data for script in page.find_all("script", type="application/ld+json")
        if (data := json.loads(script.string))["@type"] == "NewsArticle"
    )  # fmt: skip
    assert article["dateModified"] == "2022-08-09"
    assert article["correction"][0]["text"] == "Sửa tên cơ quan."
    assert "Cập nhật: Thứ Ba, 09/08/2022" in " ".join(page.main.get_text(" ").split())
    assert "2022-08-09" in site.tree()["sitemaps/tin-2022.xml"].decode()
    assert "2022-08-09" in site.tree()["sitemaps/trang.xml"].decode()
    assert "<updated>2022-08-09" in site.tree()["feeds/all.atom.xml"].decode()


def test_a_withdrawn_item_takes_its_corrections_with_it(site):
    write_corrected(site, 1)
    site.build()
    site.write("t1", date="2022-07-01", corrections=[{"date": "2022-08-01", "text": "Sửa."}], withdrawn=GONE)
    site.build()
    assert not [name for name in site.tree() if "dinh-chinh" in name]
