"""Importing as a whole: drafts that read, sources known again, redirects, and a run that nothing can spoil."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.desk.importing import run
from plugins.desk.importing.document import Block, Facts, Finding, FoundChair
from plugins.desk.importing.report import count_line, report_lines
from plugins.desk.importing.run import Outcome, import_sources
from plugins.desk.importing.sources import find_sources
from tests.import_samples import HEADLINE, PARAGRAPHS, import_portal, one_by_one, page
from tests.interruptions import KilledError, interrupted
from tests.photographs import draw_photograph
from tests.stand_ins import ZONE
from tests.test_import_files import png
from tests.word_files import P, make_docx

ROOT = Path(__file__).parents[1]
PUBLISHED = dt.datetime(2022, 7, 1, 14, 43, 32, tzinfo=ZONE)
ADDRESS = "<link rel='canonical' href='https://cong.example.vn/tin/{}.html'>"


def some_facts(document, portal, tags_in_use=()):
    """What is needed of facts here: the headline, and the day and section that an item cannot do without."""
    del portal, tags_in_use
    return Facts(
        document.blocks[1:],
        Finding(document.blocks[0].text, "dòng đầu"),
        published=Finding(PUBLISHED, "dưới tiêu đề: «14:43»", "likely"),
        category=Finding("Dân vận", "từ trong bài", "guess"),
    )


@pytest.fixture
def portal(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "find_facts", some_facts)
    return import_portal(tmp_path)


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "nguon"
    folder.mkdir()
    return folder


def do_import(portal, *names, spread=one_by_one) -> list[Outcome]:
    outcomes: list[Outcome] = []
    import_sources(portal, map(str, names), spread, outcomes)
    return outcomes


def drafts(portal) -> list[Path]:
    return sorted((portal.config.content / "news").rglob("*.md"))


def write_pages(folder: Path, count: int) -> None:
    for n in range(count):
        text = page(*(f"{text} Trang {n}." for text in PARAGRAPHS), headline=f"{HEADLINE} {n}", head=ADDRESS.format(n))
        (folder / f"{n:02}.html").write_text(text, "utf-8")


# Drafts


def test_a_draft_reads_without_an_error_and_tells_where_each_fact_was_found(portal, sources):
    (sources / "a.html").write_text(page(head=ADDRESS.format("a")), "utf-8")
    (outcome,) = do_import(portal, sources / "a.html")
    assert outcome.path == portal.config.content / "news/2022/07/xa-thu-nghiem-to-chuc-ngay-hoi-doc-sach-mua-thu.md"
    result = portal.read_item(outcome.path)
    assert not [fault for fault in result.faults if fault.is_error]
    assert (result.item.title, result.item.status, result.item.date) == (HEADLINE, "draft", PUBLISHED)
    text = outcome.path.read_text("utf-8")
    assert "# Ngày xuất bản: có lẽ đúng; dưới tiêu đề: «14:43»\ndate: 2022-07-01T14:43:32+07:00\n" in text
    assert "# Chuyên mục: đoán, cần xem lại; từ trong bài\n" in text
    assert "# Địa phương: không thấy trong nguồn\n# region:\n" in text
    assert "# Địa chỉ cũ: https://cong.example.vn/tin/a.html\n" in text
    assert text.endswith("\n\n".join(PARAGRAPHS) + "\n")


def test_every_field_that_facts_can_fill_reads_back(portal, sources, monkeypatch):
    def all_facts(document, portal, tags_in_use=()):
        return replace(
            some_facts(document, portal),
            event_date=Finding(dt.date(2022, 6, 30), "câu đầu"),
            regions=(Finding("Bến Lức, Long An", "câu đầu"), Finding("Long An", "câu hai")),
            chairs=(
                Finding(FoundChair("D.V. Út", "Phó Bí thư: Huyện ủy", "duong-van-ut"), "câu đầu"),
                Finding(FoundChair("Người Lạ"), "câu hai", "guess"),
            ),
            authors=(Finding("An, Bình", "cuối bài"),),
            source_name=Finding('Báo "Thử"', "đầu trang"),
            source_url=Finding("https://cong.example.vn/a", "đầu trang"),
            standfirst=Finding("Sapo có dấu: hai chấm, \\ và #.", "chữ đậm\ntrên hai dòng"),
            tags=(Finding("đọc sách", "tiêu đề"),),
        )

    monkeypatch.setattr(run, "find_facts", all_facts)
    (sources / "a.html").write_text(page(), "utf-8")
    (outcome,) = do_import(portal, sources)
    result = portal.read_item(outcome.path)
    assert not [fault for fault in result.faults if fault.is_error]
    item = result.item
    assert item.event_date == dt.date(2022, 6, 30)
    assert item.regions == ("ben-luc-long-an", "long-an")
    assert [(chair.official, chair.position) for chair in item.chairs] == [
        ("duong-van-ut", "Phó Bí thư: Huyện ủy"),
        ("nguoi-la", ""),
    ]
    assert (item.authors, item.tags) == (("An, Bình",), ("đọc sách",))
    assert (item.source.name, item.source.url) == ('Báo "Thử"', "https://cong.example.vn/a")
    assert item.summary == "Sapo có dấu: hai chấm, \\ và #."


def test_tags_are_proposed_from_those_in_use_and_items_not_published_are_no_use(portal, sources, monkeypatch):
    (sources / "a.html").write_text(page(), "utf-8")
    news = portal.config.content / "news/2022/07"
    news.mkdir(parents=True)
    item = "---\ntitle: {}\ndate: 2022-07-01\ncategory: Dân vận\nstatus: {}\ntags:{}\n---\nMột đoạn.\ntags: [giả]\n"
    rows = (" [Thử nghiệm, 'đọc, sách']", '\n  - "thử nghiệm"\n  - văn xuôi', " [thử nghiệm]", " []")
    for n, row in enumerate(rows):
        (news / f"tin-{n}.md").write_text(item.format(f"Tin {n}", "published", row), "utf-8")
    for status in ("draft", "review"):
        (news / f"{status}.md").write_text(item.format("Chưa đăng", status, " [đoạn mở đầu]"), "utf-8")
    seen = []

    def look(document, portal, tags_in_use):
        seen.append(tags_in_use)
        return some_facts(document, portal)

    monkeypatch.setattr(run, "find_facts", look)
    do_import(portal, sources)
    assert seen == [("thử nghiệm", "văn xuôi", "đọc, sách")]


def test_what_was_not_found_is_left_empty_and_said(portal, sources, monkeypatch):
    monkeypatch.setattr(run, "find_facts", lambda document, *_: Facts(document.blocks))
    (sources / "bai so 5.html").write_text(page(), "utf-8")
    (outcome,) = do_import(portal, sources)
    assert outcome.path.name == "bai-so-5.md"
    assert outcome.path.parent == portal.config.content / "news/2026/07"  # the day of the import, for want of another
    assert [fault.split()[0] for fault in outcome.faults] == ["W-REQUIRED"] * 3
    assert "# Tiêu đề: không thấy trong nguồn; cần điền\n# title:\n" in outcome.path.read_text("utf-8")
    (line,) = report_lines([outcome], portal.config.content)
    assert "để trống tiêu đề, ngày xuất bản" in line
    assert "thiếu «date»" in line


def test_a_body_of_markdown_signs_and_entities_reads_as_it_was_written(portal, sources):
    tricky = (
        "1. Câu có * sao *, _gạch_, [ngoặc](x), &lt;b&gt;, &amp;lt; và ```nháy``` dài thêm cho đủ một đoạn văn xuôi."
    )
    (sources / "a.html").write_text(page(tricky, *PARAGRAPHS), "utf-8")
    (outcome,) = do_import(portal, sources)
    body = portal.read_item(outcome.path).item.body
    assert "<p>1. Câu có * sao *, _gạch_, [ngoặc](x), &lt;b&gt;, &amp;lt; và ```nháy``` dài" in body


def test_a_second_item_of_the_same_name_overwrites_nothing(portal, sources):
    taken = portal.config.content / "news/2022/07/xa-thu-nghiem-to-chuc-ngay-hoi-doc-sach-mua-thu.md"
    taken.parent.mkdir(parents=True)
    taken.write_text("của người khác", "utf-8")
    (sources / "a.html").write_text(page(), "utf-8")
    (outcome,) = do_import(portal, sources)
    assert taken.read_text("utf-8") == "của người khác"
    assert outcome.path.stem == portal.read_item(outcome.path).item.slug == f"{taken.stem}-2"


def test_pictures_of_a_word_file_lie_below_images_by_year_and_show_in_the_draft(portal, sources):
    (sources / "a.docx").write_bytes(
        make_docx(
            P(HEADLINE, bold=True),
            PARAGRAPHS[0],
            P(picture=png()),
            P("Quang cảnh buổi đọc", italic=True),
            *PARAGRAPHS[1:],
        )
    )
    (outcome,) = do_import(portal, sources)
    (picture,) = (portal.config.content / "images").rglob("*.png")
    assert picture.parent.name == "2022"
    assert picture.read_bytes() == png()
    item = portal.read_item(outcome.path).item
    assert item.pictures == (picture.relative_to(portal.config.content).as_posix(),)
    assert "Quang cảnh buổi đọc" in item.body


def test_a_picture_that_no_page_could_show_is_left_out_and_said(portal, sources):
    broken = png()[:60]
    (sources / "a.docx").write_bytes(
        make_docx(P(HEADLINE, bold=True), PARAGRAPHS[0], P(picture=broken), *PARAGRAPHS[1:])
    )
    (outcome,) = do_import(portal, sources)
    assert not list((portal.config.content / "images").rglob("*.png"))
    assert any("bỏ ảnh" in note for note in outcome.notes)
    assert outcome.faults == ()


def test_a_picture_that_is_not_at_hand_leaves_its_caption_where_it_stood(portal, sources):
    figure = "<figure><img src='/a.jpg'><figcaption>Quang -- cảnh <!-- --> đọc</figcaption></figure>"
    (sources / "a.html").write_text(page(PARAGRAPHS[0], figure, *PARAGRAPHS[1:], head=ADDRESS.format(1)), "utf-8")
    (outcome,) = do_import(portal, sources)
    assert "https://cong.example.vn/a.jpg" in outcome.path.read_text("utf-8")
    assert "Quang" not in portal.read_item(outcome.path).item.body
    assert outcome.faults == ()


def test_a_cover_that_is_not_at_hand_stays_in_the_text_where_it_stood(portal, sources, monkeypatch):
    def with_cover(document, portal, tags_in_use=()):
        blocks = document.blocks
        return replace(some_facts(document, portal), cover=blocks[2], body=(blocks[1], *blocks[3:]))

    monkeypatch.setattr(run, "find_facts", with_cover)
    figure = "<figure><img src='/a.jpg'><figcaption>Quang cảnh</figcaption></figure>"
    (sources / "a.html").write_text(page(PARAGRAPHS[0], figure, *PARAGRAPHS[1:], head=ADDRESS.format(1)), "utf-8")
    (outcome,) = do_import(portal, sources)
    text = outcome.path.read_text("utf-8")
    assert text.index(PARAGRAPHS[0]) < text.index("Chú thích: «Quang cảnh»") < text.index(PARAGRAPHS[1])
    assert "# cover:\n" in text


def test_the_cover_is_written_with_its_caption_and_without_an_invented_description(portal, sources, monkeypatch):
    def with_cover(document, portal, tags_in_use=()):
        return replace(some_facts(document, portal), cover=document.blocks[1], body=document.blocks[2:])

    monkeypatch.setattr(run, "find_facts", with_cover)
    draw_photograph(1, (640, 400)).save(sources / "a.jpg")
    (sources / "a.html").write_text(page("<img src='a.jpg'><p><i>Quang cảnh</i></p>", *PARAGRAPHS), "utf-8")
    (outcome,) = do_import(portal, sources / "a.html")
    cover = portal.read_item(outcome.path).item.cover
    assert cover.src.startswith("images/2022/a-")
    assert (cover.alt, cover.caption) == ("", "Quang cảnh")


# Sources known again


def test_the_same_file_twice_gives_one_draft_wherever_it_was_moved(portal, sources):
    (sources / "a.html").write_text(page(), "utf-8")
    (first,) = do_import(portal, sources)
    moved = portal.config.content / "news/2020/01/ten-khac.md"
    moved.parent.mkdir(parents=True)
    first.path.rename(moved)
    (sources / "a.html").rename(sources / "b.html")
    (again,) = do_import(portal, sources)
    assert (again.known, again.path) == (True, moved)
    assert drafts(portal) == [moved]


def test_a_page_saved_again_on_another_day_is_the_same_page(portal, sources):
    (sources / "a.html").write_text(page(), "utf-8")
    do_import(portal, sources)
    (sources / "b.html").write_text(
        page().replace("17/11/2026 09:15", "20/11/2026 21:00").replace("5546", "5547"), "utf-8"
    )
    assert [outcome.known for outcome in do_import(portal, sources)] == [True, True]


def test_a_page_whose_text_was_mended_is_known_by_its_address(portal, sources):
    (sources / "a.html").write_text(page(head=ADDRESS.format(1)), "utf-8")
    text = page(*PARAGRAPHS[:2], head=ADDRESS.format(1).replace("https://", "http://www."))
    (sources / "b.html").write_text(text, "utf-8")
    assert [outcome.known for outcome in do_import(portal, sources)] == [False, True]


def test_pages_that_all_claim_one_address_are_still_many(portal, sources):
    for n in range(3):
        text = page(*(f"{text} {n}" for text in PARAGRAPHS), headline=f"{HEADLINE} {n}", head=ADDRESS.format("chung"))
        (sources / f"{n}.html").write_text(text, "utf-8")
    assert len({outcome.path for outcome in do_import(portal, sources)}) == 3


def test_the_same_text_in_another_format_is_a_draft_of_its_own_and_said(portal, sources):
    (sources / "a.html").write_text(page(date=""), "utf-8")
    (sources / "b.docx").write_bytes(make_docx(P(HEADLINE, bold=True), *PARAGRAPHS))
    _, second = do_import(portal, sources)
    assert not second.known
    assert any("cùng nội dung" in note for note in second.notes)


# Former sites


def test_addresses_of_a_former_site_lead_to_the_new_ones(portal, sources):
    write_pages(sources, 2)
    do_import(portal, sources)
    rows = list(csv.reader((portal.config.content / "redirects.csv").open(encoding="utf-8")))
    assert rows[0] == ["from", "to", "file"]
    slug = "xa-thu-nghiem-to-chuc-ngay-hoi-doc-sach-mua-thu"
    assert rows[1:] == [
        [f"https://cong.example.vn/tin/{n}.html", f"/tin/2022/07/{slug}-{n}/", f"news/2022/07/{slug}-{n}.md"]
        for n in range(2)
    ]


def test_an_address_that_the_portal_has_itself_is_told_and_not_mapped(portal, sources):
    """A build would refuse the whole map for it."""
    write_pages(sources, 2)
    file = min(sources.iterdir())
    text = file.read_text("utf-8").replace("/tin/0.html", "/lich/0.html")
    assert "/lich/0.html" in text
    file.write_text(text, "utf-8")
    outcomes = []
    notices = import_sources(portal, [str(sources)], one_by_one, outcomes)
    rows = list(csv.reader((portal.config.content / "redirects.csv").open(encoding="utf-8")))
    assert [row[0] for row in rows[1:]] == ["https://cong.example.vn/tin/1.html"]
    assert [notice for notice in notices if "«/lich/0.html» là địa chỉ riêng của cổng" in notice]


def test_importing_again_brings_the_redirects_up_to_date(portal, sources):
    write_pages(sources, 1)
    (outcome,) = do_import(portal, sources)
    text = outcome.path.read_text("utf-8").replace("date: 2022-07-01", "date: 2021-03-05")
    outcome.path.write_text(text, "utf-8")
    do_import(portal, sources)
    assert "/tin/2021/03/" in (portal.config.content / "redirects.csv").read_text("utf-8")


def test_a_sitemap_names_the_saved_pages_and_those_that_are_missing(portal, sources):
    host = sources / "cong.example.vn" / "tin"
    host.mkdir(parents=True)
    (host / "bai.aspx?id=5").write_text(page(), "utf-8")
    (sources / "sitemap.xml").write_text(
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<url><loc>https://cong.example.vn/tin/bai.aspx?id=5</loc></url>"
        "<url><loc>https://cong.example.vn/tin/mat</loc></url>"
        "<url><loc>https://cong.example.vn/../../../../etc/passwd</loc></url></urlset>",
        "utf-8",
    )
    outcomes = do_import(portal, sources / "sitemap.xml")
    assert outcomes[0].address == "https://cong.example.vn/tin/bai.aspx?id=5"
    assert ["chưa được lưu" in outcome.fault.message for outcome in outcomes[1:]] == [True, True]


def test_a_mirrored_site_tells_addresses_by_its_folders(sources):
    for name in ("cong.example.vn/tin/1.html", "cong.example.vn/tin/2.php?a=b", "trang_files/khung.html", "x/kieu.css"):
        path = sources / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<html><body></body></html>", "utf-8")
    assert [source.address for source in find_sources([str(sources)])] == [
        "https://cong.example.vn/tin/1.html",
        "https://cong.example.vn/tin/2.php?a=b",
    ]


# Bad input


def test_one_bad_source_stops_no_other_and_each_fault_names_file_and_remedy(portal, sources):
    (sources / "1.html").write_text("", "utf-8")
    (sources / "2.docx").write_bytes(b"hong")
    (sources / "3.html").write_text(page(), "utf-8")
    (sources / "4.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    outcomes = do_import(portal, sources, sources / "khong-co.html", sources / "trong")
    lines = report_lines(outcomes, portal.config.content)
    assert [bool(outcome.fault) for outcome in outcomes] == [True, True, False, True, True, True]
    for name, line in zip(("1.html", "2.docx", "", "4.doc", "khong-co.html", "trong"), lines, strict=True):
        assert name in line
        assert ("LỖI" in line and line.endswith(")")) == bool(name)
    assert count_line(outcomes, 1.25).startswith("6 nguồn: 1 tin nháp mới, 0 đã nhập từ trước, 5 không nhập được;")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_rights_is_one_fault(portal, sources):
    (sources / "kin").mkdir(mode=0)
    (sources / "a.html").write_text(page(), "utf-8")
    faults = [outcome.fault.message for outcome in do_import(portal, sources) if outcome.fault]
    assert faults == ["không có quyền đọc"]


def test_a_folder_that_the_system_refuses_is_one_fault(portal, sources, monkeypatch):
    (sources / "kin").mkdir()
    (sources / "a.html").write_text(page(), "utf-8")
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("kin"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    outcomes = do_import(portal, sources)
    assert [outcome.fault.message for outcome in outcomes if outcome.fault] == ["không có quyền đọc"]
    assert len(drafts(portal)) == 1


def test_what_trips_over_a_source_is_that_source_s_fault(portal, sources, monkeypatch):
    write_pages(sources, 2)

    def trip(document, portal, tags_in_use=()):
        if document.blocks[0].text.endswith("0"):
            raise ZeroDivisionError
        return some_facts(document, portal)

    monkeypatch.setattr(run, "find_facts", trip)
    first, second = do_import(portal, sources)
    assert "ZeroDivisionError" in first.fault.message
    assert second.path


def test_a_full_disk_is_named_and_leaves_no_half_written_file(portal, sources):
    write_pages(sources, 3)
    with interrupted(portal.config.content, 2, full_disk=True):
        outcomes = do_import(portal, sources)
    assert any("không ghi được" in outcome.fault.message for outcome in outcomes if outcome.fault)
    for path in (portal.config.content / "news").rglob("*.md"):
        assert portal.read_item(path).item
    assert [outcome.fault for outcome in do_import(portal, sources)] == [None] * 3
    assert len(drafts(portal)) == 3


@pytest.mark.parametrize("at", range(14))
def test_a_run_that_is_killed_is_taken_up_again_and_nothing_is_doubled(portal, sources, at):
    write_pages(sources, 2)
    picture = P(picture=png())
    (sources / "x.docx").write_bytes(make_docx(P(HEADLINE, bold=True), PARAGRAPHS[0], picture, *PARAGRAPHS[1:]))
    with interrupted(portal.config.content, at), contextlib.suppress(KilledError):
        do_import(portal, sources)
    outcomes = do_import(portal, sources)
    assert [outcome.fault for outcome in outcomes] == [None] * 3
    assert len(drafts(portal)) == 3
    assert all(portal.read_item(path).item for path in drafts(portal))
    assert len(list((portal.config.content / "images").rglob("*.png"))) == 1
    assert not list(portal.config.content.rglob(".import-*"))


def test_the_screen_of_the_task_shows_faults_and_its_exit_status_says_so(tmp_path):
    content, sources = tmp_path / "content", tmp_path / "nguon"
    (content / "news").mkdir(parents=True)
    sources.mkdir()
    (sources / "a.html").write_text(page(), "utf-8")

    def start(*names):
        command = [sys.executable, str(ROOT / "tasks.py"), "import", *map(str, names), "--content", str(content)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    good = start(sources / "a.html")
    assert (good.returncode, good.stderr) == (0, "")
    assert "1 tin nháp mới" in good.stdout
    assert "a.html → news/" in good.stdout
    report = Path(good.stdout.split("Báo cáo đầy đủ: ")[1].split("\n")[0])
    assert "a.html → news/" in report.read_text("utf-8")
    bad = start(sources, tmp_path / "khong-co.docx")
    assert bad.returncode == 1
    assert "khong-co.docx: LỖI không có tệp hay thư mục này (kiểm tra lại đường dẫn)" in bad.stdout
    assert "1 đã nhập từ trước, 1 không nhập được" in bad.stdout
    assert start().returncode == 1


def test_blocks_without_markdown_are_written_as_plain_paragraphs(portal, sources, monkeypatch):
    def plain(document, portal, tags_in_use=()):
        return replace(some_facts(document, portal), body=(Block("paragraph", "# Không phải tiêu đề"),))

    monkeypatch.setattr(run, "find_facts", plain)
    (sources / "a.html").write_text(page(), "utf-8")
    (outcome,) = do_import(portal, sources)
    assert "<p># Không phải tiêu đề</p>" in portal.read_item(outcome.path).item.body


# Links lead nowhere


@pytest.mark.parametrize("name", ["news", "news/2022", "news/2022/07", "images"])
def test_nothing_is_written_behind_a_link_in_the_content(portal, sources, tmp_path, name):
    outside = tmp_path / "ben-ngoai"
    outside.mkdir()
    link = portal.config.content / name
    if link.is_dir():
        link.rename(tmp_path / "cu")
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside)
    (sources / "a.docx").write_bytes(make_docx(P(HEADLINE), PARAGRAPHS[0], P(picture=png()), *PARAGRAPHS[1:]))
    (outcome,) = do_import(portal, sources)
    assert not any(outside.rglob("*"))
    assert outcome.fault is not None
    assert "liên kết tượng trưng" in outcome.fault.message


def test_the_map_of_addresses_is_neither_read_nor_written_through_a_link(portal, sources, tmp_path):
    secret = tmp_path / "bi-mat.csv"
    secret.write_text("from,to,file\na,b,mật khẩu\n", "utf-8")
    (portal.config.content / "redirects.csv").symlink_to(secret)
    write_pages(sources, 1)
    notices = import_sources(portal, [str(sources)], one_by_one, [])
    assert any("liên kết tượng trưng" in notice for notice in notices)
    assert "mật khẩu" in secret.read_text("utf-8")
    assert (portal.config.content / "redirects.csv").is_symlink()


def test_a_link_among_saved_pages_is_not_read_where_it_leads_out(portal, sources, tmp_path):
    (tmp_path / "bi-mat.html").write_text(page(headline="Bí mật của máy này"), "utf-8")
    (sources / "a.html").symlink_to(tmp_path / "bi-mat.html")
    write_pages(sources, 1)
    outcomes = do_import(portal, sources)
    (refused,) = [outcome.fault.message for outcome in outcomes if outcome.fault]
    assert "liên kết tượng trưng" in refused
    assert len(drafts(portal)) == 1
    assert "Bí mật" not in drafts(portal)[0].read_text("utf-8")
