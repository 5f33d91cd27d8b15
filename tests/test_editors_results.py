"""What the editors' search shows: results, excerpts, and earlier items about the same event."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.build import Options, open_portal
from plugins.model import SiteError, standing_at
from plugins.search.analysis_whoosh import whoosh_analyser
from plugins.search.editors import EditorsIndex, QueryError, format_found
from plugins.search.editors.analyser import FoldedText
from plugins.search.editors.documents import plain_text
from plugins.search.editors.events import SAME_CHAIR, SAME_DAY, SIMILAR
from plugins.search.editors.excerpts import excerpt, mark
from tests.editors_sample import Desk, stocked_desk
from tests.stand_ins import ZONE

ANALYSER = FoldedText().analyzer


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return stocked_desk(tmp_path_factory.mktemp("shelf"))


# What is shown


def test_a_result_shows_title_day_state_regions_chairs_path_and_an_excerpt(shelf):
    text = format_found(shelf.search("hoà giải"), shelf.portal.config.content, bold=False)
    path = shelf.portal.config.content / "news/ben-luc.md"
    assert text.split("\n") == [
        "Bến Lức sơ kết công tác dân vận",
        "  30/06/2022 · đăng · Bến Lức · Dương Văn Út",
        f"  {path}",
        "  Chỉ thị 217-QĐ/TW về hòa giải được nhắc lại.",
        "",
        "1 tin.",
    ]


def test_matches_are_bold_on_a_terminal_only(shelf):
    found = shelf.search("hoà giải")
    bold = format_found(found, shelf.portal.config.content, bold=True)
    assert "\033[1mhòa giải\033[0m" in bold
    assert "\033" not in format_found(found, shelf.portal.config.content, bold=False)


def test_paths_are_shown_from_where_the_editor_stands(shelf, monkeypatch):
    monkeypatch.chdir(shelf.portal.config.content)
    assert "\n  news/ben-luc.md\n" in format_found(shelf.search("út"), shelf.portal.config.content, bold=False)


def test_the_states_are_draft_held_and_published(shelf):
    states = {result.item.slug: result.status for result in shelf.search("*").results}
    assert states == {"ben-luc": "đăng", "tay-ninh": "đăng", "thong-bao": "đăng", "nhap": "nháp", "giu": "giữ"}


def test_every_standing_can_be_asked_for_at_any_time_and_is_that_of_the_site(desk):
    gone = {"date": "2022-07-05", "reason": "Lý do."}
    ends = {"date": "2026-07-01", "unpublish_at": "2026-08-10T08:00:00+07:00"}
    for slug, front in {
        "nhap": {"status": "draft"}, "duyet": {"status": "review"}, "go": {"withdrawn": gone}, "het": ends,
        "hen": ends | {"publish_at": "2026-08-05T08:00:00+07:00"}, "dang": {},
        "nhap-go": {"status": "draft", "withdrawn": gone},
    }.items():  # fmt: skip
        desk.write(slug, slug, **front)
    words = {"nháp": "draft", "duyệt": "review", "giữ": "embargoed", "đăng": "published", "hết": "expired",
             "gỡ": "withdrawn"}  # fmt: skip
    for day in (1, 6, 11):
        now = dt.datetime(2026, 8, day, tzinfo=ZONE)
        desk.portal.config = dataclasses.replace(desk.portal.config, now=now)
        items = {result.item for result in desk.search("*").results}
        assert len(items) == 7
        for word, standing in words.items():
            expected = {item.slug for item in items if standing_at(item, now) == standing}
            assert desk.find(f"trang-thai:{word}") == expected, (word, day)


def test_an_item_that_is_held_today_is_published_once_its_hour_has_come_without_reading_it_again(desk):
    desk.write("giu", publish_at="2026-08-01T08:00:00+07:00")
    assert desk.find("trang-thai:giữ") == {"giu"}
    desk.portal.config = dataclasses.replace(desk.portal.config, now=dt.datetime(2026, 8, 2, tzinfo=ZONE))
    assert desk.search("trang-thai:đăng").results[0].status == "đăng"
    assert desk.read == []


def test_a_long_list_is_cut_and_counted(shelf):
    found = shelf.search("*", limit=2)
    assert (len(found.results), found.total) == (2, 5)
    assert format_found(found, shelf.portal.config.content, bold=False).endswith("5 tin, hiện 2.")


def test_nothing_found_is_said(shelf):
    assert format_found(shelf.search("zzz"), shelf.portal.config.content, bold=False) == "Không tìm thấy tin nào."


def test_a_match_in_the_headline_comes_before_one_in_the_text(desk):
    desk.write("trong-bai", "Một tin khác", body="Có chữ sầu riêng. " + "Chữ thường. " * 10)
    desk.write("tieu-de", "Vườn sầu riêng vào mùa", body="Chữ thường. " * 10)
    assert [result.item.slug for result in desk.search("sau rieng").results] == ["tieu-de", "trong-bai"]


def test_an_excerpt_is_cut_around_the_words_that_stand_together():
    text = "dân xa vận xa khéo " + "xa " * 200 + "dân vận khéo " + "xa " * 200
    pieces = excerpt(text, frozenset(("dan", "van", "kheo")), ANALYSER)
    assert ("dân vận khéo", True) in pieces
    assert (pieces[0], pieces[-1]) == (("…", False), ("…", False))
    assert sum(len(piece) for piece, _ in pieces) < 250


@pytest.mark.parametrize("text", ["", "ngắn", "x" * 1000, "một hai " * 300])
def test_an_excerpt_of_any_text_is_short_and_keeps_its_letters(text):
    shown = "".join(piece for piece, _ in excerpt(text, frozenset(("hai",)), ANALYSER)).strip("…")
    assert len(shown) <= 220
    assert shown in text


@given(text=st.text(max_size=200), terms=st.frozensets(st.sampled_from(["a", "dan", "0", "i"])))
@settings(deadline=None)
def test_marking_changes_no_letter(text, terms):
    assert "".join(piece for piece, _ in mark(text, terms, ANALYSER)) == text


def test_the_text_of_a_body_has_a_line_for_each_block_and_no_markup():
    assert plain_text("<h2>Một</h2>\n<p>Hai <b>b</b>a<br>bốn &lt;x&gt;</p>") == "Một\nHai ba\nbốn <x>"


@given(text=st.text(st.sampled_from("abđêýyqu 217-/.,;QĐTP\u0301\u200b")))
@settings(deadline=None)
def test_the_analysis_is_the_room_s_own(text):
    def tokens(analyser):
        return [(token.text, token.pos) for token in analyser(text, positions=True, mode="index")]

    assert tokens(ANALYSER) == tokens(whoosh_analyser(pairs=False))


def test_what_editors_find_among_drafts_and_held_items_leaves_no_trace_in_the_public_site(site):
    site.write("cong-khai")
    site.build()
    before = site.tree()
    site.write("nhap", title="Bản nháp bí mật", body="Chữ chưa công bố.", status="draft")
    site.write("giu", title="Tin chờ giờ", publish_at="2030-01-01T08:00:00+07:00")
    site.build()
    assert site.tree() == before
    index = EditorsIndex(open_portal(Options(content=site.content, output=site.output)), site.output.parent / "index")
    with index.open() as (opened, _):
        assert opened.doc_count() == 3


# Earlier items about the same event


def reasons(desk, path):
    return {result.item.slug: result.reasons for result in desk.search(str(path)).results}


def test_items_of_the_same_day_and_region_are_shown(desk):
    path = desk.write("moi", "Hội nghị ở Long An", event_date="2022-06-30", region="Long An", date="2022-07-03")
    desk.write("cung", "Chuyện khác hẳn", event_date="2022-06-30", region="Long An", body="Khác.")
    desk.write("noi-khac", "Tây Ninh thu hoạch mía", event_date="2022-06-30", body="Mía.")
    desk.write("ngay-khac", "Cầu mới thông xe", event_date="2022-06-29", region="Long An", body="Cầu.")
    assert reasons(desk, path) == {"cung": (SAME_DAY,)}


def test_items_with_the_same_chair_within_a_week_are_shown(desk):
    path = desk.write(
        "moi", "Tin mới", date="2022-07-20", event_date="2022-07-10", chairs=["Dương Văn Út"], body="Một."
    )
    desk.write("truoc", "Họp giao ban", date="2022-07-04", event_date="2022-07-03", chairs=["D.V. Út"], body="Hai.")
    desk.write("xa", "Đi cơ sở", date="2022-07-02", event_date="2022-07-02", chairs=["Dương Văn Út"], body="Ba.")
    assert reasons(desk, path) == {"truoc": (SAME_CHAIR,)}


def test_items_that_read_much_alike_are_shown_whatever_their_day(desk):
    words = "Mô hình trồng sen lấy ngó của hợp tác xã Đồng Tháp giúp hội viên phụ nữ có thêm việc làm lúc nông nhàn."
    path = desk.write("moi", "Sen lấy ngó cho thu nhập khá", date="2022-09-01", body=words)
    desk.write("cu", "Trồng sen lấy ngó lúc nông nhàn", date="2021-03-01", body=f"Được biết: {words}")
    for number in range(8):
        desk.write(
            f"khac-{number}", f"Chuyện số {number}", date="2021-04-01", body=f"Đường liên xã {number} đã rải nhựa."
        )
    assert reasons(desk, path) == {"cu": (SIMILAR,)}


def test_the_item_itself_and_later_ones_are_left_out_and_more_reasons_come_first(desk):
    same = {"event_date": "2022-06-30", "region": "Long An"}
    path = desk.write("moi", "Tin mới", date="2022-07-03", chairs=["Dương Văn Út"], **same)
    desk.write("mot", "Chuyện một", body="Một.", **same)
    desk.write("hai", "Chuyện hai", body="Hai.", chairs=["Dương Văn Út"], status="draft", **same)
    desk.write("sau", "Chuyện sau", date="2022-07-04", **same)
    found = desk.search(str(path)).results
    assert [result.item.slug for result in found] == ["hai", "mot"]
    assert found[0].reasons[:2] == (SAME_DAY, SAME_CHAIR)


def test_a_path_may_be_given_from_the_content_folder_or_from_here(desk, monkeypatch):
    same = {"event_date": "2022-06-30", "region": "Long An"}
    desk.write("moi", "Tin mới", date="2022-07-03", **same)
    desk.write("cu", "Chuyện cũ", body="Cũ.", **same)
    assert set(reasons(desk, "news/moi.md")) == {"cu"}
    monkeypatch.chdir(desk.portal.config.content / "news")
    assert set(reasons(desk, "moi.md")) == {"cu"}


def test_an_item_outside_the_content_or_with_faults_is_told(desk, tmp_path):
    (tmp_path / "ngoai.md").write_text("---\ntitle: x\n---\n", "utf-8")
    with pytest.raises(QueryError, match="Không có tin"):
        desk.search(str(tmp_path / "ngoai.md"))
    path = desk.write("hong", date="không rõ")
    with pytest.raises(SiteError) as error:
        desk.search(str(path))
    assert error.value.faults


def test_an_item_alone_has_no_earlier_ones(desk):
    assert reasons(desk, desk.write("mot", "Tin", region="Long An", chairs=["Dương Văn Út"])) == {}
