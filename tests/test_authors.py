"""Those who write: their pages, what machines are told of them, and names that are an office's."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from bs4 import BeautifulSoup

from plugins.model import NewsItem, freeze_corpus, is_office
from tests.comparison import differing
from tests.stand_ins import ZONE, StandInOfficials, StandInRegions


def page_of(site, address):
    return BeautifulSoup(site.page(address), "lxml")


def byline_of(page):
    return [(node.get_text(), node.get("href")) for node in page.select(".item-meta__byline :is(a, span:not(.unseen))")]


def listed_on(page):
    return [link["href"] for link in page.select(".day-list .teaser__headline a")]


def test_a_byline_leads_to_all_items_of_its_author_the_newest_first(site):
    site.write("mot", authors=["Việt Hằng", "Kim Phượng"])
    site.write("hai", date="2022-07-02T08:00:00+07:00", authors=["Việt Hằng"])
    site.write("ba", authors=["Kim Phượng"])
    site.build()
    item = page_of(site, "/tin/2022/07/tin-mot/")
    assert byline_of(item) == [("Việt Hằng", "/tac-gia/viet-hang/"), ("Kim Phượng", "/tac-gia/kim-phuong/")]
    assert "Việt Hằng, Kim Phượng" in " ".join(item.select_one(".item-meta__byline").get_text().split())
    page = page_of(site, "/tac-gia/viet-hang/")
    assert page.h1.get_text() == "Việt Hằng"
    assert listed_on(page) == ["/tin/2022/07/tin-hai/", "/tin/2022/07/tin-mot/"]
    assert page.select('.breadcrumb a[href="/tac-gia/"]')
    assert "/tac-gia/viet-hang/" in (site.output / "sitemaps/trang.xml").read_text("utf-8")


def test_spellings_of_a_name_that_differ_in_case_spaces_or_form_are_one_author(site):
    site.write("mot", authors=["Hòa Bình"])
    for name, spelling in (("hai", "hoà  bình"), ("ba", "Ho\u0300a Bi\u0300nh"), ("bon", "HÒA BÌNH")):
        site.write(name, date="2022-07-02T08:00:00+07:00", authors=[spelling])
    site.build()
    assert [path.name for path in (site.output / "tac-gia").iterdir() if path.is_dir()] == ["hoa-binh"]
    assert page_of(site, "/tac-gia/hoa-binh/").h1.get_text() == "Hòa Bình"
    assert len(listed_on(page_of(site, "/tac-gia/hoa-binh/"))) == 4


def test_an_author_named_twice_in_a_byline_has_the_item_once(site):
    site.write("mot", authors=["Việt Hằng", "việt hằng"])
    site.build()
    assert listed_on(page_of(site, "/tac-gia/viet-hang/")) == ["/tin/2022/07/tin-mot/"]


def test_names_that_differ_in_accents_and_names_without_a_letter_have_pages_of_their_own(site):
    site.write("mot", authors=["Lương"])
    site.write("hai", date="2022-07-02T08:00:00+07:00", authors=["Lượng"])
    site.write("ba", authors=["***"])
    site.build()
    addresses = [
        address for name in ("mot", "hai", "ba") for _, address in byline_of(page_of(site, f"/tin/2022/07/tin-{name}/"))
    ]
    assert len(set(addresses)) == 3
    assert addresses[0] == "/tac-gia/luong/"
    for address in addresses:
        assert len(listed_on(page_of(site, address))) == 1


def test_the_index_files_people_by_their_given_names_and_offices_by_their_first_letter(site):
    site.write("mot", authors=["Việt Hằng", "Lâm Thạch Anh", "Ban biên tập", "TTXVN"])
    site.build()
    groups = {
        group.h2.get_text(): [link.get_text() for link in group.select("li a")]
        for group in page_of(site, "/tac-gia/").select(".term-group")
    }
    assert groups == {"A": ["Lâm Thạch Anh"], "B": ["Ban biên tập"], "H": ["Việt Hằng"], "T": ["TTXVN"]}


def test_a_site_without_authors_has_an_index_that_says_so(site):
    site.write("mot")
    site.build()
    assert "Danh mục này còn trống." in page_of(site, "/tac-gia/").main.get_text()


def test_one_who_only_translates_is_named_and_has_no_page(site):
    site.write("hop", title="Họp", authors=["Việt Hằng"])
    site.write("hop.en", title="Meeting", category=None, authors=["Viet Hang", "Việt Hằng"])
    site.build()
    byline = byline_of(page_of(site, "/en/tin/2022/07/meeting/"))
    assert byline == [("Viet Hang", None), ("Việt Hằng", "/tac-gia/viet-hang/")]
    assert not (site.output / "tac-gia/viet-hang-").exists()
    assert listed_on(page_of(site, "/tac-gia/viet-hang/")) == ["/tin/2022/07/hop/"]


def test_machines_are_told_where_an_author_s_page_is_and_whether_it_is_a_person(site):
    site.write("mot", authors=["Việt Hằng", "TTXVN"])
    site.build()
    script = page_of(site, "/tin/2022/07/tin-mot/").select_one('script[type="application/ld+json"]')
    assert json.loads(script.string)["author"] == [
        {"@type": "Person", "name": "Việt Hằng", "url": "http://localhost:8000/tac-gia/viet-hang/"},
        {"@type": "Organization", "name": "TTXVN", "url": "http://localhost:8000/tac-gia/ttxvn/"},
    ]


@pytest.mark.parametrize(
    "name",
    ["TTXVN", "BBT", "PV", "HĐND", "Ban biên tập", "Cổng thông tin điện tử", "Thông tấn xã Việt Nam",
     "UBND huyện Bến Lức", "Báo Điện Biên Phủ"],
)  # fmt: skip
def test_a_name_with_syllables_in_small_letters_or_in_capitals_alone_is_an_office_s(name):
    assert is_office(name)


@pytest.mark.parametrize(
    "name",
    ["Việt Hằng", "Dương văn Út", "Ban Mai", "việt hằng", "Đoàn Văn A", "VIỆT HẰNG", "HẰNG", "Hằng", "M",
     "Nguyễn thị Hoa", "", " ", "123", "***"],
)  # fmt: skip
def test_any_other_name_is_a_person_s(name):
    assert not is_office(name)


def test_an_author_s_first_spelling_names_the_page_whatever_comes_later():
    def item(number, author):
        date = dt.datetime(2022, 7, number, 8, tzinfo=ZONE)
        return NewsItem(f"news/{number}.md", f"Tin {number}", f"tin-{number}", date, "dan-van", "", authors=(author,))

    corpus = freeze_corpus([item(2, "VIỆT HẰNG"), item(1, "Việt Hằng")], (), StandInRegions(), StandInOfficials())
    assert dict(corpus.author_names) == {"viet-hang": "Việt Hằng"}
    assert corpus.terms["author"]["viet-hang"] == (0, 1)
    assert corpus.author_id("việt  hằng") == "viet-hang"
    assert corpus.author_id("Kim Phượng") == ""


def test_a_changed_byline_changes_the_pages_of_both_authors_as_a_clean_build_would(site, tmp_path):
    site.write("mot", authors=["Việt Hằng"])
    site.write("hai", date="2022-07-02T08:00:00+07:00", authors=["Kim Phượng"])
    site.build()
    site.write("mot", authors=["Kim Phượng"])
    site.build()
    assert not (site.output / "tac-gia/viet-hang").exists()
    assert len(listed_on(page_of(site, "/tac-gia/kim-phuong/"))) == 2
    site.build(output=tmp_path / "clean", clean=True)
    assert differing(site.tree(), site.tree(tmp_path / "clean")) == []


def test_one_more_item_of_a_known_author_changes_one_page_of_authors(site):
    site.write("mot", authors=["Việt Hằng"])
    site.write("hai", authors=["Kim Phượng"])
    site.build()
    before = site.tree()
    site.write("ba", date="2022-07-02T08:00:00+07:00", authors=["Việt Hằng"])
    site.build()
    changed = [name for name in differing(before, site.tree()) if name.startswith("tac-gia/")]
    assert changed == ["tac-gia/viet-hang/index.html"]
