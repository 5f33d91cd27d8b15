"""The editors' search, from files to results: everything is found, nothing foreign is opened, faults are told."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import os
import pickle
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tasks
from plugins.build import Options, open_portal
from plugins.model import Portal, SiteError, standing_at
from plugins.reader.files import find_files
from plugins.reader.items import ItemReader
from plugins.search.analysis_whoosh import whoosh_analyser
from plugins.search.editors import EditorsIndex, QueryError, format_found, search_items
from plugins.search.editors.analyser import FoldedText
from plugins.search.editors.documents import plain_text
from plugins.search.editors.events import SAME_CHAIR, SAME_DAY, SIMILAR
from plugins.search.editors.excerpts import excerpt, mark
from plugins.search.editors.index import MARK
from tests.stand_ins import ZONE, stand_in_portal

ANALYSER = FoldedText().analyzer


class Desk:
    """A portal with its index, and the ways an editor uses them; `read` lists every file that was parsed."""

    def __init__(self, root) -> None:
        self.folder = root / "cache" / "editors"
        self.portal: Portal = stand_in_portal(root)
        self.portal.find_files = lambda: find_files(self.portal.config)
        self.portal.read_item = ItemReader(self.portal).read_item
        self.read: list[str] = []

    def write(self, slug, title="Tin", /, *, body="Nội dung.", **front):
        path = self.portal.config.content / "news" / f"{slug}.md"
        front = {"title": title, "date": "2022-07-01T08:00:00+07:00", "category": "Dân vận", "slug": slug} | front
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
        path.write_text("---\n" + "\n".join(lines) + f"\n---\n\n{body}\n", "utf-8")
        return path

    def index(self):
        def read_items(paths):
            self.read += [path.stem for path in paths]
            return map(self.portal.read_item, paths)

        return EditorsIndex(self.portal, self.folder, read_items)

    def search(self, query, limit=10):
        self.read.clear()
        return search_items(self.portal, self.index(), query, limit)

    def find(self, query):
        return {result.item.slug for result in self.search(query).results}


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """Five items for tests that only ask."""
    desk = Desk(tmp_path_factory.mktemp("shelf"))
    desk.write(
        "ben-luc", "Bến Lức sơ kết công tác dân vận", region="Bến Lức, Long An", chairs=["Dương Văn Út"],
        event_date="2022-06-30", tags=["dân vận khéo"], body="Chỉ thị 217-QĐ/TW về hòa giải được nhắc lại.",
    )  # fmt: skip
    desk.write("tay-ninh", "Tây Ninh tổng kết năm", region="Tây Ninh", date="2024-01-05", summary="Quý IV thu đủ.")
    desk.write("thong-bao", "Lịch tiếp công dân", category="Thông báo", date="2026-07-25T09:00:00+07:00")
    desk.write("nhap", "Bản nháp về quyền dân", status="draft", authors=["Việt Hằng"], source={"name": "Báo Long An"})
    desk.write("giu", "Tin chờ giờ đăng", date="2026-07-01", publish_at="2026-08-01T08:00:00+07:00")
    return desk


# What can be asked


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Dương Văn Út", {"ben-luc"}),
        ("duong van ut", {"ben-luc"}),
        ("DAN VAN KHEO", {"ben-luc"}),
        ("dân vận", {"ben-luc"}),
        ("hoà giải", {"ben-luc"}),
        ("quí", {"tay-ninh"}),
        ("217-qd/tw", {"ben-luc"}),
        ("217-qd*", {"ben-luc"}),
        ('tieu-de:"so ket"', {"ben-luc"}),
        ('tieu-de:"ket so"', set()),
        ("Tiêu-Đề:sơ", {"ben-luc"}),
        ("title:tong", {"tay-ninh"}),
        ("tieu_de:tong", {"tay-ninh"}),
        ("chairs:ut", {"ben-luc"}),
        ("chu-tri:ut", {"ben-luc"}),
        ('chu-tri:"phó bí thư"', {"ben-luc"}),
        ('region:"bến lức"', {"ben-luc"}),
        ('dia-phuong:"tay ninh"', {"tay-ninh"}),
        ("tags:khéo", {"ben-luc"}),
        ("the:khéo", {"ben-luc"}),
        ("body:giai", {"ben-luc"}),
        ("noi-dung:giải", {"ben-luc"}),
        ("sapo:quý", {"tay-ninh"}),
        ("authors:hằng", {"nhap"}),
        ("tac-gia:hang", {"nhap"}),
        ('nguon:"báo long an"', {"nhap"}),
        ('chuyen-muc:"thông báo"', {"thong-bao"}),
        ("chuyen-muc:thong-bao", {"thong-bao"}),
        ("ngay:2024", {"tay-ninh"}),
        ("ngay:2022-07", {"ben-luc", "nhap"}),
        ("date:2022-07-01", {"ben-luc", "nhap"}),
        ("ngay:[2022 TO 2024-01]", {"ben-luc", "nhap", "tay-ninh"}),
        ("ngay:[2024 TO]", {"tay-ninh", "thong-bao", "giu"}),
        ("ngay:{2022-07 TO 2024-12}", {"tay-ninh"}),
        ("ngay-dien-ra:2022-06-30", {"ben-luc"}),
        ("event_date:2022-06", {"ben-luc"}),
        ("trang-thai:nháp", {"nhap"}),
        ("status:draft", {"nhap"}),
        ("trang-thai:giữ", {"giu"}),
        ("trang-thai:đăng", {"ben-luc", "tay-ninh", "thong-bao"}),
        ("sơ OR tổng", {"ben-luc", "tay-ninh"}),
        ("dân NOT nháp", {"ben-luc", "thong-bao"}),
        ("dân AND (lịch OR nháp)", {"thong-bao", "nhap"}),
        ("NOT trang-thai:đăng", {"nhap", "giu"}),
        ("quy*", {"tay-ninh", "nhap"}),
        ("t?ng", {"tay-ninh"}),
        ("tổnh~", {"tay-ninh"}),
        ("*", {"ben-luc", "tay-ninh", "thong-bao", "nhap", "giu"}),
        ("khongco*", set()),
    ],
)  # fmt: skip
def test_whoosh_s_language_is_understood_with_either_names_and_without_accents(shelf, query, found):
    assert shelf.find(query) == found


def test_a_query_typed_in_decomposed_letters_finds_the_same(shelf):
    assert shelf.find("du\u031bo\u031bng va\u0306n u\u0301t") == {"ben-luc"}


def test_words_that_no_item_holds_together_find_items_with_some_of_them_and_say_so(shelf):
    found = shelf.search("tổng kết zzz")
    assert found.results[0].item.slug == "tay-ninh"
    assert any("một số từ" in notice for notice in found.notices)
    assert shelf.find("tieu-de:zzz kết") == set()


def test_a_field_that_does_not_exist_is_told_and_its_words_are_still_looked_for(shelf):
    found = shelf.search("tieude:sơ")
    assert any("«tieude»" in notice and "tieu-de" in notice for notice in found.notices)
    assert shelf.find("giờ:đăng") == {"giu"}


def test_times_and_addresses_are_text_and_no_fields(shelf):
    assert shelf.search("17:30").notices == ()
    assert shelf.search("https://example.vn/").notices == ()


@pytest.mark.parametrize("name", ["due:2022", "region_ids:long-an", "path:x"])
def test_the_index_s_own_fields_cannot_be_asked(shelf, name):
    assert any("Không có mục" in notice for notice in shelf.search(name).notices)


def test_phrases_do_not_reach_from_one_name_into_the_next(desk):
    desk.write("a", tags=["dân vận", "khéo tay"])
    assert desk.find('the:"khéo tay"') == {"a"}
    assert desk.find('the:"vận khéo"') == set()


# Bad queries


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "Hãy gõ"),
        ("  \t ", "Hãy gõ"),
        ("a " * 2500, "4999 ký tự"),
        ("!!! … —", "chữ hay số"),
        ("(dân", "dấu )"),
        ("dân)", "dấu ("),
        ('"dân', "ngoặc kép"),
        ("(" * 30 + "a" + ")" * 30, "lớp"),
        ("AND", "đứng giữa"),
        ("dân OR", "đứng giữa"),
        ("dân NOT", "đứng giữa"),
        ("ngay:hôm-qua", "2022-06-30"),
        ("ngay:30/6/2022", "2022-06-30"),
        ("NOT ngay:2022-13", "2022-06-30"),
        ("ngay:[2022-02-30 TO 2023]", "2022-06-30"),
        ("ngay:0000", "2022-06-30"),
        ("trang-thai:xong", "nháp, duyệt, giữ, đăng"),
        ("dân~9", "~"),
        ("khong-co.md", "Không có tin"),
    ],
)
def test_a_query_that_cannot_be_understood_is_told_in_vietnamese(shelf, query, told):
    with pytest.raises(QueryError) as error:
        shelf.search(query)
    assert told in str(error.value)


def test_fewer_results_than_one_are_refused(shelf):
    with pytest.raises(QueryError):
        shelf.search("dân", limit=0)


@given(text=st.text(st.sampled_from("aâ đ\"'()[]{}*?~:^-+&|!<>\\/.,0129ANDORTngày\u0301\U0001f600"), max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_at_all_ends_in_a_traceback(shelf, text):
    with contextlib.suppress(QueryError):
        assert shelf.search(text).total >= 0


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


# Bringing the index up to date


def test_only_changed_files_are_read_again(desk):
    desk.write("a", "Cam sành")
    desk.write("b", "Bưởi da xanh")
    assert desk.find("cam") == {"a"}
    assert sorted(desk.read) == ["a", "b"]
    assert desk.find("cam") == {"a"}
    assert desk.read == []
    desk.write("a", "Quýt hồng")
    assert desk.find("cam") == set()
    assert desk.read == ["a"]
    assert desk.find("quýt") == {"a"}


def test_a_file_that_was_only_touched_is_not_read_again(desk):
    path = desk.write("a", "Cam sành")
    desk.find("cam")
    path.touch()
    desk.find("cam")
    assert desk.read == []


def test_deleted_and_renamed_files_are_followed(desk):
    path = desk.write("a", "Cam sành")
    desk.write("b", "Cam xoàn")
    desk.find("cam")
    path.rename(path.with_name("c.md"))
    found = desk.search("cam")
    assert sorted(result.item.path for result in found.results) == ["news/b.md", "news/c.md"]
    path.with_name("b.md").unlink()
    assert desk.search("cam").total == 1


def test_an_item_with_a_fault_is_counted_and_found_once_mended(desk):
    desk.write("a", "Cam sành")
    desk.write("b", "Cam xoàn", date="không rõ")
    found = desk.search("cam")
    assert found.total == 1
    assert any("1 tin còn lỗi" in notice for notice in found.notices)
    desk.write("b", "Cam xoàn")
    assert desk.search("cam").total == 2


def test_a_fault_that_is_mended_elsewhere_is_noticed(desk):
    desk.write("a", "Cam sành", cover={"src": "images/cam.png", "alt": "Cam"})
    for _ in range(2):
        found = desk.search("cam")
        assert (found.total, len(found.notices)) == (0, 1)
    (desk.portal.config.content / "images/cam.png").write_bytes(b"x")
    assert desk.search("cam").total == 1


def test_an_item_that_gets_a_fault_is_no_longer_found_as_it_was(desk):
    desk.write("a", "Cam sành")
    desk.find("cam")
    desk.write("a", "Cam sành", date="không rõ")
    assert desk.search("cam").total == 0


def test_files_that_cannot_be_read_are_counted_and_harm_nothing(desk, tmp_path):
    desk.write("a", "Cam sành")
    (tmp_path / "secret.md").write_text("---\ntitle: Cam mật\ndate: 2022-07-01\ncategory: Dân vận\n---\nx\n", "utf-8")
    news = desk.portal.config.content / "news"
    (news / "link.md").symlink_to(tmp_path / "secret.md")
    (news / "loop.md").symlink_to(news / "loop.md")
    (news / "bytes.md").write_bytes(b"\xff\xfe\x00cam")
    os.mkfifo(news / "pipe.md")
    found = desk.search("cam")
    assert [result.item.slug for result in found.results] == ["a"]
    assert any("4 tin còn lỗi" in notice for notice in found.notices)


def test_an_empty_content_folder_has_an_empty_index(desk):
    assert desk.search("cam").total == 0


def test_other_vocabularies_make_a_new_index(desk):
    desk.portal.config.vocabulary.mkdir()
    desk.write("a", "Cam sành")
    desk.find("cam")
    (desk.portal.config.vocabulary / "categories.yaml").write_text("[]", "utf-8")
    found = desk.search("cam")
    assert desk.read == ["a"]
    assert any("lập lại" in notice for notice in found.notices)


# Folders that may not be opened


class Bomb:
    """Unpickling it is noticed."""

    exploded = False

    def __reduce__(self):
        return (setattr, (Bomb, "exploded", True))


def test_a_folder_that_we_did_not_make_is_neither_opened_nor_changed(desk):
    desk.write("a", "Cam sành")
    desk.folder.mkdir(parents=True)
    (desk.folder / "_editors_1.toc").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(SiteError, match="không phải chỉ mục"):
        desk.search("cam")
    assert [path.name for path in desk.folder.iterdir()] == ["_editors_1.toc"]
    assert not Bomb.exploded


def test_an_index_copied_from_elsewhere_is_made_anew_and_not_opened(desk, tmp_path):
    other = Desk(tmp_path / "other")
    other.write("x", "Tin lạ")
    other.find("tin")
    desk.write("a", "Cam sành")
    shutil.copytree(other.folder, desk.folder)
    found = desk.search("tin lạ cam")
    assert [result.item.slug for result in found.results] == ["a"]
    assert any("chép từ nơi khác" in notice for notice in found.notices)


def test_a_file_put_into_our_index_is_removed_before_whoosh_sees_it(desk):
    desk.write("a", "Cam sành")
    desk.find("cam")
    (desk.folder / "_editors_99.toc").write_bytes(pickle.dumps(Bomb()))
    assert desk.find("cam") == {"a"}
    assert not (desk.folder / "_editors_99.toc").exists()
    assert not Bomb.exploded


@pytest.mark.parametrize("harm", ["cut", "gone", "mark", "changed"])
def test_a_damaged_index_is_made_anew_with_a_notice(desk, harm):
    desk.write("a", "Cam sành")
    desk.find("cam")
    segment = max(desk.folder.glob("*.seg"), key=lambda path: path.stat().st_size)
    content = segment.read_bytes()
    if harm == "cut":
        segment.write_bytes(content[:20])
    elif harm == "gone":
        segment.unlink()
    elif harm == "mark":
        (desk.folder / MARK).write_text('{"folder":', "utf-8")
    else:
        segment.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    found = desk.search("cam")
    assert [result.item.slug for result in found.results] == ["a"]
    assert any("hỏng" in notice for notice in found.notices)
    assert desk.search("cam").notices == ()


def test_a_run_that_was_killed_half_way_is_made_good(desk, monkeypatch):
    desk.write("a", "Cam sành")

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("plugins.search.editors.index.make_document", stop)
        with pytest.raises(KeyboardInterrupt):
            desk.search("cam")
    assert desk.find("cam") == {"a"}


def test_a_folder_that_cannot_be_made_is_told(desk):
    desk.folder.parent.parent.mkdir(exist_ok=True)
    desk.folder.parent.write_text("in the way", "utf-8")
    with pytest.raises(SiteError, match="chỉ mục"):
        desk.search("cam")


def test_a_link_in_the_place_of_the_index_is_not_followed(desk, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "keep.txt").write_text("giữ", "utf-8")
    desk.folder.parent.mkdir(parents=True)
    desk.folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SiteError):
        desk.search("cam")
    assert (tmp_path / "elsewhere" / "keep.txt").exists()


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


# On the command line


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        (["search", "dân", "vận", "--limit", "3"], ["search", "dân vận", "--limit", "3"]),
        (["search", "-l", "3", "dân vận"], ["search", "dân vận", "-l", "3"]),
        (["search", "--content=x", "dân"], ["search", "dân", "--content=x"]),
        (["search", ""], ["search", ""]),
        (["search", "--help"], ["search", "--help"]),
        (["build", "--jobs", "2"], ["build", "--jobs", "2"]),
    ],
)
def test_words_typed_without_quotes_are_one_query(typed, understood):
    assert tasks._join_query(typed) == understood
