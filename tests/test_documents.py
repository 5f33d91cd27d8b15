"""Official documents: which texts name one, which spellings are the same, and where mentions become links."""

from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.model import Document
from plugins.reader.citations import cite_documents
from plugins.reader.documents import find_documents, may_mention


def names(text):
    return [mention.document.name for mention in find_documents(text)]


def ids(text):
    return [mention.document.id for mention in find_documents(text)]


# Text -> the name of the one document in it.
NAMES = {
    "theo 18-NQ/TW.": "Nghị quyết số 18-NQ/TW",
    "nghị quyết số 18-NQ/TW ngày 25/10/2017": "Nghị quyết số 18-NQ/TW",
    "(Nghị quyết số: 15/NQ-CP)": "Nghị quyết số 15/NQ-CP",
    "Chỉ thị 30-CT/TW của Bộ Chính trị": "Chỉ thị số 30-CT/TW",
    "Kết luận số 49-KL/TW": "Kết luận số 49-KL/TW",
    "05-CT/ThU": "Chỉ thị số 05-CT/ThU",
    "12-CTr/TU": "Chương trình số 12-CTr/TU",
    "374 - TTr/BTCTW": "Tờ trình số 374-TTr/BTCTW",
    "Nghị định số 100/2019/NĐ-CP": "Nghị định số 100/2019/NĐ-CP",
    "Nghị quyết 30a/2008/NQ-CP": "Nghị quyết số 30a/2008/NQ-CP",
    "38/2005-CT-Ttg": "Chỉ thị số 38/2005/CT-TTg",
    "1205/QĐ-TTg": "Quyết định số 1205/QĐ-TTg",
    "01/2018/TTLT-BCA-BQP-TANDTC-VKSNDTC": "Thông tư liên tịch số 01/2018/TTLT-BCA-BQP-TANDTC-VKSNDTC",
    "908/KH - CAHP - PV": "Kế hoạch số 908/KH-CAHP-PV",
    "15/NQ-CP - TPHCM đi đầu": "Nghị quyết số 15/NQ-CP",
    "34/2007/PL-UBTVQH11": "Pháp lệnh số 34/2007/PL-UBTVQH11",
    "Luật số 10/2022/QH15": "Luật số 10/2022/QH15",
    "Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15": "10/2022/QH15",
    "Nghị quyết 326/2016/UBTVQH14": "Nghị quyết số 326/2016/UBTVQH14",
    "Công văn số 7005/UBND - ĐT": "Công văn số 7005/UBND-ĐT",
    # A QĐ of the Party is a decision or a rule: only the text can tell.
    "217-QĐ/TW": "217-QĐ/TW",
    "Quyết định số 217-QĐ/TW": "Quyết định số 217-QĐ/TW",
    "Quy định 37-QĐ/TW": "Quy định số 37-QĐ/TW",
}


@pytest.mark.parametrize("text", NAMES)
def test_a_document_is_called_as_it_should_be_written(text):
    assert names(text) == [NAMES[text]]


SPELLINGS = {
    "217-qd-tw": (
        "217-QĐ/TW", "217 - QĐ/TW", "217–QĐ/TW", "217‑QĐ/TW", "217/QĐ-TW", "217-QĐ/TƯ", "217-QĐ/T.Ư", "217-QĐ/Tw",
        "217-Qđ/TW", "217-QD/TW", "0217-QĐ/TW", "217-\nQĐ/TW", "217\u00a0-\u00a0QĐ/TW", "217&nbsp;-&nbsp;QĐ/TW",
        "quyết định số 217-QĐ/TW",
    ),
    "15-nq-cp": ("15/NQ-CP", "15/NQ - CP", "15/NQ – CP", "15 / NQ-CP", "015/NQ-CP", "15-NQ/CP"),
    "288-2016-tt-btc": ("288/2016/TT-BTC", "288/2016-TT-BTC", "288/2016/TT – BTC"),
    "1205-qd-ttg": ("1205/QĐ-TTg", "1205/QĐ-TTG", "1205/QĐ-Ttg", "1205/QĐ - TTg"),
    "10-2022-qh15": ("10/2022/QH15", "Luật số 10/2022/QH15"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("document", "spelling"), [(d, spelling) for d, all_ in SPELLINGS.items() for spelling in all_]
)
def test_spellings_of_one_document_meet_on_one_page(document, spelling):
    assert ids(f"Thực hiện {spelling}, huyện đã họp.") == [document]


@pytest.mark.parametrize(("one", "other"), [
    ("18-NQ/TW", "18-NQ/TU"),  # the Central Committee's, and a province's: T.Ư is no TU
    ("18-NQ/TƯ", "18-NQ/TU"),
    ("18-NQ/TW", "18-CT/TW"),
    ("18-NQ/TW", "19-NQ/TW"),
    ("18/NQ-CP", "18/2019/NQ-CP"),
    ("30/2008/NQ-CP", "30a/2008/NQ-CP"),
    ("15/NQ-HĐND", "15/NQ-HĐTP"),
])  # fmt: skip
def test_different_documents_stay_apart(one, other):
    assert ids(one) != ids(other)
    assert len(ids(one)) == len(ids(other)) == 1


@pytest.mark.parametrize("text", [
    "ngày 30/6", "30/6/2022", "ngày 30/6 - TT Huế", "24/7", "3/4 số hộ", "2/9 – Trung ương", "29/3 - C",
    "ngày 16 - TT-HUẾ", "quý 1/2022 - CT", "Boeing 737 - MAX", "1574/C", "MiG-29/QĐ-BQP", "số 18", "Nghị quyết 18",
    "Luật Đất đai", "QĐ-TW", "NQ/TW",
    "7005/UBND-ĐT",  # a code for no kind of document, and no word for one
    "56/2018/DS-ST", "hợp đồng 12/HĐ-ABC", "30/6/KH-UBND", "1.205/QĐ-TTg", "217-QĐ", "15/NQ-Chính phủ", "15/NQ-C",
    "1/tt",
    "217_QĐ/TW", "http://a.vn/217-QĐ/TWx", "",
])  # fmt: skip
def test_dates_fractions_and_other_numbers_are_no_documents(text):
    assert names(text) == []


def test_one_word_may_stand_before_several_symbols():
    assert names("các Quyết định số 217-QĐ/TW và số 218-QĐ/TW, 219-QĐ/TW") == [
        "Quyết định số 217-QĐ/TW", "Quyết định số 218-QĐ/TW", "Quyết định số 219-QĐ/TW",
    ]  # fmt: skip
    assert names("Quyết định số 217-QĐ/TW của Bộ Chính trị, 218-QĐ/TW")[1] == "218-QĐ/TW"


@pytest.mark.parametrize(
    "text",
    ["1-QĐ/" + "A" * 30_000, "1-QĐ/" + "AA-" * 10_000 + "é", "1 - QĐ - " + "AA - " * 10_000 + "é", "1 - " * 20_000],
)
def test_no_text_keeps_the_search_busy(text):
    start = time.process_time()
    list(find_documents(text))
    may_mention(text)
    assert time.process_time() - start < 1


def one_of(*texts):
    return st.sampled_from(texts)


BREAKS = one_of("/", "-", "–", " - ", "&nbsp;/ ", "</", " ", "")
CODES = one_of("QĐ", "qđ", "NQ", "TTr", "HĐ", "TW", "T.Ư", "Ttg", "QH15", "UBTVQH14", "CP", "2019", "é", "p>")
NUMBERS = one_of("1", "217", "30a", "14/2019", "x1", "<p>5")


@given(st.tuples(NUMBERS, BREAKS, CODES, BREAKS, CODES, one_of("", " ", "</p>", "x", "-CP")).map("".join))
@example("217</p>-QĐ/TW")
@example("2019/QH15")
def test_a_text_that_mentions_a_document_is_never_passed_over(text):
    assert may_mention(text) or not list(find_documents(text))


def test_dates_and_numbers_need_no_closer_look():
    assert not may_mention("<p>Ngày 30/6/2022, 1/3 số hộ - 24/7.</p>")


# Links


def linked(body, title="Tin", summary=""):
    return cite_documents(title, summary, body)


def test_the_first_mention_of_each_document_is_a_link_and_later_ones_are_not():
    body, documents = linked("<p>Nghị quyết số 18-NQ/TW, 30-CT/TW.</p><p>18 - NQ/TW lần nữa.</p>")
    assert body == (
        '<p><a href="/van-ban/18-nq-tw/">Nghị quyết số 18-NQ/TW</a>, <a href="/van-ban/30-ct-tw/">30-CT/TW</a>.</p>'
        "<p>18 - NQ/TW lần nữa.</p>"
    )
    assert [document.id for document in documents] == ["18-nq-tw", "30-ct-tw"]


@pytest.mark.parametrize("body", [
    '<p><a href="/x/" title="a > b">Xem 18-NQ/TW tại đây</a></p>', "<h2>Về 18-NQ/TW</h2>",
    "<h3><em>Về</em> 18-NQ/TW</h3>",
])  # fmt: skip
def test_a_mention_in_a_link_or_heading_is_left_alone_but_counts(body):
    assert linked(body) == (body, (Document("18-nq-tw", "18-NQ/TW", "Nghị quyết"),))


def test_the_mention_after_a_heading_is_the_one_that_is_linked():
    body, _ = linked("<h2>Về 18-NQ/TW</h2><p>Theo 18-NQ/TW.</p>")
    assert body == '<h2>Về 18-NQ/TW</h2><p>Theo <a href="/van-ban/18-nq-tw/">18-NQ/TW</a>.</p>'


@pytest.mark.parametrize(
    "body",
    ["<pre><code>18-NQ/TW</code></pre>", "<p><code>18-NQ/TW</code></p>", '<p><img src="18-NQ/TW" alt="18-NQ/TW"></p>'],
)
def test_code_and_attributes_mention_nothing(body):
    assert linked(body) == (body, ())


def test_headline_and_standfirst_mention_documents_too():
    _, documents = linked("<p>Chữ.</p>", title="Sơ kết Chỉ thị 30-CT/TW", summary="Và 15/NQ-CP.")
    assert [document.name for document in documents] == ["Chỉ thị số 30-CT/TW", "Nghị quyết số 15/NQ-CP"]


# Sites


def test_all_items_that_cite_a_document_stand_on_its_page_and_lead_to_it(site):
    site.write("a", title="Tin a về Chỉ thị 30-CT/TW", date="2022-07-01T08:00:00+07:00")
    site.write("b", title="Tin b", date="2022-07-02T08:00:00+07:00", body="Theo 30 - CT/T.Ư.")
    site.write("c", title="Tin c", date="2022-07-03T08:00:00+07:00", body="Ngày 30/6, mở cửa 24/7.")
    site.build()
    page = BeautifulSoup(site.page("/van-ban/30-ct-tw/"), "lxml")
    assert page.h1.get_text() == "Chỉ thị số 30-CT/TW"
    assert [link["href"] for link in page.select("main article h3 a")] == [
        "/tin/2022/07/tin-b/", "/tin/2022/07/tin-a-ve-chi-thi-30-ct-tw/",
    ]  # fmt: skip
    for address in ("/tin/2022/07/tin-b/", "/tin/2022/07/tin-a-ve-chi-thi-30-ct-tw/", "/van-ban/"):
        assert BeautifulSoup(site.page(address), "lxml").select('main a[href="/van-ban/30-ct-tw/"]'), address
    assert "/van-ban/" not in str(BeautifulSoup(site.page("/tin/2022/07/tin-c/"), "lxml").main)
    assert b"/van-ban/30-ct-tw/" in site.tree()["sitemaps/trang.xml"]


def test_the_index_has_documents_by_kind_and_number_the_unknown_last(site):
    body = "Nghị định 20/2019/NĐ-CP, 9/2019/NĐ-CP, Chỉ thị 30-CT/TW. Theo 217-QĐ/TW."
    site.write("a", body=body)
    site.build()
    index = BeautifulSoup(site.page("/van-ban/"), "lxml")
    groups = [
        (group.h2.get_text(), [a.get_text() for a in group.select("li a")]) for group in index.select(".term-group")
    ]
    assert groups == [
        ("Chỉ thị", ["30-CT/TW"]), ("Nghị định", ["9/2019/NĐ-CP", "20/2019/NĐ-CP"]), ("Văn bản khác", ["217-QĐ/TW"]),
    ]  # fmt: skip


def test_a_document_s_older_pages_stay_as_they_are_when_an_item_more_cites_it(site):
    for number in range(95):
        site.write(
            f"t{number}", date=f"2022-07-{1 + number // 24:02}T{number % 24:02}:00:00+07:00", body="Theo 18-NQ/TW."
        )
    site.build()
    before = site.tree()
    site.write("moi", date="2022-07-20T08:00:00+07:00", body="Theo 18-NQ/TW.")
    site.build()
    after = site.tree()
    pages = [name for name in before if name.startswith("van-ban/18-nq-tw/trang/")]
    assert len(pages) == 2
    assert all(before[name] == after[name] for name in pages)
    assert before["van-ban/18-nq-tw/index.html"] != after["van-ban/18-nq-tw/index.html"]


def test_a_document_that_is_cited_no_more_has_no_page(site):
    site.write("a", body="Theo 18-NQ/TW.")
    site.build()
    site.write("a", body="Theo nghị quyết.")
    site.build()
    assert not [name for name in site.tree() if "18-nq-tw" in name]


def test_a_draft_cites_nothing_that_readers_see(site):
    site.write("a")
    site.write("nhap", status="draft", body="Theo 18-NQ/TW.")
    site.build()
    assert not [name for name, content in site.tree().items() if b"18-nq-tw" in content or "18-nq-tw" in name]
