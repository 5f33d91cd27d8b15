"""`new` that asks: answers are checked at once, what an item can do without is skipped, nothing is left behind."""

from __future__ import annotations

import datetime as dt
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from plugins.desk.answers import AnswerError, Answers, read_address, read_day, read_title
from plugins.desk.asking import Conversation, summarise
from plugins.desk.new import new_item
from plugins.model import SiteError
from tests.desk_sample import make_portal

ROOT = Path(__file__).parents[1]


@pytest.fixture
def portal(tmp_path):
    return make_portal(tmp_path)


class Editor:
    """Gives answers in their order and keeps what was asked and said."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.told: list[str] = []

    def ask(self, prompt: str) -> str:
        self.told.append(prompt)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def hold(self, portal, known=None):
        answers = Conversation(portal, self.ask, self.told.append).hold(known or Answers())
        assert self.answers == []
        return answers

    @property
    def text(self) -> str:
        return "\n".join(self.told)


def written(portal, answers):
    """The item that the answers make, read again."""
    path = new_item(answers.title, portal.config, answers.category.name, answers.values())
    result = portal.read_item(path)
    assert not [fault for fault in result.faults if fault.is_error]
    return result.item, yaml.safe_load(path.read_text("utf-8").split("---")[1])


# The conversation


def test_everything_that_was_said_stands_in_the_draft(portal):
    editor = Editor(
        "Sơ kết: công tác «dân vận»",
        "2",
        "1/7/2024",
        "Tây Ninh",
        "",
        "Dương Văn Út",
        "Nguyễn Lạ",
        'Trưởng ban "mới"',
        "",
        "Việt Hằng, Kim Phượng",
        "Báo Điện Biên Phủ",
        "https://example.vn/bai",
        "",
    )
    item, head = written(portal, editor.hold(portal))
    assert item.title == "Sơ kết: công tác «dân vận»"
    assert item.category == "thong-bao"
    assert item.event_date == dt.date(2024, 7, 1)
    assert item.regions == ("tay-ninh",)
    assert [(chair.name, chair.position) for chair in item.chairs] == [
        ("Dương Văn Út", "Bí thư Huyện ủy"),
        ("Nguyễn Lạ", 'Trưởng ban "mới"'),
    ]
    assert item.authors == ("Việt Hằng", "Kim Phượng")
    assert (item.source.name, item.source.url) == ("Báo Điện Biên Phủ", "https://example.vn/bai")
    assert item.status == "draft"
    assert head["chairs"][0] == "Dương Văn Út"  # the register says what he was that day
    assert "thứ Hai, 01/07/2024" in editor.text
    assert "Dương Văn Út: Bí thư Huyện ủy (vào ngày 01/07/2024)" in editor.text


def test_enter_skips_what_an_item_can_do_without(portal):
    editor = Editor("Một hai", "1", "", "", "", "", "", "")
    item, head = written(portal, editor.hold(portal))
    assert (item.event_date, item.regions, item.chairs, item.authors, item.source) == (None, (), (), (), None)
    assert set(head) == {"title", "date", "category", "status"}


def test_a_headline_and_a_section_cannot_be_skipped(portal):
    editor = Editor("", "  ", "…", "Một hai", "", "9", "Dân vận", "", "", "", "", "", "")
    assert editor.hold(portal).category.id == "dan-van"
    assert editor.text.count("tin phải có tiêu đề") == 3
    assert "không có chuyên mục số 9 (chọn từ 1 đến 2)" in editor.text


def test_the_position_is_that_of_the_day_of_the_event(portal):
    editor = Editor("Một", "1", "2022-06-30", "", "Dương Văn Út", "", "", "", "")
    assert editor.hold(portal).chairs[0].position == "Phó Bí thư Huyện ủy"


def test_a_misspelt_region_is_offered_by_number_and_one_that_had_gone_is_refused(portal):
    editor = Editor("Một", "1", "2022-06-30", "Tay Nin", "2", "", "", "", "", "")
    assert editor.hold(portal).regions == ("Tây Ninh",)
    assert "1. Long An" in editor.text
    editor = Editor("Một", "1", "2026-01-02", "Long An", "", "Tây Ninh", "", "", "", "", "")
    assert editor.hold(portal).regions == ("Tây Ninh",)


def test_a_better_name_may_be_typed_where_a_number_is_asked_for(portal):
    editor = Editor("Một", "1", "2022-06-30", "Tay Nin", "Long An", "", "", "", "", "")
    assert editor.hold(portal).regions == ("Long An",)


def test_someone_like_one_of_the_register_is_offered_and_may_be_kept_apart(portal):
    editor = Editor("Một", "1", "2022-06-30", "", "Dương văn Út", "1", "", "", "", "")
    assert editor.hold(portal).chairs[0][:3] == ("Dương Văn Út", "Dương Văn Út", "Phó Bí thư Huyện ủy")
    editor = Editor("Một", "1", "", "", "Dương văn Út", "", "Chủ tịch xã", "", "", "", "")
    answers = editor.hold(portal)
    assert answers.values()["chairs"] == '[{"name": "Dương văn Út", "position": "Chủ tịch xã"}]'


def test_of_namesakes_one_is_chosen(portal):
    editor = Editor("Một", "1", "", "", "Nguyễn Văn An", "", "", "", "", "")
    assert editor.hold(portal).chairs == ()
    assert "1. nguyen-van-an\n" in editor.text


def test_of_namesakes_like_someone_unknown_one_is_chosen_and_what_was_said_before_is_kept(portal, monkeypatch):
    monkeypatch.setattr(portal.officials, "look_alikes", lambda name: ("Nguyễn Văn An",))
    editor = Editor("Một", "1", "", "", "Nguyễn văn An", "1", "duong-van-ut", "", "", "", "")
    assert [chair.written for chair in editor.hold(portal).chairs] == ["Dương Văn Út"]
    assert "1. nguyen-van-an\n" in editor.text


def test_what_was_given_is_not_asked_for(portal):
    known = Answers(title="Một", category=portal.categories["dan-van"], event_date=dt.date(2022, 6, 30))
    editor = Editor("", "", "", "", "")
    assert editor.hold(portal, known).title == "Một"
    assert "Tiêu đề: " not in editor.told
    assert "Chuyên mục:" not in editor.told


def test_the_same_region_and_official_count_once(portal):
    editor = Editor("Một", "1", "", "Tây Ninh", "Tây Ninh", "", "Dương Văn Út", "D.V. Út", "", "", "", "")
    answers = editor.hold(portal)
    assert answers.regions == ("Tây Ninh",)
    assert [chair.written for chair in answers.chairs] == ["Dương Văn Út"]


def test_what_will_be_written_is_shown_and_may_be_refused(portal):
    editor = Editor("Một", "1", "", "", "", "", "", "ừ", "k")
    assert editor.hold(portal) is None
    assert "  Ngày diễn ra: (để trống)" in editor.told
    assert [label for label, _ in summarise(Answers())] == [
        "Tiêu đề", "Chuyên mục", "Ngày diễn ra", "Địa phương", "Chủ trì", "Tác giả", "Nguồn",
    ]  # fmt: skip


def test_letters_that_cannot_be_read_are_asked_for_again(portal):
    editor = Editor("a\udcff", "Một\0", "Một", "1", "", "", "", "", "", "")
    assert editor.hold(portal).title == "Một"
    assert "không đọc được" in editor.text


def test_decomposed_letters_are_composed(portal):
    editor = Editor("Ho\u0302\u0323i nghi\u0323", "1", "", "", "", "", "", "")
    assert editor.hold(portal).title == "Hội nghị"


# Answers by themselves


@pytest.mark.parametrize(
    "text", ["31/4/2026", "2026-02-30", "30/6", "hôm qua", "30/6/26", "0001-01-01", "1/1/9999", "٣/٤/٢٠٢٦"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(AnswerError):
        read_day(text, day_first=True)


def test_a_day_is_spoken_day_first_only_where_the_editor_sees_how_it_is_understood():
    assert read_day("3/4/2026", day_first=True) == dt.date(2026, 4, 3)
    with pytest.raises(AnswerError, match="năm-tháng-ngày"):
        read_day("3/4/2026")


@pytest.mark.parametrize(
    "text", ["example.vn", "javascript:alert(1)", "https://", "http://[", "ftp://example.vn/x", "https://a b.vn/"]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(AnswerError):
        read_address(text)


def test_a_headline_that_is_too_long_is_refused():
    with pytest.raises(AnswerError, match="301"):
        read_title("x" * 301)


# The task, with and without a terminal


def command(site, *arguments):
    return [sys.executable, str(ROOT / "tasks.py"), "new", *arguments, "--content", str(site.content)]


def drafts(site):
    return sorted(path.relative_to(site.content).as_posix() for path in (site.content / "news").rglob("*"))


def run(site, *arguments):
    return subprocess.run(
        command(site, *arguments), stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_without_a_terminal_nothing_is_asked(site):
    result = run(site, "Hội nghị", "sơ kết")
    assert (result.returncode, result.stderr) == (0, "")
    text = Path(result.stdout.strip()).read_text("utf-8")
    assert 'title: "Hội nghị sơ kết"' in text
    assert 'category: "Thời sự"' in text


def test_options_are_checked_and_written_without_a_terminal(site):
    given = ["--category", "2", "--event-date", "2022-06-30", "--region", "Bến Lức, Long An", "--region", "Sài Gòn"]
    result = run(site, "Hội nghị", *given, "--chair", "Mùa A Sơn")
    head = yaml.safe_load(Path(result.stdout.strip()).read_text("utf-8").split("---")[1])
    assert head["region"] == ["Bến Lức, Long An", "TP. Hồ Chí Minh"]
    assert (head["category"], head["chairs"]) == ("Dân vận", ["Mùa A Sơn"])
    assert head["event_date"] == dt.date(2022, 6, 30)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Hãy cho biết tiêu đề"),
        (["Một", "--region", "Tây Nin"], "--region: không có địa phương nào tên «Tây Nin» (có phải «Tây Ninh»"),
        (["Một", "--event-date", "30/6/2022"], "--event-date: «30/6/2022» không phải ngày (ghi năm-tháng-ngày"),
        (["Một", "--category", "Dân vạn"], "--category: không có chuyên mục «Dân vạn» (có phải «Dân vận»"),
        (["Một", "--chair", "khong-co-ma-nay"], "--chair: không có mã"),
        (["..."], "Tiêu đề: tin phải có tiêu đề (ghi ít nhất một chữ"),
    ],
)
def test_what_cannot_stand_is_told_and_nothing_is_written(site, arguments, told):
    result = run(site, *arguments)
    assert result.returncode == 1
    assert told in result.stderr
    assert drafts(site) == []


class Terminal:
    """A task in a terminal of its own."""

    def __init__(self, arguments: list[str]) -> None:
        self._said = b""
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs the tests may ignore it
            os.chdir(ROOT)
            os.execv(arguments[0], arguments)

    @property
    def text(self) -> str:
        return self._said.decode("utf-8", "ignore")

    def expect(self, text: str, within: float = 60) -> None:
        """Read until the text has been said since the last answer."""
        ends = time.monotonic() + within
        while text not in self.text:
            assert time.monotonic() < ends, self.text
            if select.select([self._descriptor], [], [], 0.2)[0]:
                try:
                    self._said += os.read(self._descriptor, 4096)
                except OSError:
                    assert text in self.text, self.text
                    return

    def answer(self, text: str) -> None:
        self._said = b""
        os.write(self._descriptor, text.encode() + b"\n")

    def settle(self) -> None:
        """Read until nothing more is said: a signal that comes between the question and the reading may be lost."""
        while select.select([self._descriptor], [], [], 0.5)[0]:
            self._said += os.read(self._descriptor, 4096)

    def end(self) -> int:
        """The status, once all that is still said has been read."""
        while True:
            if not select.select([self._descriptor], [], [], 60)[0]:
                os.kill(self.pid, signal.SIGKILL)
            try:
                part = os.read(self._descriptor, 4096)
            except OSError:
                break
            if not part:
                break
            self._said += part
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_in_a_terminal_it_asks_and_prints_the_path_last(site):
    terminal = Terminal(command(site))
    for prompt, answer in [
        ("Tiêu đề: ", "Hội nghị sơ kết"),
        ("hoặc gõ tên: ", "dan van"),
        ("1. Dân vận", "1"),
        ("Ngày diễn ra", "30/6/2022"),
        ("Địa phương", "Ben Luc, Long An"),
        ("Chọn số", "1"),
        ("Thêm địa phương", ""),
        ("Người chủ trì", ""),
        ("Tác giả", ""),
        ("Nguồn", ""),
        ("Ghi bản nháp?", ""),
    ]:
        terminal.expect(prompt)
        terminal.answer(answer)
    assert terminal.end() == 0, terminal.text
    path = Path(terminal.text.split("\r\n")[-2])
    head = yaml.safe_load(path.read_text("utf-8").split("---")[1])
    assert (head["title"], head["category"], head["region"]) == ("Hội nghị sơ kết", "Dân vận", "Bến Lức, Long An")


@pytest.mark.parametrize("way", ["interrupt", "end of input"])
def test_stopping_half_way_leaves_nothing_behind(site, way):
    terminal = Terminal(command(site, "Một hai"))
    terminal.expect("hoặc gõ tên: ")
    terminal.answer("1")
    terminal.expect("Ngày diễn ra")
    terminal.settle()
    if way == "interrupt":
        os.kill(terminal.pid, signal.SIGINT)
    else:
        os.write(terminal._descriptor, b"\x04")
    assert terminal.end() == 130
    assert "chưa ghi gì" in terminal.text
    assert drafts(site) == []


def test_in_a_terminal_nothing_is_asked_when_all_is_given(site):
    given = ["--category", "1", "--event-date", "2022-06-30", "--region", "Điện Biên", "--chair", "Mùa A Sơn"]
    terminal = Terminal(command(site, "Hội nghị", *given))
    assert terminal.end() == 0, terminal.text
    assert len([name for name in drafts(site) if name.endswith(".md")]) == 1


def test_no_draft_is_written_behind_a_link(portal, tmp_path):
    (tmp_path / "ben-ngoai").mkdir()
    news = portal.config.content / "news"
    if news.exists():
        news.rename(tmp_path / "cu")
    news.symlink_to(tmp_path / "ben-ngoai")
    with pytest.raises(SiteError, match="liên kết tượng trưng"):
        new_item("Hội nghị", portal.config, "Dân vận")
    assert not any((tmp_path / "ben-ngoai").iterdir())
