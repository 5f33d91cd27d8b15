"""Deploying to storage with an S3 server on loopback: the order, the headers, what is sent and what is kept."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import threading

import pytest

from plugins.model import SiteError
from plugins.model.delivery import kind_of
from plugins.publishing.release import write_release
from plugins.publishing.targets import storage
from plugins.publishing.targets.rclone import find_rclone
from tests.publishing_readers import start_deploy
from tests.publishing_sample import MOMENT, Desk, s3_server, tree

A, B, C = "aaaaaaaa", "bbbbbbbb", "cccccccc"
KEYS = {"TYPE": "s3", "PROVIDER": "Rclone", "ACCESS_KEY_ID": "chia-khoa", "SECRET_ACCESS_KEY": "bi-mat-dai"}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr("plugins.publishing.targets.programs.PAUSES", (0,))
    monkeypatch.setattr("plugins.publishing.targets.storage.SETTLING", 0)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """Storage in a folder, the quick way."""
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    monkeypatch.setenv("RCLONE_CONFIG_KHO_TYPE", "alias")
    monkeypatch.setenv("RCLONE_CONFIG_KHO_REMOTE", str(tmp_path / "kho"))
    (tmp_path / "kho" / "trang").mkdir(parents=True)
    (tmp_path / "kho" / "ho-so").mkdir()
    return Desk(tmp_path, "rclone", remote="kho:trang", state="kho:ho-so")


@pytest.fixture
def s3(tmp_path, monkeypatch):
    """Storage on an S3 server."""
    for bucket in ("trang", "ho-so"):
        (tmp_path / "kho" / bucket).mkdir(parents=True)
    monkeypatch.setenv("RCLONE_CONFIG", str(tmp_path / "rclone.conf"))
    with s3_server(tmp_path / "kho", find_rclone()) as port:
        for key, value in (KEYS | {"ENDPOINT": f"http://127.0.0.1:{port}"}).items():
            monkeypatch.setenv(f"RCLONE_CONFIG_KHO_{key}", value)
        yield Desk(tmp_path, "rclone", remote="kho:trang", state="kho:ho-so")


def shown(desk: Desk) -> dict[str, bytes]:
    return tree(desk.folder / "kho" / "trang")


def sent(desk: Desk) -> dict[str, bytes]:
    """The build as storage gets it: without compressed copies."""
    return {path: content for path, content in tree(desk.output).items() if not path.endswith(".br")}


def test_a_deploy_tells_of_the_files_as_they_arrive(store, monkeypatch):
    monkeypatch.setattr(storage, "BATCH", 7)
    release = store.build(A)
    count = sum(not path.endswith(".br") for path in release.files)
    assert store.deploy_with_progress() == ("Gửi tệp", count, count)
    assert store.status()[0]


def test_s3_gets_what_changed_and_nothing_twice_and_goes_back(s3):
    s3.build(A)
    assert "40 tệp gửi" in s3.deploy()
    assert shown(s3) == sent(s3)
    first = sent(s3)
    assert "Không có gì thay đổi" in s3.deploy()
    s3.build(B, items=29)
    assert "xóa: 1 tệp" in s3.deploy(dry_run=True)
    s3.deploy()
    assert f"theme/portal.{A}.css" in shown(s3)
    assert "tin/2026/07/tin-29/index.html" not in shown(s3)
    assert s3.status()[0]
    s3.roll_back()
    assert {path: shown(s3)[path] for path in first} == first
    assert s3.status()[1].startswith("Đích «dich» đang chạy bản 20260701-0001")
    s3.deploy()
    assert {path: shown(s3)[path] for path in sent(s3)} == sent(s3)


def test_files_bear_the_headers_of_their_kind(s3, monkeypatch):
    """`rclone serve s3` gives them back while it runs."""
    s3.build(A)
    s3.deploy()
    told = subprocess.run(
        [find_rclone(), "lsjson", "-R", "-M", "--files-only", "kho:trang"], capture_output=True, check=True
    ).stdout
    metadata = {entry["Path"]: entry.get("Metadata", {}) for entry in json.loads(told)}
    page = metadata["tin/2026/07/tin-0/index.html"]
    assert page.get("content-type") == "text/html; charset=utf-8"
    assert page.get("cache-control") == kind_of("tin/x/index.html").cache


def test_wrong_keys_a_missing_bucket_and_a_server_that_is_off_are_told_without_the_secret(s3, monkeypatch):
    s3.build(A)
    with monkeypatch.context() as patch:
        patch.setenv("RCLONE_CONFIG_KHO_SECRET_ACCESS_KEY", "sai-bi-mat")
        with pytest.raises(SiteError, match="không nhận thông tin đăng nhập") as error:
            s3.deploy()
        assert "sai-bi-mat" not in str(error.value)
    s3.settings["PORTAL_TARGETS"]["dich"]["remote"] = "kho:nham"
    with pytest.raises(SiteError, match="không có nơi này"):
        s3.deploy()
    monkeypatch.setattr("plugins.publishing.targets.rclone.FLAGS", ("--low-level-retries=1", "--retries=1"))
    monkeypatch.setenv("RCLONE_CONFIG_KHO_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(SiteError, match="mất kết nối"):
        s3.status()


def test_files_arrive_before_those_that_name_them_and_deletes_come_last(store, monkeypatch):
    calls = []
    real = storage.rclone

    def spy(*arguments, feed=None, **options):
        if arguments[0] in {"copy", "delete"}:
            calls.append((arguments[0], arguments[2], (feed or b"").decode().split()))
        return real(*arguments, feed=feed, **options)

    store.build(A)
    store.deploy()
    monkeypatch.setattr(storage, "rclone", spy)
    store.build(B, items=29)
    store.deploy()
    ranks = [
        kind_of(path).rank for kind, place, paths in calls if kind == "copy" and place == "kho:trang" for path in paths
    ]
    assert ranks == sorted(ranks)
    assert {0, 1, 2} < set(ranks)
    assert calls[-1][0] == "delete"
    assert [kind for kind, _, _ in calls].count("delete") == 1


def test_nothing_is_deleted_when_a_file_could_not_be_sent(store, monkeypatch):
    store.build(A)
    store.deploy()
    real = storage.rclone

    def fail(*arguments, feed=None, **options):
        if arguments[0] == "copy" and b"index.html" in (feed or b"") and arguments[2] == "kho:trang":
            raise storage.TargetError("mất kết nối", transient=True)
        return real(*arguments, feed=feed, **options)

    store.build(B, items=29)
    with monkeypatch.context() as patch:
        patch.setattr(storage, "rclone", fail)
        with pytest.raises(SiteError, match="mất kết nối"):
            store.deploy()
    assert "tin/2026/07/tin-29/index.html" in shown(store)
    assert "Dở dang" in store.status()[1]
    assert "dở dang; làm tiếp" in store.deploy()
    assert "tin/2026/07/tin-29/index.html" not in shown(store)
    assert {path: shown(store)[path] for path in sent(store)} == sent(store)


def test_a_deploy_broken_off_and_followed_by_another_build_leaves_no_stray_file(store, monkeypatch):
    store.build(A)
    store.deploy()
    store.build(B, items=32)
    real = storage.rclone
    for moment in (1, 2, 4):  # while the backup is made, and while files are sent
        copies = iter(range(1, moment + 1))

        def rclone(*arguments, copies=copies, moment=moment, **options):
            if arguments[0] == "copy" and next(copies) == moment:
                threading.Timer(0.05, os.killpg, (0, signal.SIGKILL)).start()
            return real(*arguments, **options)

        with monkeypatch.context() as patch:
            patch.setattr(storage, "rclone", rclone)
            start_deploy(store).join(60)
        (store.folder / "kho/ho-so/lock.json").unlink(missing_ok=True)
    store.build(C, items=31)
    store.deploy()
    files = shown(store)
    assert {path: files[path] for path in sent(store)} == sent(store)
    stray = {path for path in files.keys() - sent(store).keys() if kind_of(path).rank}
    assert all(path.endswith(".partial") for path in stray)  # rclone's own, in storage where files grow


def test_what_was_changed_by_hand_is_told_and_what_is_lost_is_sent_again(store):
    store.build(A)
    store.deploy()
    site = store.folder / "kho" / "trang"
    (site / "sitemap.xml").unlink()
    (site / "la.html").write_text("lạ", "utf-8")
    same_size = (site / "index.html").read_bytes().replace(b"aaaa", b"xxxx")
    (site / "index.html").write_bytes(same_size)
    well, told = store.status()
    assert not well
    assert all(f"! {name}" in told for name in ("sitemap.xml", "la.html", "index.html"))
    assert "1 tệp gửi" in store.deploy()
    assert (site / "sitemap.xml").exists()


def test_a_place_that_others_filled_is_not_taken_over_unless_told(store):
    (store.folder / "kho/trang/index.html").write_text("của người khác", "utf-8")
    store.build(A)
    with pytest.raises(SiteError, match=r"không do cổng triển khai.*--ghi-de"):
        store.deploy()
    store.deploy(overwrite=True)
    assert A.encode() in shown(store)["index.html"]


def test_two_at_once_are_refused_and_a_stale_lock_is_taken_over(store):
    store.build(A)
    with store.chosen.target.locked(print), pytest.raises(SiteError, match=r"Một lần triển khai khác .*@"):
        store.deploy()
    lock = store.folder / "kho/ho-so/lock.json"
    assert not lock.exists()
    old = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    lock.write_text(json.dumps({"owner": "x", "who": "ai@máy-cũ", "moment": old.isoformat()}))
    assert "Tiếp quản khóa bỏ lại của ai@máy-cũ (im lặng 60 phút)" in store.deploy()
    late = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    lock.write_text(json.dumps({"owner": "x", "who": "ai@máy-cũ", "moment": late.isoformat()}))
    with pytest.raises(SiteError, match="xem lại đồng hồ"):
        store.deploy()


def test_a_rollback_without_its_backup_touches_nothing(store):
    store.build(A)
    store.deploy()
    store.build(B)
    store.deploy()
    before = shown(store)
    (backup,) = (store.folder / "kho/ho-so/backup").glob("*/index.html")
    backup.write_text("hỏng")
    with pytest.raises(SiteError, match="trang không đổi"):
        store.roll_back()
    assert shown(store) == before


def test_flags_from_outside_do_not_change_what_a_deploy_does(store, monkeypatch):
    monkeypatch.setenv("RCLONE_DRY_RUN", "true")
    monkeypatch.setenv("RCLONE_EXCLUDE", "*.html")
    store.build(A)
    store.deploy()
    assert shown(store) == sent(store)


def test_an_item_more_sends_just_what_it_changed(store):
    store.build(A)
    store.deploy()
    (store.output / "sitemap.xml").write_text("<urlset>mới</urlset>", "utf-8")
    (store.output / "tin/2026/07/moi").mkdir()
    (store.output / "tin/2026/07/moi/index.html").write_text("mới", "utf-8")
    write_release(store.output, version="v1", items=31, url="http://127.0.0.1", moment=MOMENT.replace(month=8))
    assert "2 tệp gửi" in store.deploy()


def test_a_damaged_state_is_told(store):
    store.build(A)
    store.deploy()
    (store.folder / "kho/ho-so/state.json").write_text("{")
    with pytest.raises(SiteError, match="bị hỏng"):
        store.deploy()
    assert shown(store) == sent(store)
