"""Deploying to a branch of a git repository."""

from __future__ import annotations

import subprocess

import pytest

from plugins.model import SiteError
from plugins.publishing.plan import make_plan
from plugins.publishing.release import read_release
from tests.publishing_sample import Desk, tree

A, B, C = "aaaaaaaa", "bbbbbbbb", "cccccccc"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr("plugins.publishing.targets.branch.HOME", tmp_path / "cache")
    monkeypatch.setattr("plugins.publishing.targets.programs.PAUSES", ())
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "repo.git")], check=True)
    return Desk(tmp_path, "git", repository=f"file://{tmp_path}/repo.git", branch="trang")


def git(desk: Desk, *arguments: str) -> str:
    command = ["git", "-C", str(desk.folder / "repo.git"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def shown(desk: Desk, branch: str = "trang") -> dict[str, bytes]:
    files = git(desk, "ls-tree", "-r", "--name-only", branch).split()
    return {path: git(desk, "show", f"{branch}:{path}").encode() for path in files}


def sent(desk: Desk) -> dict[str, bytes]:
    return {path: content for path, content in tree(desk.output).items() if not path.endswith(".br")}


def test_a_branch_shows_the_build_with_nojekyll_and_without_history(desk):
    desk.build(A)
    assert "40 tệp gửi" in desk.deploy()
    assert shown(desk) == sent(desk) | {".nojekyll": b""}
    assert "Không có gì thay đổi" in desk.deploy()
    desk.build(B, items=29)
    desk.deploy()
    assert shown(desk).keys() - sent(desk).keys() == {
        ".nojekyll", f"theme/portal.{A}.css", f"search/facets.{A}.json"
    }  # fmt: skip
    assert git(desk, "rev-list", "--count", "trang").strip() == "1"
    assert desk.status()[0]


def test_history_and_a_host_name_are_kept_when_wanted(desk):
    desk.settings["PORTAL_TARGETS"]["dich"] |= {"history": True, "cname": "tin.example.vn"}
    for version in (A, B):
        desk.build(version)
        desk.deploy()
    assert git(desk, "rev-list", "--count", "trang").strip() == "2"
    assert shown(desk)["CNAME"] == b"tin.example.vn\n"


def test_a_rollback_shows_the_release_before_and_only_that(desk):
    for version in (A, B):
        desk.build(version)
        desk.deploy()
    desk.roll_back()
    assert A.encode() in shown(desk)["index.html"]
    with pytest.raises(SiteError, match="không giữ bản nào trước"):
        desk.roll_back()
    desk.deploy()
    assert B.encode() in shown(desk)["index.html"]


def test_another_machine_without_the_clone_goes_on_where_the_first_left(desk, monkeypatch):
    desk.build(A)
    desk.deploy()
    monkeypatch.setattr("plugins.publishing.targets.branch.HOME", desk.folder / "other")
    (desk.output / "index.html").write_text("mới", "utf-8")
    desk.build(B)
    desk.deploy()
    assert f"theme/portal.{A}.css" in shown(desk)
    desk.roll_back()
    assert A.encode() in shown(desk)["index.html"]


def test_a_branch_of_others_or_changed_by_hand_is_not_overwritten_unless_told(desk):
    subprocess.run(["git", "init", "-q", "-b", "trang", str(desk.folder / "work")], check=True)
    author = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    commit = ["git", "-C", str(desk.folder / "work"), *author, "commit", "-q", "--allow-empty", "-m", "x"]
    subprocess.run(commit, check=True)
    push = ["git", "-C", str(desk.folder / "work"), "push", "-q", "-f", str(desk.folder / "repo.git"), "trang"]
    subprocess.run(push, check=True)
    desk.build(A)
    with pytest.raises(SiteError, match=r"không do cổng triển khai.*--ghi-de"):
        desk.deploy()
    desk.deploy(overwrite=True)
    subprocess.run(push, check=True)
    desk.build(B)
    with pytest.raises(SiteError, match=r"không do cổng đẩy lên.*--ghi-de"):
        desk.deploy()
    assert not desk.status()[0]
    desk.deploy(overwrite=True)
    assert B.encode() in shown(desk)["index.html"]


def test_of_two_deploys_at_once_the_later_is_refused(desk):
    desk.build(A)
    desk.deploy()
    late = desk.chosen.target
    live = late.read()
    desk.build(B)
    desk.deploy()
    release = desk.build(C)
    with pytest.raises(SiteError, match="một lần triển khai khác vừa ghi"):
        late.send(desk.output, make_plan(read_release(desk.output), live.record, ()), live, print)
    assert release.id
    assert B.encode() in shown(desk)["index.html"]


def test_a_repository_that_is_not_there_is_told(desk):
    desk.settings["PORTAL_TARGETS"]["dich"]["repository"] = f"file://{desk.folder}/none.git"
    desk.build(A)
    with pytest.raises(SiteError, match="không có nơi này"):
        desk.deploy()
