"""What pages tell of views: from figures that a build is given, and nothing at all where views are not counted."""

from __future__ import annotations

import json
import re

import msgspec
import pytest
from bs4 import BeautifulSoup
from invoke import Context, Exit

from plugins.model import SiteError
from plugins.tasks import voice
from plugins.voice.views.figures import decode
from plugins.voice.views.setting import read_setting
from tests.access_logs import NOON, combined

UNTIL = "2026-11-20T23:00:00+07:00"  # the builds' clock says 2026-11-21 07:00


def address(name: str, month: str = "2026/11") -> str:
    return f"/tin/{month}/{name}/"


def write_figures(folder, week=None, month=None, counts=None, until=UNTIL):
    figures = folder / "luot-xem" / "tat-ca.json"
    figures.parent.mkdir(parents=True, exist_ok=True)
    week, month = week or {}, month or {}
    content = {"until": until, "counts": counts if counts is not None else month | week, "week": week, "month": month}
    figures.write_text(json.dumps(content))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "views"


@pytest.fixture
def items(site):
    for number in range(8):
        date = f"2026-11-1{number}T08:00:00+07:00"
        site.write(f"tin-{number}", slug=f"tin-{number}", title=f"Tin số {number}", date=date, folder="2026/11")
    return [address(f"tin-{number}") for number in range(8)]


def most_read(site, page="/"):
    section = BeautifulSoup(site.page(page), "lxml").select(".most-read")
    return [(part.h2.get_text(), [link["href"] for link in part.select("li a")]) for part in section]


def test_without_the_setting_nothing_tells_of_views(site, items):
    site.build()
    tree = site.tree()
    assert [name for name in tree if "luot-xem" in name or "doc-nhieu" in name] == []
    words = re.compile(rb"views|most-read|luot-xem|doc-nhieu")
    assert [name for name, content in tree.items() if words.search(content)] == []


def test_the_home_page_lists_what_was_read_most_this_week(site, items, folder):
    write_figures(folder, week={items[3]: 50, items[0]: 90, items[5]: 70, address("khong-co"): 99})
    site.build(views=folder)
    assert most_read(site) == [("Đọc nhiều trong tuần", [items[0], items[5], items[3]])]


def test_where_few_were_read_this_week_the_month_stands_in_and_else_nothing(site, items, folder):
    month = {items[1]: 30, items[2]: 20, items[3]: 10}
    write_figures(folder, week={items[0]: 9, items[1]: 9}, month=month)
    site.build(views=folder)
    assert most_read(site) == [("Đọc nhiều trong tháng", [items[1], items[2], items[3]])]
    write_figures(folder, week={items[0]: 9}, month={items[1]: 30})
    site.build(views=folder)
    assert most_read(site) == []


@pytest.mark.parametrize(
    ("until", "heading"),
    [
        ("2026-11-14T07:00:01+07:00", ["Đọc nhiều trong tuần"]),
        ("2026-11-14T07:00:00+07:00", ["Đọc nhiều trong tháng"]),
        ("2026-10-22T06:59:00+07:00", []),
    ],
)
def test_figures_that_are_old_tell_nothing_of_this_week(site, items, folder, until, heading):
    counts = {items[1]: 30, items[2]: 20, items[3]: 10}
    write_figures(folder, week=counts, month=counts, until=until)
    site.build(views=folder)
    assert [head for head, _ in most_read(site)] == heading


HIDDEN = {
    "draft": {"status": "draft"},
    "review": {"status": "review"},
    "embargoed": {"publish_at": "2026-12-01T08:00:00+07:00"},
    "expired": {"unpublish_at": "2026-11-20T08:00:00+07:00"},
    "withdrawn": {"withdrawn": {"date": "2026-11-20", "reason": "Chưa được xác nhận."}},
}


@pytest.mark.parametrize("standing", HIDDEN)
@pytest.mark.parametrize("drafts", [False, True])
def test_what_readers_may_not_see_stands_in_no_list_and_no_file(site, items, folder, standing, drafts):
    site.write(
        "kin", slug="kin", title="Tin kín", date="2026-11-15T08:00:00+07:00", folder="2026/11", **HIDDEN[standing]
    )
    week = {address("kin"): 500} | dict.fromkeys(items[:3], 20)
    write_figures(folder, week=week, month=week)
    site.build(views=folder, drafts=drafts)
    assert most_read(site) == [("Đọc nhiều trong tuần", items[:3])]
    for name, content in site.tree().items():
        if name.startswith(("luot-xem/", "doc-nhieu/")):
            assert b"/kin/" not in content, name


def test_the_page_of_what_was_read_most_tells_numbers_and_their_moment(site, items, folder):
    write_figures(folder, week=dict.fromkeys(items[:2], 15), month={items[4]: 5546, items[0]: 1200})
    site.build(views=folder)
    page = BeautifulSoup(site.page("/doc-nhieu/"), "lxml")
    assert most_read(site, "/doc-nhieu/") == [
        ("Đọc nhiều trong tuần", items[:2]),
        ("Đọc nhiều trong tháng", [items[4], items[0]]),
    ]
    assert "5.546 lượt xem" in page.main.get_text()
    assert "Thứ Sáu, 20/11/2026, 23:00 (GMT+7)" in page.main.get_text()


def test_before_anything_was_counted_the_page_says_so(site, items, folder):
    site.build(views=folder)
    assert "Chưa có số liệu về lượt xem." in site.page("/doc-nhieu/")
    assert most_read(site) == []
    assert not (site.output / "luot-xem").exists()


def test_each_month_has_a_file_with_the_counts_of_its_items_and_the_moment_in_each_language(site, items, folder):
    site.write("cu", slug="cu", title="Tin cũ")
    site.write("cu.en", slug="cu", title="Old item", category=None, body="Text.")
    counts = {items[0]: 12, address("cu", "2022/07"): 5546, f"/en{address('cu', '2022/07')}": 31}
    write_figures(folder, counts=counts)
    site.build(views=folder)
    months = {name: json.loads(content) for name, content in site.tree().items() if name.startswith("luot-xem/2")}
    until = {"vi": "23:00, 20/11", "en": "23:00, 20 Nov"}
    assert months == {
        "luot-xem/2022-07.json": {
            "until": until,
            "counts": {"/tin/2022/07/cu/": 5546, "/en/tin/2022/07/cu/": 31},
        },
        "luot-xem/2026-11.json": {"until": until, "counts": {items[0]: 12}},
    }


def test_new_counts_change_no_page_of_an_item_and_a_build_after_them_is_as_a_clean_one(site, items, folder, tmp_path):
    write_figures(folder, week=dict.fromkeys(items[:4], 20))
    site.build(views=folder)
    before = site.tree()
    write_figures(folder, week={items[5]: 100} | dict.fromkeys(items[:4], 20))
    report = site.build(views=folder)
    after = site.tree()
    changed = {name for name in after if after[name] != before.get(name)}
    assert "index.html" in changed
    assert changed <= {"index.html", "doc-nhieu/index.html", "luot-xem/2026-11.json", "luot-xem/tat-ca.json"}
    assert report.written == len(changed)
    assert site.build(views=folder).written == 0
    site.build(views=folder, output=tmp_path / "clean", clean=True, jobs=2)
    assert site.tree(tmp_path / "clean") == after


def test_an_item_s_page_grows_by_less_than_half_a_kilobyte(site, items, folder, tmp_path):
    site.build()
    site.build(views=folder, output=tmp_path / "with")
    name = f"{items[0][1:]}index.html"
    with_views = site.tree(tmp_path / "with")[name]
    assert b"data-views" in with_views
    assert len(with_views) - len(site.tree()[name]) < 500


def test_ten_thousand_items_cost_a_reader_a_few_kilobytes(tmp_path):
    import zlib

    from plugins.voice.views.figures import Figures, month_files

    words = "hoi nghi so ket cong tac dan van tinh uy nhan huyen xa".replace(" ", "-").split("-")
    addresses = [
        f"/tin/{2022 + n % 5}/{1 + n % 12:02}/{'-'.join(words[(n * k) % 13] for k in (3, 5, 7, 11))}-{n}/"
        for n in range(10_000)
    ]
    figures = Figures(NOON, {address: 10 + n % 9000 for n, address in enumerate(addresses)}, {}, {})
    files = month_files(figures, lambda moment: {"vi": "06:00, 20/11"})
    assert sum(len(json.loads(text)["counts"]) for text in files.values()) == 10_000
    assert max(len(zlib.compress(text.encode())) for text in files.values()) < 6_000


BROKEN = [
    "",
    "[]",
    "{",
    '{"until": "2026-11-20T23:00:00", "counts": {}, "week": {}, "month": {}}',
    '{"until": "hôm qua", "counts": {}, "week": {}, "month": {}}',
    '{"until": "2026-11-20T23:00:00+07:00", "counts": {"/tin/2026/11/a/": "9"}, "week": {}, "month": {}}',
    '{"until": "2026-11-20T23:00:00+07:00", "counts": {"/tin/2026/11/a/": -9}, "week": {}, "month": {}}',
    '{"until": "2026-11-20T23:00:00+07:00", "counts": {"<script>": 9}, "week": {}, "month": {}}',
    '{"until": "2026-11-20T23:00:00+07:00", "counts": {}, "week": {"/tin/2026/11/../x/": 9}, "month": {}}',
]


@pytest.mark.parametrize("content", BROKEN)
def test_figures_that_are_none_are_refused(content):
    with pytest.raises((ValueError, msgspec.MsgspecError)):
        decode(content.encode())


def test_a_damaged_file_of_figures_is_told_and_stops_no_build(site, items, folder):
    write_figures(folder, week=dict.fromkeys(items[:4], 20))
    (folder / "luot-xem" / "tat-ca.json").write_text("<html>502 Bad Gateway</html>")
    report = site.build(views=folder)
    assert "hỏng" in report.notices[0]
    assert most_read(site) == []


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("có", "phải là một bảng"),
        ({"log": []}, "không có mục «log»"),
        ({"logs": "access.log"}, "«logs» không nhận"),
        ({"logs": [1]}, "«logs» không nhận"),
        ({"least": 0}, "«least» phải từ 1"),
        ({"least": True}, "«least» không nhận"),
    ],
)
def test_a_setting_that_is_none_is_told(setting, message):
    with pytest.raises(SiteError, match=message):
        read_setting({"PORTAL_VIEWS": setting})


# The task


@pytest.fixture
def run(site, folder, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH")

    def run(*names, **options):
        given = {"folder": str(folder), "content": str(site.content)} | options
        voice.views(Context(), [str(name) for name in names], **given)

    return run


def test_the_task_counts_logs_by_pattern_and_publishes_only_what_the_site_has(site, items, run, tmp_path, capsys):
    site.build()
    log, other = tmp_path / "access.log", tmp_path / "access.log.1"
    log.write_text("".join(combined(items[0], client=f"203.0.113.{n}") for n in range(12)) + combined(items[1]))
    other.write_text("".join(combined(address("da-go"), client=f"203.0.113.{n}") for n in range(12)) + "?\n")
    run(tmp_path / "access.log*", public=str(tmp_path / "public"), site=str(site.output))
    assert capsys.readouterr().out == "Đã đọc 26 dòng: 25 lượt xem mới, 1 không phải dòng log.\n"
    assert json.loads((tmp_path / "public/2026-11.json").read_text())["counts"] == {items[0]: 12}
    run(log)
    assert capsys.readouterr().out == "Đã đọc 0 dòng: 0 lượt xem mới; 1 tệp không có gì mới.\n"


def test_what_was_read_at_an_old_address_counts_for_the_new_one(site, run, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("plugins.tasks.joining.CACHE", tmp_path / "cache")
    new, old, imported = map(address, ("moi", "cu", "nhap"))
    page = address("thanh-trang")
    site.write("moi", slug="moi", date="2026-11-10T08:00:00+07:00", folder="2026/11", aliases=[old])
    (site.content / "pages").mkdir(exist_ok=True)
    (site.content / "pages/gioi-thieu.md").write_text(
        f"---\ntitle: Giới thiệu\nslug: gioi-thieu\naliases: [{page}]\n---\n\nX.\n"
    )
    (site.content / "redirects.csv").write_text(f"from,to,file\nhttps://cu.vn{imported},{old},news/2026/11/moi.md\n")
    log = tmp_path / "access.log"
    read = {new: 4, old: 4, imported: 4, page: 12}
    log.write_text(
        "".join(combined(path, client=f"203.0.113.{n}") for path, times in read.items() for n in range(times))
    )
    run(log, public=str(tmp_path / "public"))
    assert capsys.readouterr().err == ""
    assert json.loads((tmp_path / "public/2026-11.json").read_text())["counts"] == {new: 12, page: 12}
    assert json.loads((tmp_path / "public/tat-ca.json").read_text())["week"] == {new: 12, page: 12}
    assert sorted(file.name for file in (tmp_path / "public").iterdir()) == ["2026-11.json", "tat-ca.json"]


def test_logs_are_counted_although_the_map_of_old_addresses_is_broken(site, items, run, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("plugins.tasks.joining.CACHE", tmp_path / "cache")
    (site.content / "redirects.csv").write_bytes(b"from,to,file\n\xff,b,c\n")
    log = tmp_path / "access.log"
    log.write_text(combined(items[0]))
    run(log)
    told = capsys.readouterr()
    assert "1 lượt xem mới" in told.out
    assert "bảng địa chỉ cũ" in told.err


def test_the_task_says_what_it_lacks(run, tmp_path, capsys):
    with pytest.raises(Exit) as lack:
        run()
    assert lack.value.message.startswith("Hãy cho biết log")
    with pytest.raises(Exit):
        run(tmp_path / "khong-co.log")
    assert "không đọc được" in capsys.readouterr().err
    (tmp_path / "access.log").write_text(combined())
    with pytest.raises(Exit) as lack:
        run(tmp_path / "access.log", site=str(tmp_path))
    assert lack.value.message.startswith("Không thấy sitemap")
