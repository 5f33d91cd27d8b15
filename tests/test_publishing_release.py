"""The passport of a release: what it holds, and which outputs it does not vouch for."""

from __future__ import annotations

import datetime as dt
import json
import os

import pytest

from plugins.model import SiteError
from plugins.publishing.release import (
    decode_release,
    encode_release,
    portal_version,
    read_release,
    release_path,
    write_release,
)

MOMENT = dt.datetime(2026, 7, 1, 7, 43, 32, tzinfo=dt.UTC)


@pytest.fixture
def output(tmp_path):
    folder = tmp_path / "output"
    (folder / "tin" / "a").mkdir(parents=True)
    (folder / "index.html").write_text("trang nhất", "utf-8")
    (folder / "tin" / "a" / "index.html").write_text("tin a", "utf-8")
    return folder


def publish(output, **changes):
    return write_release(
        output, **{"version": "v1", "items": 1, "url": "https://tin.example", "moment": MOMENT} | changes
    )


def test_a_passport_is_read_back_as_it_was_written_and_lies_beside_the_output(output):
    written = publish(output)
    assert read_release(output) == written
    assert set(written.files) == {"index.html", "tin/a/index.html"}
    assert release_path(output).parent == output.parent
    assert written.id.startswith("20260701-074332-")


def test_the_same_content_has_the_same_digest_whenever_it_was_built(output):
    first = publish(output)
    second = publish(output, moment=MOMENT + dt.timedelta(days=1), version="v2")
    assert first.digest == second.digest
    assert first.id != second.id


def test_a_changed_file_changes_the_digest_even_with_the_same_size_and_a_new_file_does_too(output):
    first = publish(output)
    (output / "index.html").write_text("trang nhì!", "utf-8")
    os.utime(output / "index.html", (1, 1))
    second = publish(output)
    (output / "b.html").touch()
    assert len({first.digest, second.digest, publish(output).digest}) == 3


def test_an_output_copied_to_another_machine_is_the_same(output):
    publish(output)
    os.utime(output / "index.html", (1, 1))
    assert read_release(output).items == 1


def test_a_build_that_is_missing_or_unchecked_says_how_to_make_it(tmp_path, output):
    with pytest.raises(SiteError, match=r"Chưa có bản dựng ở .* tasks.py publish"):
        read_release(tmp_path / "nowhere")
    with pytest.raises(SiteError, match=r"chưa qua các cửa kiểm tra"):
        read_release(output)
    publish(output)
    release_path(output).unlink()
    with pytest.raises(SiteError, match=r"chưa qua các cửa kiểm tra"):
        read_release(output)


@pytest.mark.parametrize(
    "change",
    [
        lambda output: (output / "index.html").write_text("trang khác", "utf-8"),
        lambda output: (output / "index.html").unlink(),
        lambda output: (output / "la.html").write_text("lạ", "utf-8"),
    ],
)
def test_an_output_changed_after_its_gates_is_refused_with_the_file_s_name(output, change):
    publish(output)
    change(output)
    with pytest.raises(SiteError, match=r"đã bị thay đổi sau khi kiểm tra: 1 tệp \((index|la).html\)"):
        read_release(output)


def test_a_link_in_the_output_is_refused(output):
    (output / "link").symlink_to("/etc/hostname")
    with pytest.raises(SiteError, match="liên kết"):
        publish(output)


def test_a_build_of_another_version_is_refused(output):
    publish(output)
    assert read_release(output, version="v1")
    with pytest.raises(SiteError, match="phiên bản khác"):
        read_release(output, version="v2")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 99}, "mẫu 99"),
        ({"kind": "other"}, "không phải của cổng này"),
        ({"files": {}}, "hỏng"),
        ({"files": {"../../etc/passwd": ["0" * 32, 1, 1]}}, "đường dẫn không hợp lệ"),
        ({"files": {"a\nb": ["0" * 32, 1, 1]}}, "đường dẫn không hợp lệ"),
        ({"files": {"a": ["0" * 32, "many"]}}, "hỏng"),
        ({"moment": "hôm qua"}, "hỏng"),
        ({"items": None}, "hỏng"),
    ],
)
def test_a_passport_of_another_format_or_damaged_is_refused(output, change, message):
    data = json.loads(encode_release(publish(output))) | change
    with pytest.raises(SiteError, match=message):
        decode_release(json.dumps(data).encode())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"kind": 3}', b"null"])
def test_bytes_that_are_no_passport_are_refused(data):
    with pytest.raises(SiteError):
        decode_release(data)


def test_an_empty_output_gets_no_passport(tmp_path):
    (tmp_path / "output").mkdir()
    with pytest.raises(SiteError, match="trống"):
        publish(tmp_path / "output")


def test_a_place_that_cannot_be_written_is_told(output, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(SiteError, match="Không ghi được hồ sơ phát hành"):
        publish(output)


def test_the_version_changes_with_the_code_the_theme_and_the_settings(tmp_path):
    for name in ("plugins/a/b.py", "theme/static/x.css", "publishconf.py", "tasks.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    versions = {portal_version(tmp_path)}
    for name in ("plugins/a/b.py", "theme/static/x.css", "publishconf.py", "tasks.py"):
        (tmp_path / name).write_text("2")
        versions.add(portal_version(tmp_path))
    (tmp_path / "README.md").write_text("không tính")
    versions.add(portal_version(tmp_path))
    assert len(versions) == 5
