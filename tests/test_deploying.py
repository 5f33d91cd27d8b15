"""Deploying to release folders, on this machine and over SSH: what readers get, and what is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from plugins.model import SiteError
from plugins.publishing.plan import make_plan
from plugins.publishing.release import read_release, release_path, write_release
from tests.publishing_readers import kill_deploys, shown
from tests.publishing_sample import MOMENT, Desk, ssh_server, tree

A, B, C, D = "aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr("plugins.publishing.targets.programs.PAUSES", (0, 0, 0))


@pytest.fixture(scope="module")
def ssh_keys(tmp_path_factory):
    with ssh_server(tmp_path_factory.mktemp("ssh") / "server") as keys:
        yield keys


@pytest.fixture(params=["folder", "ssh"])
def desk(request, tmp_path):
    keys = request.getfixturevalue("ssh_keys") if request.param == "ssh" else {}
    return Desk(tmp_path, request.param, path=str(tmp_path / "www"), **keys)


@pytest.fixture
def local(tmp_path):
    return Desk(tmp_path, "folder", path=str(tmp_path / "www"))


def test_a_deploy_shows_the_build_and_a_second_one_sends_nothing(desk):
    desk.build(A)
    assert "thêm: 41 tệp" in desk.deploy(dry_run=True)
    assert not (desk.folder / "www" / "current").exists()
    assert "41 tệp gửi" in desk.deploy()
    assert shown(desk) == tree(desk.output)
    assert "Không có gì thay đổi" in desk.deploy()
    well, told = desk.status()
    assert well
    assert "giống bản đang chạy" in told


def test_a_deploy_tells_of_each_file_as_it_arrives(desk):
    desk.build(A)
    desk.deploy()
    desk.build(B)
    changed = len(make_plan(read_release(desk.output), desk.chosen.target.read().record, ()).sent)
    assert desk.deploy_with_progress() == ("Gửi tệp", changed, changed)


def test_a_rollback_tells_of_files_that_were_changed_by_hand_in_all_releases_at_once(desk):
    desk.build(A)
    desk.deploy()
    desk.build(B)
    desk.deploy()
    with (desk.folder / "www/current/gioi-thieu/index.html").open("a") as file:
        file.write("sửa tay")
    told = desk.roll_back()
    assert "Lưu ý: 1 tệp" in told
    assert "gioi-thieu/index.html" in told
    assert "đã quay lui" in told


def test_only_what_changed_is_sent_and_the_rest_are_links(desk):
    desk.build(A)
    desk.deploy()
    before = (desk.folder / "www/current/gioi-thieu/index.html").stat()
    desk.build(A)
    (desk.output / "index.html").write_text("mới", "utf-8")
    write_release(desk.output, version="v1", items=30, url="http://127.0.0.1")
    assert "1 tệp gửi" in desk.deploy()
    after = (desk.folder / "www/current/gioi-thieu/index.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_assets_of_the_release_before_stay_for_open_pages_and_its_pages_go(desk):
    desk.build(A)
    desk.deploy()
    desk.build(B, items=29)
    desk.deploy()
    files = shown(desk)
    assert f"theme/portal.{A}.css" in files
    assert f"search/facets.{A}.json" in files
    assert "tin/2026/07/tin-29/index.html" not in files
    assert {path: files[path] for path in tree(desk.output)} == tree(desk.output)
    assert desk.status()[0]


def test_assets_go_when_no_kept_release_has_them_any_more(local):
    local.settings["PORTAL_TARGETS"]["dich"]["keep"] = 2
    for version in (A, B, C):
        local.build(version)
        local.deploy()
    assert f"theme/portal.{B}.css" in shown(local)
    assert f"theme/portal.{A}.css" not in shown(local)
    assert len(list((local.folder / "www/releases").iterdir())) == 2


def test_a_rollback_shows_the_release_before_within_two_seconds_and_again_the_one_before_that(desk):
    for version in (A, B, C):
        desk.build(version)
        desk.deploy()
    bare = time.perf_counter()
    desk.chosen.target.read()
    started = time.perf_counter()
    desk.roll_back()
    # A busy machine needs longer for everything: a rollback is a few steps, each like a look at the target.
    assert time.perf_counter() - started < max(2, 6 * (started - bare))
    assert B in shown(desk)["index.html"].decode()
    desk.roll_back()
    assert A in shown(desk)["index.html"].decode()
    with pytest.raises(SiteError, match="không giữ bản nào trước"):
        desk.roll_back()
    desk.deploy()
    assert C in shown(desk)["index.html"].decode()
    desk.roll_back()
    assert A in shown(desk)["index.html"].decode()


def test_a_build_that_is_missing_or_of_another_version_is_refused(local):
    with pytest.raises(SiteError, match="Chưa có bản dựng"):
        local.deploy()
    local.build(A)
    with pytest.raises(SiteError, match="phiên bản khác"):
        local.deploy(version="v2")
    release_path(local.output).unlink()
    with pytest.raises(SiteError, match="chưa qua các cửa"):
        local.deploy()
    assert not (local.folder / "www" / "current").exists()


def test_an_empty_shrunken_or_much_deleting_build_is_refused_unless_told(local):
    local.build(A)
    local.deploy()
    before = shown(local)
    local.build(B, items=0)
    with pytest.raises(SiteError, match=r"không có tin nào.*--chap-nhan-xoa"):
        local.deploy()
    local.build(B, items=10)
    with pytest.raises(SiteError, match="chỉ còn 10 tin"):
        local.deploy()
    assert shown(local) == before
    local.deploy(shrink=True)
    assert "tin/2026/07/tin-29/index.html" not in shown(local)


def test_deleting_more_than_the_share_is_refused_even_where_items_stay(local):
    local.settings["PORTAL_TARGETS"]["dich"]["max_deleted"] = 0.01
    local.build(A)
    local.deploy()
    for number in range(2):
        shutil.rmtree(local.output / f"tin/2026/07/tin-{number}")
    write_release(local.output, version="v1", items=30, url="http://127.0.0.1", moment=MOMENT.replace(month=8))
    with pytest.raises(SiteError, match="sẽ xóa 2 trong 40 tệp"):
        local.deploy()


def test_a_build_older_than_the_live_release_is_refused_unless_told(local):
    local.minutes = 10
    local.build(B)
    local.deploy()
    local.minutes = 0
    local.build(A)
    with pytest.raises(SiteError, match=r"mới hơn bản dựng này.*--ghi-de"):
        local.deploy()
    local.deploy(overwrite=True)
    assert A in shown(local)["index.html"].decode()


def test_a_build_from_the_future_tells_of_the_clock(local):
    local.minutes = 60 * 24 * 365 * 30
    local.build(A)
    with pytest.raises(SiteError, match="đồng hồ"):
        local.deploy()


def test_two_deploys_at_once_are_refused_with_owner_and_age_and_a_stale_lock_is_taken_over(desk):
    desk.build(A)
    chosen = desk.chosen.target
    with chosen.locked(print), pytest.raises(SiteError, match=r"Một lần triển khai khác .*@.* đang giữ đích"):
        desk.deploy()
    lock = desk.folder / "www" / "lock"
    assert not lock.exists()
    lock.mkdir()
    (lock / "owner").write_text("abc biên-tập@máy-cũ")
    os.utime(lock, (time.time() - 3600,) * 2)
    assert "Tiếp quản khóa bỏ lại của biên-tập@máy-cũ" in desk.deploy()
    assert not lock.exists()


def test_a_deploy_whose_lock_was_taken_over_changes_nothing(local):
    local.build(A)
    target = local.chosen.target
    with target.locked(print):
        (local.folder / "www/lock/owner").write_text("khác ai@đâu")
        live = target.read()
        with pytest.raises(SiteError, match="tiếp quản"):
            target.send(local.output, make_plan(read_release(local.output), None, ()), live, print)
    assert not (local.folder / "www" / "current").exists()
    assert (local.folder / "www" / "lock").exists()


def test_a_target_changed_by_hand_is_told_and_mended_when_told_so(desk):
    desk.build(A)
    desk.deploy()
    live = (desk.folder / "www" / "current").resolve()
    (live / "index.html").write_text("sửa tay", "utf-8")
    (live / "la.html").write_text("lạ", "utf-8")
    (live / "sitemap.xml").unlink()
    well, told = desk.status()
    assert not well
    assert "3 tệp ở đích không đúng" in told
    for name in ("index.html", "la.html", "sitemap.xml"):
        assert f"! {name}" in told
    desk.deploy(overwrite=True)
    assert shown(desk) == tree(desk.output)
    assert desk.status()[0]


def test_a_damaged_record_on_the_target_is_told_and_no_deploy_guesses(local):
    local.build(A)
    local.deploy()
    (record,) = (local.folder / "www/passports").iterdir()
    record.write_bytes(b"hong")
    local.build(B)
    with pytest.raises(SiteError, match=r"bị hỏng.*--ghi-de"):
        local.deploy()
    assert not local.status()[0]
    local.deploy(overwrite=True)
    assert B in shown(local)["index.html"].decode()


def test_something_else_called_current_is_never_replaced(local):
    (local.folder / "www" / "current").mkdir(parents=True)
    local.build(A)
    with pytest.raises(SiteError, match="không phải liên kết"):
        local.deploy()


def test_a_wrong_key_an_unknown_host_and_a_server_that_is_off_are_told(tmp_path, ssh_keys):
    for change, message in (
        ({"key": ssh_keys["key"].replace("client", "other")}, "không nhận thông tin đăng nhập"),
        ({"known_hosts": "/dev/null"}, "chưa được xác nhận"),
        ({"port": 1}, "mất kết nối"),
    ):
        desk = Desk(tmp_path, "ssh", **{**ssh_keys, "path": str(tmp_path / "www"), **change})
        desk.build(A)
        with pytest.raises(SiteError, match=message):
            desk.deploy()
        with pytest.raises(SiteError, match=message):
            desk.status()


def fake_rsync(folder: Path, script: str) -> str:
    """A PATH on which rsync is a script; `$real` is the true one."""
    real = shutil.which("rsync")
    (folder / "bin").mkdir(exist_ok=True)
    program = folder / "bin" / "rsync"
    program.write_text(f"#!/bin/sh\nreal={real}\n{script}\n")
    program.chmod(0o755)
    return f"{folder}/bin:{os.environ['PATH']}"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("write failed: No space left on device (28)", "đích hết chỗ"),
        ("mkstemp failed: Read-only file system (30)", "không được phép ghi"),
        ("mkstemp failed: Permission denied (13)", "không được phép ghi"),
    ],
)
def test_a_full_or_read_only_target_leaves_the_live_site_as_it_was(local, monkeypatch, words, message):
    local.build(A)
    local.deploy()
    before = shown(local)
    local.build(B)
    with monkeypatch.context() as patch:
        patch.setenv("PATH", fake_rsync(local.folder, f'$real "$@"; echo "rsync: {words}" >&2; exit 11'))
        with pytest.raises(SiteError, match=message):
            local.deploy()
    assert shown(local) == before
    local.deploy()
    assert B in shown(local)["index.html"].decode()


def test_a_connection_that_drops_is_tried_again(local, monkeypatch):
    local.build(A)
    tried = local.folder / "tried"
    drop = f'[ -f {tried} ] || {{ touch {tried}; echo "connection unexpectedly closed" >&2; exit 12; }}'
    monkeypatch.setenv("PATH", fake_rsync(local.folder, f'{drop}\nexec $real "$@"'))
    assert "thử lại" in local.deploy()
    assert shown(local) == tree(local.output)


def test_a_truly_full_disk_is_told_and_the_site_stays(tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk here")
    try:
        desk = Desk(tmp_path, "folder", path=str(place / "www"))
        desk.build(A)
        desk.deploy()
        (desk.output / "images").mkdir()
        (desk.output / "images" / "to.png").write_bytes(os.urandom(600_000))
        write_release(desk.output, version="v1", items=30, url="http://127.0.0.1")
        with pytest.raises(SiteError, match="hết chỗ"):
            desk.deploy()
        assert A in (place / "www/current/index.html").read_text()
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        with pytest.raises(SiteError, match="không được phép ghi"):
            desk.deploy()
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("kind", ["folder", "ssh"])
def test_a_deploy_killed_at_any_moment_leaves_a_whole_site_and_the_next_completes_it(request, tmp_path, kind):
    keys = {"path": str(tmp_path / "www"), **(request.getfixturevalue("ssh_keys") if kind == "ssh" else {})}
    kill_deploys(Desk(tmp_path, kind, **keys), 5)
