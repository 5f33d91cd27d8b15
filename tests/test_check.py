"""The check as a whole: levels, formats, what is kept, faults between files, hooks."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import random
import re
import subprocess
import threading
import time
from pathlib import Path

import pytest
import yaml

from plugins.desk.check import check_content
from plugins.desk.desk import open_desk
from plugins.desk.digests import Digest
from plugins.desk.formats import format_faults, format_report, locate
from plugins.desk.keeping import DigestStore, mark_of
from plugins.desk.levels import Levels, read_levels
from plugins.desk.rules.copies import ALIKE, find_copies
from plugins.desk.rules.links import find_links
from plugins.desk.rules.rule import Circumstances, Example
from plugins.desk.sources import _speaks_of
from plugins.model import Fault, SiteError
from plugins.reader.codes import CODES
from tests.desk_sample import ITEM, make_portal, write_example
from tests.stand_ins import ZONE

ROOT = Path(__file__).parents[1]
HEAD = "title: {}\ndate: {}\ncategory: Dân vận"
LONG = (
    "Hội nghị đánh giá việc thực hiện nhiệm vụ sáu tháng đầu năm. Các xã báo cáo số mô hình đang hoạt động, nêu chỗ "
    "khó và đề nghị huyện giúp tháo gỡ. Huyện ghi nhận, giao việc cho từng ban và hẹn ngày kiểm tra lại kết quả."
)


@pytest.fixture
def portal(tmp_path):
    portal = make_portal(tmp_path)
    portal.codes = CODES
    return portal


def put(portal, name: str, body: str, title: str = "Một tin", date: str = "2022-07-01") -> Path:
    path = portal.config.content / "news/2022/07" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(ITEM.format(head=HEAD.format(title, date), body=body), "utf-8")
    return path


def codes(outcome) -> list[str]:
    return [fault.code for fault in outcome.faults]


# Levels


def test_a_code_that_is_off_is_not_told_and_one_that_is_an_error_begins_with_e(portal):
    put(portal, "a.md", "Câu  một .")
    levels = read_levels({"W-SPACES": "off", "W-SPACE-BEFORE": "error"}, ["W-SPACES", "W-SPACE-BEFORE"])
    outcome = check_content(portal, levels=levels)
    assert codes(outcome) == ["E-SPACE-BEFORE"]
    assert outcome.faults[0].is_error
    assert outcome.mendable == set(outcome.faults)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"W-SPACE": "off"}, "W-SPACES"),
        ({"W-SPACES": "tắt"}, "off, warning hoặc error"),
        ({"E-DATE": "off"}, "luôn là lỗi"),
        ({3: "off"}, "mã lạ"),
        (["W-SPACES"], "phải có dạng"),
    ],
)
def test_a_setting_that_means_nothing_is_refused_with_what_was_meant(setting, told):
    with pytest.raises(SiteError, match=re.escape(told)):
        read_levels(setting, ["W-SPACES", "E-DATE"])


def test_codes_of_the_reader_can_be_turned_off_for_the_check(portal, tmp_path):
    write_example(portal, Example(head="chairs: [Lê Văn Thử]"))
    assert codes(open_desk(portal, {}, tmp_path / "c", "").check()) == ["W-CHAIR"]
    assert codes(open_desk(portal, {"PORTAL_CHECKS": {"W-CHAIR": "off"}}, tmp_path / "c", "").check()) == []


def test_the_setting_of_the_tone_mark_is_one_of_two(portal, tmp_path):
    with pytest.raises(SiteError, match="PORTAL_TONE_PLACEMENT"):
        open_desk(portal, {"PORTAL_TONE_PLACEMENT": "mới"}, tmp_path, "")
    put(portal, "a.md", "Công tác hòa giải và thuỷ lợi, quý một, khoẻ, Toà án.")
    found = check_content(portal, tone="hoà").faults
    assert [fault.message for fault in found] == ["dấu thanh của «hòa» đặt khác"]
    assert len(check_content(portal, tone="hòa").faults) == 3
    assert check_content(portal).faults == ()


# Terms


@pytest.mark.parametrize(
    "text", ["- [", "a: b", "- {term: 3}", "- {term: A, slip: b}", "- {term: A, capitals: có}", "- ''"]
)
def test_a_list_of_terms_that_cannot_be_read_is_a_fault_of_the_vocabulary(portal, text):
    (portal.config.vocabulary / "terms.yaml").write_text(text, "utf-8")
    with pytest.raises(SiteError) as error:
        check_content(portal)
    assert error.value.faults[0].path == "vocabulary/terms.yaml"


def test_without_a_list_of_terms_none_are_looked_for(portal):
    (portal.config.vocabulary / "terms.yaml").unlink()
    put(portal, "a.md", "Thực hiệu quả.")
    assert check_content(portal).faults == ()


# Formats

FAULTS = [
    Fault("news/a.md", 3, "E-DATE", "sai: 50%, a,b", "sửa\nngay"),
    Fault("pages/b.md", 1, "W-SPACES", "thừa"),
]


def test_github_reads_an_annotation_a_line_with_its_file_and_nothing_unescaped(portal, monkeypatch):
    monkeypatch.chdir(portal.config.content.parent)
    lines = format_report("github", FAULTS, place=locate(portal.config)).split("\n")
    assert lines == [
        "::error file=content/news/a.md,line=3,title=E-DATE::sai: 50%25, a,b (sửa%0Angay)",
        "::warning file=content/pages/b.md,line=1,title=W-SPACES::thừa",
    ]


def test_json_tells_all_that_the_lines_tell(portal):
    report = json.loads(format_report("json", FAULTS, [FAULTS[1]], FAULTS[1:], locate(portal.config)))
    assert (report["errors"], report["warnings"]) == (1, 1)
    assert report["faults"][0] == {
        "path": "news/a.md",
        "file": str(portal.config.content / "news/a.md"),
        "line": 3,
        "code": "E-DATE",
        "level": "error",
        "message": "sai: 50%, a,b",
        "hint": "sửa\nngay",
        "mendable": False,
    }
    assert report["faults"][1]["mendable"]
    assert report["mended"][0]["code"] == "W-SPACES"


def test_no_faults_are_an_empty_report_for_programs():
    assert format_report("github", []) == ""
    assert json.loads(format_report("json", []))["faults"] == []
    assert format_report("text", []) == "Không có lỗi nào."


def test_text_tells_what_was_mended_and_what_could_be():
    lines = format_report("text", FAULTS[:1], FAULTS[:1], FAULTS[1:]).split("\n")
    assert lines[0] == "pages/b.md:1: đã sửa W-SPACES thừa"
    assert lines[1] == "Đã sửa 1 chỗ trong 1 tệp."
    assert lines[-1] == "1 lỗi, 0 cảnh báo. Tự sửa được 1 chỗ: python3 tasks.py check --fix"
    assert format_faults(FAULTS).endswith("1 lỗi, 1 cảnh báo.")


def test_pages_outside_the_content_folder_are_located_where_they_are(portal, tmp_path):
    config = dataclasses.replace(portal.config, pages=tmp_path / "site/pages", vocabulary=tmp_path / "site/vocabulary")
    assert locate(config)("pages/b.md").endswith("site/pages/b.md")
    assert locate(config)("vocabulary/terms.yaml").endswith("site/vocabulary/terms.yaml")


# What is kept


def test_an_unchanged_file_is_not_read_again_and_a_changed_one_is(portal, tmp_path):
    store = DigestStore(tmp_path / "cache/digests", "salt")
    path = put(portal, "a.md", "Câu  một.")
    put(portal, "b.md", "Câu hai.", "Tin hai")
    first = check_content(portal, store=store)
    read: list[Path] = []
    reader = portal.read_item
    portal.read_item = lambda path: (read.append(path), reader(path))[1]
    assert check_content(portal, store=store) == first
    assert read == []
    path.write_text(path.read_text("utf-8").replace("  ", " "), "utf-8")
    assert check_content(portal, store=store).faults == ()
    assert read == [path]
    path.unlink()
    assert check_content(portal, store=store).faults == ()
    assert len(DigestStore(tmp_path / "cache/digests", "salt").load()) == 1


def test_a_picture_that_goes_or_changes_makes_its_item_be_read_again(portal, tmp_path):
    store = DigestStore(tmp_path / "digests", "salt")
    put(portal, "a.md", '![Đại biểu giơ tay](images/hoi-nghi.jpg "Biểu quyết.")')
    assert codes(check_content(portal, store=store)) == []
    (portal.config.content / "images/hoi-nghi.jpg").unlink()
    assert codes(check_content(portal, store=store)) == ["E-PICTURE"]
    (portal.config.content / "images/hoi-nghi.jpg").write_bytes(b"y")
    assert codes(check_content(portal, store=store)) == []


@pytest.mark.parametrize("content", [b"", b"\x80", b"\xc1" * 50, b"{}", b"not msgpack at all"])
def test_a_store_that_is_damaged_is_filled_anew(portal, tmp_path, content):
    put(portal, "a.md", "Câu  một.")
    file = tmp_path / "digests"
    file.write_bytes(content)
    store = DigestStore(file, "salt")
    assert codes(check_content(portal, store=store)) == ["W-SPACES"]
    assert len(store.load()) == 1


def test_a_store_of_other_code_or_settings_is_not_used(portal, tmp_path):
    put(portal, "a.md", "Câu  một.")
    check_content(portal, store=DigestStore(tmp_path / "digests", "one"))
    assert DigestStore(tmp_path / "digests", "two").load() == {}


def test_a_store_that_cannot_be_written_does_not_matter(portal, tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    put(portal, "a.md", "Câu  một.")
    assert codes(check_content(portal, store=DigestStore(tmp_path / "file/digests", "salt"))) == ["W-SPACES"]


# Between files


def test_a_given_file_is_held_against_all_the_others_but_tells_only_of_itself(portal):
    put(portal, "a.md", LONG, "Tin một", "2022-06-30")
    path = put(portal, "b.md", LONG.replace("Huyện", "Tỉnh"), "Tin hai")
    put(portal, "c.md", "Câu  hai.", "Tin ba")
    assert codes(check_content(portal, [path])) == ["W-COPY"]
    assert codes(check_content(portal)) == ["W-COPY", "W-SPACES"]


def test_an_address_that_another_file_has_is_told_of_either(portal):
    first, second = put(portal, "a.md", "Một.", "Tin"), put(portal, "b.md", "Hai.", "TIN")
    for path in (first, second):
        assert codes(check_content(portal, [path])) == ["E-DUPLICATE"]


@pytest.mark.parametrize(
    ("change", "alike"),
    [
        (lambda words: words, True),
        (lambda words: [word if place % 25 else "khác" for place, word in enumerate(words)], True),
        (lambda words: words[: len(words) * 2 // 3], True),
        (lambda words: [word if place % 3 else "khác" for place, word in enumerate(words)], False),
        (lambda words: words[: len(words) // 3], False),
    ],
)
def test_texts_are_copies_when_they_share_most_runs_of_words(portal, change, alike):
    words = [f"tiếng{number * 7919 % 1000}" for number in range(400)]
    put(portal, "a.md", " ".join(words), "Tin một", "2022-06-30")
    put(portal, "b.md", " ".join(change(words)), "Tin hai")
    assert ("W-COPY" in codes(check_content(portal))) == alike
    assert 0 < ALIKE < 1


@pytest.mark.parametrize("kind", ["all alike", "all different", "all with boilerplate"])
def test_rules_about_many_files_do_not_grow_with_the_square_of_them(kind):
    count, seed = 1_500, random.Random(3)
    start = dt.datetime(2022, 1, 1, tzinfo=ZONE)
    common = tuple(range(64))
    digests = []
    for number in range(count):
        own = tuple(sorted(seed.sample(range(100, 1 << 32), 64)))
        sketch = {"all alike": common, "all different": own}.get(kind, (*common[:20], *own[:44]))
        moment = start + dt.timedelta(hours=number)
        digests.append(
            Digest(
                f"news/{number}.md",
                (),
                (),
                address=f"/tin/2022/01/tin-{number}/",
                title=f"Tin {number}",
                moments=(("date", moment, 3),),
                links=((f"/tin/2022/01/tin-{number + count}/", 9),),
                sketch=sketch,
            )
        )
    circumstances = Circumstances(start, frozenset(), lambda region: ())
    started = time.process_time()
    assert len(list(find_copies(digests, circumstances))) == (count - 1 if kind == "all alike" else 0)
    assert time.process_time() - started < 10
    started = time.process_time()
    assert len(list(find_links(digests, circumstances))) == count
    assert time.process_time() - started < 10


def test_links_lead_to_what_there_is(portal):
    put(portal, "a.md", "## Kết quả\n\nTheo Nghị quyết số 15/NQ-CP.", "Tin một", "2022-06-30")
    (portal.config.content / "pages/lien-he.md").write_text("---\ntitle: Liên hệ\n---\nX.\n", "utf-8")
    draft = put(portal, "n.md", "Nháp.", "Tin nháp")
    draft.write_text(draft.read_text("utf-8").replace("category:", "status: draft\ncategory:"), "utf-8")
    month = "/tin/2022/06"
    good = [
        f"{month}/tin-mot/",
        f"{month}/tin-mot/#muc-ket-qua",
        "/lien-he/",
        "/",
        "/luu-tru/2022/",
        "/luu-tru/2022/06/",
    ]
    good += ["/chuyen-muc/dan-van/", "/chuyen-muc/", "/tim-kiem/?q=a", "/feeds/all.atom.xml", "/lich/", "/van-ban/"]
    good += ["/van-ban/15-nq-cp/", "/lich/2022/06/", "/tac-gia/viet-hang/", "/en/"]
    bad = [f"{month}/tin-hai/", f"{month}/tin-mot/#muc-khac", "/lien-hee/", "/chuyen-muc/dan-van-x/", "/luu-tru/2019/"]
    bad += ["/van-ban/16-nq-cp/", "/lich/2019/06/", "/en/tin/2022/06/tin-mot/"]
    bad += ["/dia-phuong/long-an/", "/tin/2022/07/tin-nhap/", f"{month}/tin-mot"]
    for number, link in enumerate([*good, *bad]):
        put(portal, "b.md", f"Xem `[x](/tin/khong-co/)` và [đây]({link}).", f"Tin {number}")
        assert ("W-LINK" in codes(check_content(portal))) == (link in bad), link


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("status: review", "chờ duyệt"),
        ("withdrawn: {date: 2022-07-05, reason: Lý do.}", "đã gỡ bỏ"),
        ("unpublish_at: 2022-07-09", "hết thời hạn đăng"),
        ("publish_at: 2030-01-01", "chưa đến giờ đăng"),
        ("unpublish_at: 2030-01-01", ""),
    ],
)
def test_a_link_to_an_item_that_readers_do_not_see_says_how_it_stands(portal, front, told):
    hidden = put(portal, "n.md", "Câu.", "Tin kia")
    hidden.write_text(hidden.read_text("utf-8").replace("category:", f"{front}\ncategory:"), "utf-8")
    put(portal, "b.md", "Xem [đây](/tin/2022/07/tin-kia/).", "Tin này")
    faults = [fault for fault in check_content(portal).faults if fault.code == "W-LINK"]
    assert [told in fault.message for fault in faults] == ([True] if told else [])
    is_over = told in ("đã gỡ bỏ", "hết thời hạn đăng")
    assert all(("đăng tin ấy trước" in fault.hint) != is_over for fault in faults)


def test_a_withdrawal_dated_in_the_future_is_told(portal):
    path = put(portal, "a.md", "Câu.")
    text = path.read_text("utf-8").replace("category:", "withdrawn: {date: 2062-07-05, reason: Lý do.}\ncategory:")
    path.write_text(text, "utf-8")
    assert codes(check_content(portal)) == ["W-FUTURE"]


def test_a_draft_without_a_date_is_held_against_no_rule_that_asks_for_one(portal):
    path = put(portal, "a.md", "Chiều 30/6, Ban Dân vận tổ chức hội nghị.")
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("date:")]
    path.write_text("\n".join([lines[0], "status: draft", *lines[1:]]) + "\n", "utf-8")
    assert codes(check_content(portal)) == ["W-REQUIRED"]


def test_an_item_with_a_publication_in_the_future_is_told_unless_it_waits(portal):
    path = put(portal, "a.md", "Câu.", date="2027-01-01")
    assert codes(check_content(portal)) == ["W-FUTURE"]
    path.write_text(path.read_text("utf-8").replace("category:", "publish_at: 2027-01-02\ncategory:"), "utf-8")
    assert codes(check_content(portal)) == []


def test_a_file_that_the_reader_refuses_is_still_held_against_the_rules(portal):
    put(portal, "a.md", "Câu  một.", date="03/04/2026")
    assert codes(check_content(portal)) == ["E-DATE", "W-SPACES"]


def test_one_kind_of_fault_does_not_bury_the_others(portal):
    put(portal, "a.md", "\n\n".join(f"Câu  {number}." for number in range(50)) + "\n\nLượt xem: 3")
    assert codes(check_content(portal)).count("W-SPACES") == 20
    assert "W-LEFTOVER" in codes(check_content(portal))


def test_a_path_is_understood_as_faults_print_it_and_through_a_link_to_its_folder(portal, tmp_path):
    path = put(portal, "a.md", "Câu  một.")
    name = path.relative_to(portal.config.content)
    (tmp_path / "link").symlink_to(portal.config.content)
    for given in (name, name.parent, name.parent / "../07/a.md", tmp_path / "link" / name, tmp_path / "link"):
        assert codes(check_content(portal, [given])) == ["W-SPACES"], given
    (missing,) = check_content(portal, [name.with_name("b.md")]).faults
    assert (missing.path, missing.code) == (str(name.with_name("b.md")), "E-READ")


# Tasks, hooks, documentation


def run(*arguments: str, content: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / ".venv/bin/python"), str(ROOT / "tasks.py"), "check", "--content", str(content), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ | environment, check=False)


def test_the_task_prints_mends_and_ends_with_1_on_errors(tmp_path):
    news = tmp_path / "c/news/2022/07"
    news.mkdir(parents=True)
    path = news / "a.md"
    path.write_text(ITEM.format(head=HEAD.format(".Tin  một", "2022-07-01"), body="Câu  một."), "utf-8")
    first = run("--format", "json", content=tmp_path / "c")
    report = json.loads(first.stdout)
    assert first.returncode == 0
    assert {fault["code"] for fault in report["faults"]} >= {"W-TITLE-DOT", "W-SPACES"}
    second = run("--fix", "news/2022/07/a.md", content=tmp_path / "c")  # as faults print it
    assert "đã sửa W-TITLE-DOT" in second.stdout
    assert path.read_text("utf-8") == ITEM.format(head=HEAD.format("Tin một", "2022-07-01"), body="Câu một.")
    path.write_text("không có đầu", "utf-8")
    third = run(str(path), "--format", "github", content=tmp_path / "c")
    assert third.returncode == 1
    assert third.stdout.startswith(f"::error file={path},line=1,title=E-HEADER::")
    fourth = run("--format", "xml", content=tmp_path / "c")
    assert fourth.returncode == 1
    assert "text, json, github" in fourth.stderr


def test_the_sample_site_bears_no_fault(tmp_path):
    result = run(content=ROOT / "content", SOURCE_DATE_EPOCH="1795132800")
    assert result.stdout == "Không có lỗi nào.\n"


def test_the_hooks_check_what_is_committed():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    pattern = re.compile(hook["files"])
    assert hook["entry"] == "python3 tasks.py check"
    assert pattern.search("content/news/2022/07/a.md")
    assert not pattern.search("docs/faults.md")
    assert "check --format github" in (ROOT / ".github/workflows/test.yml").read_text("utf-8")


def test_the_plain_hook_of_the_documentation_checks_the_staged_files_alone(tmp_path):
    text = (ROOT / "docs/checking.md").read_text("utf-8")
    script = re.search(r"```sh\n(#!/bin/sh\n.*?)```", text, re.DOTALL)[1]
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.vn"]
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, check=True)
    hook = tmp_path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(script, "utf-8")
    hook.chmod(0o755)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python3").write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$OUT"\nexit "$STATUS"\n', "utf-8")
    (tools / "python3").chmod(0o755)
    for name in ("content/news/một tin.md", "content/news/b.md", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", "utf-8")
    subprocess.run([*git, "add", "content/news/một tin.md", "README.md"], cwd=tmp_path, check=True)
    for status in ("1", "0"):
        environment = os.environ | {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "OUT": str(tmp_path / "out"),
            "STATUS": status,
        }
        done = subprocess.run([*git, "commit", "-qm", "x"], cwd=tmp_path, env=environment, check=False)
        assert (done.returncode == 0) == (status == "0")
        assert (tmp_path / "out").read_text("utf-8").split("\n")[:-1] == [
            "tasks.py",
            "check",
            "content/news/một tin.md",
        ]
    # What is staged is not what lies there: nothing is committed, nor checked in its stead.
    (tmp_path / "out").unlink()
    (tmp_path / "content/news/b.md").write_text("y", "utf-8")
    subprocess.run([*git, "add", "content/news/b.md"], cwd=tmp_path, check=True)
    (tmp_path / "content/news/b.md").write_text("z", "utf-8")
    done = subprocess.run([*git, "commit", "-qm", "x"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode
    assert "git add" in done.stderr
    assert not (tmp_path / "out").exists()


def test_every_setting_of_the_check_is_documented():
    text = (ROOT / "docs/checking.md").read_text("utf-8")
    for word in ("PORTAL_CHECKS", "PORTAL_TONE_PLACEMENT", "--fix", "--format json", "--format github", "terms.yaml"):
        assert word in text, word
    assert Levels() == Levels(frozenset(), frozenset())


@pytest.mark.parametrize("look", [mark_of, lambda path: _speaks_of(path, "tin")])
def test_a_named_pipe_among_the_news_holds_nothing_up(tmp_path, look):
    os.mkfifo(tmp_path / "pipe.md")
    looking = threading.Thread(target=look, args=(tmp_path / "pipe.md",), daemon=True)
    looking.start()
    looking.join(timeout=5)
    assert not looking.is_alive()


def test_what_the_reader_refuses_for_its_size_is_not_read_for_a_mark(tmp_path):
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(10**12)
    assert mark_of(tmp_path / "huge.md") == ""
