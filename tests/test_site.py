"""Whole builds: from files to the pages readers get, and what happens when a file is bad."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.model import SiteError

PROJECT = Path(__file__).parents[1]

EVENT = {
    "title": "Bến Lức sơ kết công tác dân vận",
    "date": "2022-07-01T14:43:32+07:00",
    "event_date": "2022-06-30",
    "region": "Bến Lức, Long An",
    "chairs": ["Dương Văn Út"],
    "tags": ["dân vận khéo", "quy chế dân chủ"],
    "summary": "Sáu tháng nhìn lại.",
    "authors": ["Việt Hằng", "Kim Phượng"],
    "source": {"name": "Cổng thông tin Bến Lức", "url": "https://example.vn/tin"},
    "corrections": [{"date": "2022-07-02", "text": "Sửa tên cơ quan."}],
}


def text_of(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def links_of(html):
    soup = BeautifulSoup(html, "html.parser")
    return {node.get("href") or node.get("src") for node in soup.select("[href], [src]")}


def test_an_item_page_shows_every_fact_of_the_item(site):
    site.write("ben-luc", **EVENT)
    site.build()
    text = text_of(site.page("/tin/2022/07/ben-luc-so-ket-cong-tac-dan-van/"))
    for fact in (
        "Bến Lức sơ kết công tác dân vận",
        "Thứ Sáu, 01/07/2022, 14:43 (GMT+7)",
        "30/06/2022",
        "Bến Lức, Long An",
        "nay thuộc Tây Ninh",
        "Dương Văn Út",
        "Phó Bí thư Thường trực Huyện ủy, Chủ tịch HĐND huyện",
        "Sáu tháng nhìn lại.",
        "Việt Hằng",
        "Kim Phượng",
        "Cổng thông tin Bến Lức",
        "dân vận khéo",
        "Sửa tên cơ quan.",
        "02/07/2022",
    ):
        assert fact in text, fact


def test_an_item_is_listed_under_each_of_its_terms_and_its_region_s_province_and_successor(site):
    site.write("ben-luc", **EVENT)
    site.build()
    address = "/tin/2022/07/ben-luc-so-ket-cong-tac-dan-van/"
    for listing in (
        "/chuyen-muc/dan-van/",
        "/the/dan-van-kheo/",
        "/dia-phuong/huyen-ben-luc-long-an/",
        "/dia-phuong/long-an/",
        "/dia-phuong/tay-ninh/",
        "/chu-tri/duong-van-ut/",
        "/luu-tru/2022/07/",
        "/",
    ):
        assert address in links_of(site.page(listing)), listing


def test_the_pages_of_a_former_unit_and_of_its_successor_point_to_each_other(site):
    site.write("ben-luc", **EVENT)
    site.build()
    assert "/dia-phuong/tay-ninh/" in links_of(site.page("/dia-phuong/long-an/"))
    assert "/dia-phuong/long-an/" in links_of(site.page("/dia-phuong/tay-ninh/"))
    communes = {link for link in links_of(site.page("/dia-phuong/huyen-ben-luc-long-an/")) if "/xa-" in link}
    assert communes
    for commune in communes:
        assert "/dia-phuong/huyen-ben-luc-long-an/" in links_of(site.page(commune))


def test_a_day_without_a_time_is_shown_without_one(site):
    site.write("hop", date="2024-06-28")
    site.build()
    text = text_of(site.page("/tin/2024/06/tin-hop/"))
    assert "Thứ Sáu, 28/06/2024" in text
    assert "00:00" not in text
    assert "00:00" not in text_of(site.page("/"))


def broken_links(files):
    """(page, link) for each link within the site that leads to no file."""
    broken = set()
    for name, content in files.items():
        if name.endswith(".html"):
            for link in links_of(content.decode()):
                parts = urlsplit(link)
                target = unquote(parts.path).lstrip("/")
                file = target + "index.html" if not target or target.endswith("/") else target
                if not parts.scheme and not parts.netloc and parts.path and file not in files:
                    broken.add((name, link))
    return broken


def test_every_link_inside_the_sample_site_leads_to_a_file(site, sample_folder):
    assert broken_links(site.tree(sample_folder)) == set()


def test_every_link_inside_a_site_with_several_listing_pages_leads_to_a_file(site):
    for number in range(70):
        site.write(
            f"tin-{number}", **(EVENT | {"title": f"Tin số {number}", "date": f"2022-07-01T08:{number % 60:02}:00"})
        )
    site.build()
    assert broken_links(site.tree()) == set()


def test_anchors_within_a_page_exist(site):
    site.write("ben-luc", body="## Mục một\n\nChữ.\n\n[lên](#muc-mot)", **EVENT)
    site.build()
    for name, content in site.tree().items():
        if name.endswith(".html"):
            soup = BeautifulSoup(content, "html.parser")
            ids = {node["id"] for node in soup.select("[id]")}
            anchors = {a["href"][1:] for a in soup.select('a[href^="#"]') if len(a["href"]) > 1}
            assert anchors <= ids | {"muc-mot"}, name


def test_drafts_and_items_not_yet_due_leave_no_trace_in_the_output(site):
    site.write("thuong")
    site.write("nhap", title="Bản nháp bí mật", status="draft", tags=["bí mật nháp"], body="Chữ kín nháp.")
    site.write("hen", title="Tin hẹn giờ", publish_at="2030-01-01T08:00:00+07:00", chairs=["Người Hẹn"])
    site.write("mai", title="Tin ngày mai", date="2030-01-01T08:00:00+07:00")
    report = site.build()
    assert (report.items, report.held) == (1, 3)
    everything = b"\n".join(site.tree().values()).decode("utf-8", "replace") + " ".join(site.tree())
    for secret in (
        "bí mật",
        "bi-mat",
        "kín nháp",
        "Tin hẹn giờ",
        "Người Hẹn",
        "nguoi-hen",
        "ngày mai",
        "ngay-mai",
        "2030",
    ):
        assert secret not in everything, secret


def test_drafts_are_shown_and_marked_where_the_site_is_previewed(site):
    site.write("nhap", title="Bản nháp", status="draft")
    site.build(drafts=True)
    page = site.page("/tin/2022/07/ban-nhap/")
    assert "noindex" in page
    assert "nháp" in text_of(page).lower()


def test_a_site_without_any_item_is_whole(site):
    report = site.build()
    assert report.items == 0
    assert "404.html" in site.tree()
    for address in (
        "/",
        "/luu-tru/",
        "/dia-phuong/",
        "/the/",
        "/chu-tri/",
        "/van-ban/",
        "/lich/",
        "/chuyen-muc/",
        "/chuyen-muc/dan-van/",
        "/tim-kiem/",
    ):
        assert BeautifulSoup(site.page(address), "html.parser").h1 is not None, address


def test_older_items_stand_on_numbered_pages_that_a_new_item_does_not_change(site):
    for number in range(95):
        site.write(
            f"t{number}", title=f"Tin số {number}", date=f"2022-07-{1 + number // 24:02}T{number % 24:02}:00:00+07:00"
        )
    site.build()
    before = site.tree()
    site.write("moi", title="Tin mới nhất", date="2022-07-20T08:00:00+07:00")
    site.build()
    after = site.tree()
    assert "chuyen-muc/dan-van/trang/1/index.html" in before
    assert "chuyen-muc/dan-van/trang/2/index.html" in before
    for name in before:
        if "/trang/" in name:
            assert before[name] == after[name], name
    changed = {name for name in after if before.get(name) != after[name]}
    assert "tin/2022/07/tin-so-0/index.html" not in changed
    assert {name for name in changed if name.startswith("tin/")} == {"tin/2022/07/tin-moi-nhat/index.html"}


def test_a_new_item_changes_its_own_year_of_the_archive_and_no_other(site):
    for year in (2020, 2021, 2022):
        site.write(f"t{year}", date=f"{year}-07-01T08:00:00+07:00")
    site.build()
    before = site.tree()
    site.write("moi", date="2022-07-20T08:00:00+07:00")
    site.build()
    changed = {name for name, content in site.tree().items() if before.get(name) != content and "luu-tru/" in name}
    assert changed == {"luu-tru/index.html", "luu-tru/2022/index.html", "luu-tru/2022/07/index.html"}


def test_names_that_differ_only_in_accents_have_pages_of_their_own(site):
    site.write("a", chairs=["Nguyễn Văn Lương"])
    site.write("b", chairs=["Nguyễn Văn Lượng"])
    site.build()
    pages = [name for name in site.tree() if name.startswith("chu-tri/nguyen-van-luong")]
    assert len(pages) == 2


def test_hostile_text_is_shown_and_never_run(site):
    attack = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\"'&lt;b&gt;"
    site.write("x", title=f"Tin {attack}", slug="x", tags=[attack], chairs=[attack], summary=attack, authors=[attack],
               source={"name": attack}, corrections=[{"date": "2022-07-02", "text": attack}])  # fmt: skip
    site.build()
    for name, content in site.tree().items():
        if name.endswith(".html"):
            soup = BeautifulSoup(content, "html.parser")
            scripts = [node for node in soup.find_all("script") if not node.get("src")]
            assert all(node["type"] == "application/ld+json" for node in scripts), name
            assert not soup.select("[onerror]"), name
            assert "alert" not in "".join(node.get("src", "") for node in soup.find_all("script"))


# Bad input: each is named, stops the build, and leaves the site as it was.

HEAD = "---\ntitle: Tin\ndate: 2022-07-01\ncategory: Dân vận\n---\n"
BAD = {
    "no front matter": ("Chỉ có chữ.\n", "x.md:1:"),
    "unknown key": (HEAD.replace("title", "title: Tin\ntilte"), "x.md:3: E-KEY"),
    "missing title": (HEAD.replace("title: Tin\n", ""), "title"),
    "missing date": (HEAD.replace("date: 2022-07-01\n", ""), "date"),
    "missing category": (HEAD.replace("category: Dân vận\n", ""), "category"),
    "impossible date": (HEAD.replace("2022-07-01", "2022-02-30"), "x.md:3:"),
    "a date that could be read two ways": (HEAD.replace("2022-07-01", "03/04/2026"), "x.md:3:"),
    "unknown region": (HEAD.replace("category", "region: Bến Lứt\ncategory"), "Bến Lức"),
    "ambiguous region": (HEAD.replace("category", "region: Châu Thành\ncategory"), "Châu Thành, "),
    "unknown category": (HEAD.replace("Dân vận", "Dân vân"), "Dân vận"),
    "bad UTF-8": (HEAD.encode() + b"\xff\xfe\n", "x.md:6:"),
    "empty file": ("", "x.md:1:"),
    "3 MB file": (HEAD + "chữ " * 750_000, "x.md:1:"),
    "missing picture": (HEAD + "![Ảnh](images/khong-co.jpg)\n", "x.md:6:"),
    "an address outside the site": (HEAD.replace("category", "slug: ../../evil\ncategory"), "x.md:4: E-SLUG"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_stops_the_build_and_leaves_the_site_as_it_was(site, name):
    text, expected = BAD[name]
    site.write("tot")
    site.build()
    before = site.tree()
    site.write_raw("x", text)
    with pytest.raises(SiteError) as caught:
        site.build()
    assert any(expected in str(fault) and fault.is_error for fault in caught.value.faults), caught.value.faults
    assert site.tree() == before


def test_every_fault_of_every_file_is_reported_in_one_run(site):
    site.write_raw("a", "")
    site.write_raw("b", HEAD.replace("date: 2022-07-01", "date: 1/7/2022").replace("Dân vận", "Không có"))
    with pytest.raises(SiteError) as caught:
        site.build()
    assert [fault.path for fault in caught.value.faults if fault.is_error] == [
        "news/2022/07/a.md", "news/2022/07/b.md", "news/2022/07/b.md",
    ]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [("tin-a", "tin-a"), ("tin-a", "TIN-A")])
def test_two_items_that_would_share_an_address_are_refused(site, one, other):
    site.write("x", slug=one)
    site.write("y", slug=other)
    with pytest.raises(SiteError):
        site.build()


def test_decomposed_text_and_file_names_give_the_same_site_as_composed_ones(site, tmp_path):
    form = {"region": "Điện Biên", "tags": ["dân vận"], "chairs": ["Lò Văn Mừng"], "title": "Tổng kết ở Điện Biên"}
    site.write("tổng-kết", **form, body="Hội nghị.")
    site.build()
    composed = site.tree()
    (site.content / "news/2022/07/tổng-kết.md").unlink()
    decomposed = {k: [unicodedata.normalize("NFD", v[0])] if isinstance(v, list) else unicodedata.normalize("NFD", v)
                  for k, v in form.items()}  # fmt: skip
    site.write(unicodedata.normalize("NFD", "tổng-kết"), **decomposed, body=unicodedata.normalize("NFD", "Hội nghị."))
    site.build()
    assert site.tree() == composed


def test_an_item_with_twenty_chairs_and_one_with_a_headline_of_300_characters_are_published(site):
    site.write("dong", title="Tin đông người", chairs=[f"Người Thứ {n}" for n in range(20)])
    site.write("dai", title="Chữ " * 74 + "Hết.", slug="dai")
    assert site.build().items == 2
    page = text_of(site.page("/tin/2022/07/tin-dong-nguoi/"))
    assert all(f"Người Thứ {n}" in page for n in range(20))


def test_a_file_that_may_not_be_opened_is_named(site):
    path = site.write("khoa")
    path.unlink()
    path.symlink_to("/etc/shadow")
    with pytest.raises(SiteError) as caught:
        site.build()
    assert "khoa.md" in str(caught.value.faults[0])


# What must always hold.


def test_any_number_of_jobs_gives_the_same_site(site, tmp_path):
    for number in range(40):
        site.write(f"t{number}", title=f"Tin {number}", tags=[f"thẻ {number % 5}"], chairs=[f"Người {number % 7}"])
    site.build(jobs=1)
    site.build(jobs=3, output=tmp_path / "other")
    assert site.tree() == site.tree(tmp_path / "other")


def test_building_again_writes_nothing(site):
    site.write("a", **EVENT)
    first = site.build()
    second = site.build()
    assert second.written == second.deleted == 0
    assert second.unchanged == first.written


CHANGES = st.lists(
    st.tuples(st.sampled_from(["write", "delete", "draft"]), st.integers(0, 5), st.integers(0, 3)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_building_after_each_change_gives_the_same_site_as_building_once(site, tmp_path, changes):
    for path in site.content.rglob("*.md"):
        path.unlink()
    for kind, number, variant in changes:
        if kind == "delete":
            (site.content / f"news/2022/07/t{number}.md").unlink(missing_ok=True)
        else:
            site.write(f"t{number}", title=f"Tin {number}", tags=[f"thẻ {variant}"], chairs=[f"Người {variant}"],
                       status="draft" if kind == "draft" else None)  # fmt: skip
        site.build()
    site.build(output=tmp_path / "clean")
    assert site.tree() == site.tree(tmp_path / "clean")
