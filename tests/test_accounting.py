"""Every file of the content is published, held or refused, and the report of a build says which and why."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from plugins.build.accounting import REASONS, STATES
from plugins.build.settings import PROJECT
from plugins.model import STANDING_NAMES, SiteError
from tests.conftest import SiteFolder

HELD = {
    "nhap": {"status": "draft"},
    "duyet": {"status": "review"},
    "cho": {"publish_at": "2030-01-01T08:00:00+07:00"},
    "het": {"unpublish_at": "2023-01-01T08:00:00+07:00"},
    "go": {"withdrawn": {"date": "2022-08-01", "reason": "Tin chưa được xác nhận."}},
}


def draw(site, name):
    path = site.content / "images" / name
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (400, 300), "navy").save(path)


def cover(name):
    return {"src": f"images/{name}", "alt": "Ảnh", "caption": "Ảnh"}


def report_file(site) -> Path:
    (file,) = (site.content.parent / "cache").glob("*/build-report.json")
    return file


def report(site):
    told = json.loads(report_file(site).read_text("utf-8"))
    assert told["published"] + told["held"] + told["refused"] == told["found"] == len(told["files"])
    counted = Counter(file["state"] for file in told["files"])
    assert {state: told[state] for state in STATES} == {state: counted[state] for state in STATES}
    assert {state: sum(told["reasons"][state].values()) for state in STATES} == {s: counted[s] for s in STATES}
    return told


def states(site):
    """What the report says of each file: state and reason, by path."""
    return {file["path"]: (file["state"], file["reason"]) for file in report(site)["files"]}


def fail(site, **options):
    with pytest.raises(SiteError) as caught:
        site.build(**options)
    return caught.value


def own_vocabulary(site):
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary")


def test_items_are_published_or_held_as_they_stand(site):
    site.write("tin")
    for name, front in HELD.items():
        site.write(name, **front)
    site.write("tin.en", title="News", category=None)
    site.build()
    found = states(site)
    standings = ("draft", "review", "embargoed", "expired", "withdrawn")
    assert found["news/2022/07/tin.md"] == found["news/2022/07/tin.en.md"] == ("published", "shown")
    assert [found[f"news/2022/07/{name}.md"] for name in HELD] == [("held", standing) for standing in standings]
    assert found["pages/gioi-thieu.md"] == ("published", "shown")
    kinds = {file["path"]: file["kind"] for file in report(site)["files"]}
    assert kinds["news/2022/07/tin.en.md"] == "translation"
    assert kinds["news/2022/07/tin.md"] == "item"
    assert kinds["pages/gioi-thieu.md"] == "page"


def test_a_picture_is_published_with_what_shows_it_and_held_with_what_is_held(site):
    for name in ("chung", "giu", "thua", "trang"):
        draw(site, f"{name}.png")
    site.write("tin", cover=cover("chung.png"))
    site.write("nhap", status="draft", cover=cover("giu.png"), body='![Ảnh](images/chung.png "Ảnh")')
    (site.content / "pages/gioi-thieu.md").write_text('---\ntitle: A\n---\n\n![Ảnh](images/trang.png "Ảnh")\n', "utf-8")
    site.build()
    found = states(site)
    assert found["images/chung.png"] == found["images/trang.png"] == ("published", "shown")
    assert found["images/giu.png"] == ("held", "held-with-items")
    assert found["images/thua.png"] == ("held", "unused")


def test_what_nothing_reads_is_told_too(site):
    site.write("tin")
    own_vocabulary(site)
    content = site.content
    for name in ("news/2022/07/bai.docx", "lac.md", "pages/ghi-chu.txt", ".DS_Store", "images/.an.png", "news/a.MD"):
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_bytes(b"x")
    (content / ".git").mkdir()
    (content / ".git/config").write_text("x")
    (content / ".noi-khac").symlink_to(content / "pages")
    site.build()
    found = states(site)
    assert found["news/2022/07/bai.docx"] == found["pages/ghi-chu.txt"] == found["news/a.MD"] == ("held", "unread")
    assert found["lac.md"] == ("held", "misplaced")
    assert found[".DS_Store"] == found["images/.an.png"] == found[".git"] == ("held", "hidden")
    assert found[".noi-khac"] == ("held", "hidden")
    assert found["vocabulary/regions.json"] == found["vocabulary/abbreviations.yaml"] == ("published", "in-use")
    assert found["vocabulary/README.md"] == ("held", "unread")
    assert not any(path.startswith((".noi-khac/", ".git/")) for path in found)


def test_a_link_to_a_folder_is_refused_and_not_entered(site):
    site.write("tin")
    (site.content / "news/noi-khac").symlink_to(site.content / "pages")
    (fault,) = fail(site).faults
    assert (fault.path, fault.code) == ("news/noi-khac", "E-READ")
    found = states(site)
    assert found["news/noi-khac"] == ("refused", "E-READ")
    assert not any(path.startswith("news/noi-khac/") for path in found)


def test_pages_and_vocabularies_of_the_project_are_accounted_for_where_the_content_has_none(site):
    shutil.rmtree(site.content / "pages")
    site.write("tin")
    site.build()
    found = states(site)
    assert found["vocabulary/categories.yaml"] == ("published", "in-use")
    assert found["pages/gioi-thieu.md"] == ("published", "shown")


def test_a_name_that_is_no_text_is_told_with_its_bytes(site):
    site.write("tin")
    (site.content / os.fsdecode(b"la-\xff.bin")).write_bytes(b"x")
    site.build()
    assert states(site)[r"la-\xff.bin"] == ("held", "unread")
    (site.content / os.fsdecode("news/tin-đ".encode() + b"\xff.md")).write_bytes(b"x")
    (fault,) = fail(site).faults
    assert str(fault).startswith(r"news/tin-đ\xff.md:1: E-READ tên tệp không phải UTF-8")
    assert states(site)[r"news/tin-đ\xff.md"] == ("refused", "E-READ")


def test_a_build_that_fails_tells_which_files_were_refused_and_for_what(site):
    site.write("tin")
    site.build()
    before = site.tree()
    (site.content / "images").mkdir()
    (site.content / "images/hong.png").write_bytes(b"khong phai anh")
    draw(site, "lanh.png")
    site.write("sai", region="Nơi không có", cover=cover("lanh.png"))
    site.write("anh-hong", cover=cover("hong.png"))
    site.write("sai.en", title="Wrong", category=None)
    site.write("trung-1", slug="trung")
    site.write("trung-2", slug="trung")
    error = fail(site)
    told, found = report(site), states(site)
    assert found["news/2022/07/tin.md"] == found["news/2022/07/trung-1.md"] == ("published", "shown")
    assert found["news/2022/07/sai.md"] == ("refused", "E-REGION")
    assert found["news/2022/07/sai.en.md"] == ("held", "original-refused")
    assert found["news/2022/07/anh-hong.md"] == found["images/hong.png"] == ("refused", "E-PICTURE-BROKEN")
    assert found["news/2022/07/trung-2.md"] == ("refused", "E-DUPLICATE")
    assert found["images/lanh.png"] == ("held", "refused-with-items")
    assert not told["built"]
    assert told["failure"] == str(error)
    refused = next(file for file in told["files"] if file["path"] == "news/2022/07/sai.md")
    assert [(fault["line"], fault["code"]) for fault in refused["faults"]] == [(5, "E-REGION")]
    assert refused["faults"][0]["message"]
    assert refused["faults"][0]["hint"]
    assert site.tree() == before


def test_a_fault_of_the_vocabularies_refuses_their_file_and_nothing_else_is_said_to_be_published(site):
    site.write("tin")
    own_vocabulary(site)
    site.build()
    (site.content / "vocabulary/officials.yaml").write_text("- {id: a}\n")
    fail(site)
    found = states(site)
    assert found["vocabulary/officials.yaml"] == ("refused", "E-VOCAB-MISSING")
    assert {state for path, state in found.items() if path != "vocabulary/officials.yaml"} == {("held", "not-reached")}
    assert "news/2022/07/tin.md" in found
    shutil.copy(PROJECT / "content/vocabulary/officials.yaml", site.content / "vocabulary")
    site.build()
    assert states(site)["news/2022/07/tin.md"] == ("published", "shown")
    assert report(site)["built"]


def test_a_build_that_fails_for_no_file_s_fault_says_so(site):
    site.write("tin")
    site.output.write_text("một tệp đứng chỗ của thư mục")
    error = fail(site)
    told = report(site)
    assert (told["refused"], told["built"], told["failure"]) == (0, False, str(error))


def test_the_report_is_the_same_whatever_the_way_to_it(site, tmp_path):
    draw(site, "a.png")
    site.write("a", cover=cover("a.png"))
    site.write("b", status="draft")
    site.build()
    site.write("c")
    (site.content / "news/2022/07/a.md").unlink()
    site.build()
    grown = report_file(site).read_bytes()
    for jobs in (1, 2):
        site.build(clean=True, jobs=jobs)
        assert report_file(site).read_bytes() == grown
    assert states(site)["images/a.png"] == ("held", "unused")


def test_a_build_without_changes_leaves_the_report_alone_and_still_counts(site):
    site.write("tin")
    first = site.build()
    before = report_file(site).stat()
    again = site.build()
    after = report_file(site).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert again.accounts == first.accounts
    assert again.accounts.found == report(site)["found"]


def test_a_stray_file_changes_the_report_and_nothing_of_the_site(site):
    site.write("tin")
    site.build()
    before = site.tree()
    (site.content / "news/2022/07/bai.docx").write_bytes(b"x")
    assert site.build().written == 0
    assert states(site)["news/2022/07/bai.docx"] == ("held", "unread")
    (site.content / "news/2022/07/bai.docx").unlink()
    site.build()
    assert "news/2022/07/bai.docx" not in states(site)
    assert site.tree() == before


def test_time_alone_changes_the_report_with_the_site(site, monkeypatch):
    site.write("cho", publish_at="2026-12-01T08:00:00+07:00")
    site.build()
    assert states(site)["news/2022/07/cho.md"] == ("held", "embargoed")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")
    site.build()
    assert states(site)["news/2022/07/cho.md"] == ("published", "shown")


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_text("{")])
@pytest.mark.parametrize("name", ["build-report.json", "accounted.json"])
def test_a_report_that_was_lost_comes_back(site, damage, name):
    site.write("tin")
    site.build()
    whole = report_file(site).read_bytes()
    damage(report_file(site).with_name(name))
    site.build()
    assert report_file(site).read_bytes() == whole


def test_a_report_that_cannot_be_written_fails_no_build(site):
    site.write("tin")
    site.build()
    file = report_file(site)
    file.unlink()
    file.mkdir()
    site.write("tin-hai")
    assert site.build().items == 2


def test_nothing_of_the_report_is_in_the_output_and_the_log_says_where_it_is(site):
    site.write("bi-mat", status="draft")
    told = site.build()
    assert not [name for name in site.tree() if "report" in name]
    assert not any(b"bi-mat" in content for content in site.tree().values())
    assert told.account.endswith(f"từng tệp: {report_file(site)}")


def test_under_serve_there_is_no_report(site):
    site.write("tin", status="draft")
    told = site.build(drafts=True)
    assert told.accounts is None
    assert not list((site.content.parent / "cache").glob("*/build-report.json"))


def test_the_build_task_tells_the_sums_and_fails_with_exit_status_one(site, tmp_path):
    site.write("tin")
    site.write("nhap", status="draft")
    command = [sys.executable, str(PROJECT / "tasks.py"), "build", "--content", str(site.content)]
    command += ["--output", str(tmp_path / "out")]

    def run():
        return subprocess.run(command, capture_output=True, text=True)

    good = run()
    assert good.returncode == 0, good.stderr
    line = next(line for line in good.stderr.splitlines() if line.startswith("Tệp nguồn: "))
    assert "1 nháp" in line
    assert "+ 0 bị từ chối" in line
    site.write("sai", region="Nơi không có")
    bad = run()
    assert bad.returncode == 1
    assert "+ 1 bị từ chối (1 E-REGION)" in bad.stderr
    file = Path(bad.stderr.split("từng tệp: ")[1].splitlines()[0])
    assert json.loads(file.read_text("utf-8"))["refused"] == 1
    shutil.rmtree(file.parent)


def test_every_reason_has_its_words():
    from plugins.build import accounting

    source = Path(accounting.__file__).read_text("utf-8")
    assert all(source.count(f'"{reason}"') > 1 for reason in REASONS)
    assert not REASONS.keys() & STANDING_NAMES.keys()


# What any folder may hold: (path, whether a file of this kind stops the build)
GOOD = '---\ntitle: "Tin {n}"\ndate: 2022-07-01T08:00:00+07:00\ncategory: Dân vận\n{more}---\n\nNội dung {n}.\n'
MAKERS = {
    "good": lambda n: (f"news/2022/07/tin-{n}.md", GOOD.format(n=n, more="")),
    "draft": lambda n: (f"news/2022/07/nhap-{n}.md", GOOD.format(n=n, more="status: draft\n")),
    "embargoed": lambda n: (f"news/2022/08/cho-{n}.md", GOOD.format(n=n, more="publish_at: 2030-01-01\n")),
    "shows": lambda n: (f"news/2022/07/anh-{n}.md", GOOD.format(n=n, more="cover: {src: images/dung.png, alt: A}\n")),
    "translated": lambda n: ("news/2022/07/tin-0.en.md", '---\ntitle: "News"\ndate: 2022-07-02\n---\n\nText.\n'),
    "page": lambda n: (f"pages/trang-{n}.md", f"---\ntitle: Trang {n}\n---\n\nTrang.\n"),
    "yaml": lambda n: (f"news/2022/07/yaml-{n}.md", "---\ntitle: [\n---\n\nx\n"),
    "nul": lambda n: (f"news/2022/07/nul-{n}.md", GOOD.format(n="\0", more="")),
    "zone": lambda n: (f"news/2022/07/mui-gio-{n}.md", GOOD.format(n=n, more="updated: 2022-07-02T08:00:00+99:00\n")),
    "broken-page": lambda n: (f"pages/hong-{n}.md", "không có phần đầu"),
    "twin": lambda n: (f"news/2022/07/doi-{n}.md", GOOD.format(n=n, more="slug: doi\n")),
    "gone": lambda n: (f"news/2022/07/mat-{n}.md", GOOD.format(n=n, more="cover: {src: images/mat.png, alt: A}\n")),
    "word": lambda n: (f"news/2022/07/bai-{n}.docx", "PK"),
    "stray": lambda n: (f"lac-{n}.md", "lạc"),
    "hidden": lambda n: (f"news/.an-{n}", "x"),
    "picture": lambda n: (f"images/thua-{n}.png", "x"),
    "register": lambda n: (f"vocabulary-cu/{n}.yaml", "x"),
}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(MAKERS)), st.integers(0, 3)), max_size=12, unique=True))
def test_whatever_the_content_holds_each_file_stands_once_and_the_build_fails_exactly_if_one_is_refused(
    tmp_path_factory, drawn
):
    folder = tmp_path_factory.mktemp("accounts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("plugins.build.CACHE", folder / "cache")
        site = SiteFolder(folder)
        draw(site, "dung.png")
        for kind, number in drawn:
            name, text = MAKERS[kind](number)
            (site.content / name).parent.mkdir(parents=True, exist_ok=True)
            (site.content / name).write_text(text, "utf-8")
        try:
            site.build()
            failed = False
        except SiteError:
            failed = True
        told = report(site)
    listed = [file["path"] for file in told["files"]]
    here = {path.relative_to(site.content).as_posix() for path in site.content.rglob("*") if path.is_file()}
    assert len(listed) == len(set(listed))
    assert here == {path for path in listed if not path.startswith("vocabulary/")}
    assert failed == bool(told["refused"]) == (not told["built"])
    assert all(("faults" in file) == (file["state"] == "refused") for file in told["files"])
