"""Builds into storage and from it, against an S3 server: the same site as in a folder, or the one before."""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from plugins.build import Options, settings
from plugins.build.output import MARK, OutputFolder
from plugins.build.settings import Remote, configure
from plugins.build.storage import connecting, objects
from plugins.build.storage.address import Address, read_address
from plugins.build.storage.connecting import fetch_object, list_objects, number, open_storage, telling
from plugins.build.storage.mirror import mirror
from plugins.model import SiteError
from plugins.tasks.task import path_of, places_of
from tests.interruptions import KilledError
from tests.storage_server import forget_connection


@pytest.fixture
def remote(bucket, place):
    return Remote(output=f"{bucket}/{place}")


@pytest.fixture
def publish(bucket, place, tmp_path):
    """Builds `files` (path to bytes) into storage, as a build does; how many were written and deleted."""

    def run(files, marks=None):
        output = OutputFolder(Address(bucket.name, place), tmp_path / "cache")
        with output.locked():
            output.prepare(clean=False)
            marks = marks or dict.fromkeys(files, "")
            stale = {file: content for file, content in files.items() if not output.is_fresh(file, marks[file])}
            staged = {file: output.stage(file, content) for file, content in stale.items()}
            written = {file: state for file, state in staged.items() if state}
            return len(written), output.commit(marks, written)

    return run


def fill(site):
    for month in range(1, 7):
        site.write(f"tin-{month:02}", tags=["thẻ"], region="Long An", date=f"2022-0{month}-02T08:00:00+07:00")
    return site


def everything(bucket, place):
    """With what builds leave beside the site."""
    return bucket.tree(place.partition("/")[0])


# The output


def test_a_site_in_storage_is_the_one_in_a_folder_and_each_build_writes_what_changed(site, bucket, place, remote):
    fill(site).build(remote=remote, jobs=2)
    times = bucket.times(place)
    assert site.build(remote=remote).written == 0
    (line, *_) = site.build(remote=remote, why=f"{bucket}/{place}/gioi-thieu").why
    assert line.startswith("/gioi-thieu/: không dựng lại")
    assert bucket.times(place) == times
    site.write("tin-03", body="Nội dung khác.", tags=["thẻ"], region="Long An", date="2022-03-02T08:00:00+07:00")
    report = site.build(remote=remote)
    assert len({file for file, time in bucket.times(place).items() if times.get(file) != time}) == report.written
    assert report.written < len(times) / 4
    site.write("them", region="Long An"), (site.content / "news/2022/07/tin-05.md").unlink()
    assert site.build(remote=remote).deleted
    site.build()
    assert everything(bucket, place) == {f"trang/{file}": content for file, content in site.tree().items()}


def test_a_build_that_fails_leaves_storage_as_it_was(publish, bucket, place, tmp_path):
    publish({"a.html": b"a"})
    output = OutputFolder(Address(bucket.name, place), tmp_path / "cache")

    def fail():
        with output.locked():
            output.prepare(clean=False)
            output.stage("a.html", b"new"), output.stage("b.html", b"b")
            assert len(everything(bucket, place)) == 3
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert everything(bucket, place) == {"trang/a.html": b"a"}


@pytest.mark.parametrize("moment", [0, 1, 2, 3, 4])
def test_a_build_killed_at_any_moment_of_its_commit_is_put_right_by_the_next(
    publish, bucket, place, monkeypatch, moment
):
    publish({"a.html": b"a", "b.html": b"b", "c.html": b"c"}, {"a.html": "0a", "b.html": "0b", "c.html": "0c"})
    new, marks = {"a.html": b"a", "b.html": b"new", "d.html": b"d"}, {"a.html": "0a", "b.html": "1b", "d.html": "0d"}
    changes = count()

    def kill(name):
        real = getattr(objects.Objects, name)

        def change(*arguments):
            if next(changes) >= moment:
                raise KilledError
            return real(*arguments)

        patch.setattr(objects.Objects, name, change)

    with monkeypatch.context() as patch:
        patch.setattr(connecting, "AT_ONCE", 1)
        patch.setattr(objects.Objects, "clear", lambda self: None)
        kill("_remove"), kill("_copy")
        if moment < 3:
            with pytest.raises(KilledError):
                publish(new, marks)
        else:
            publish(new, marks)
    publish(new, marks)
    assert everything(bucket, place) == {f"trang/{file}": content for file, content in new.items()}
    assert publish(new, marks) == (0, 0)


def test_what_somebody_changed_or_deleted_in_storage_is_made_again(publish, bucket, place):
    files, marks = {"index.html": b"home", "a/b.html": b"b"}, {"index.html": "00", "a/b.html": "01"}
    assert publish(files, marks) == (2, 0)
    bucket.put(f"{place}/index.html", b"hame")
    bucket.delete(f"{place}/a/b.html")
    assert publish(files, marks) == (2, 0)
    assert bucket.tree(place) == files
    # Storage may hold what others laid there, and what is asked of it is only what is the same.
    assert publish(files, {"index.html": "02", "a/b.html": "03"}) == (0, 0)


def test_what_is_not_ours_in_storage_is_left_alone(publish, bucket, place):
    bucket.put(f"{place}/ghi-chep.txt", b"x")
    with pytest.raises(SiteError, match=r"s3://thung/.*/trang có tệp không do cổng tạo ra"):
        publish({"index.html": b"home"})
    bucket.put(f"{place}/index.html", b"<title>Trang khac</title>")
    with pytest.raises(SiteError, match="không do cổng tạo ra"):
        publish({"index.html": b"home"})
    # What another machine built is known by its front page; a neighbour whose name begins alike is none of it.
    bucket.put(f"{place}/index.html", MARK), bucket.put(f"{place}-cu/index.html", b"x")
    assert publish({"index.html": b"home"}) == (1, 1)
    assert everything(bucket, place) == {"trang/index.html": b"home", "trang-cu/index.html": b"x"}


def test_pages_bear_the_type_that_a_browser_needs(publish, bucket, place):
    publish({"a/index.html": b"a"})
    assert open_storage().info(f"{bucket.name}/{place}/a/index.html")["ContentType"] == "text/html; charset=utf-8"


# What goes wrong


@pytest.fixture
def elsewhere(monkeypatch, bucket):
    """Says other things of keys and places, which are then asked but once."""
    from s3fs import S3FileSystem

    def change(**variables):
        monkeypatch.setattr(S3FileSystem, "retries", 1)
        monkeypatch.setattr(connecting, "PATIENCE", {"retries": {"max_attempts": 0}})
        for name, value in variables.items():
            monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
        forget_connection()

    yield change
    monkeypatch.undo()
    forget_connection()


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "sai-bi-mat"}, "Kho từ chối s3://thung/.*khoá truy cập sai"),
        (
            {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true"},
            "Không có khoá truy cập s3://thung/.*đặt AWS_ACCESS_KEY_ID",
        ),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "Mất kết nối tới kho ở s3://thung/.*AWS_ENDPOINT_URL"),
    ],
)
def test_what_is_wrong_with_keys_or_network_is_told_without_the_secret(publish, elsewhere, variables, said):
    elsewhere(**variables)
    with pytest.raises(SiteError, match=said) as caught:
        publish({"index.html": b"home"})
    assert "bi-mat" not in str(caught.value)


def test_a_bucket_that_is_not_there_is_named(tmp_path, bucket):
    output = OutputFolder(Address("khong-co", "trang"), tmp_path / "cache")
    with pytest.raises(SiteError, match="Không có bucket «khong-co»"), output.locked():
        output.prepare(clean=False)


def test_storage_that_is_lost_while_files_are_put_in_place_fails_the_build_and_the_next_mends_it(
    publish, bucket, place, elsewhere, monkeypatch
):
    publish({"a.html": b"a"}, {"a.html": "00"})
    move = objects.Objects.move

    def lose(self, files):
        elsewhere(AWS_ENDPOINT_URL="http://127.0.0.1:1")
        return move(self, files)

    monkeypatch.setattr(objects.Objects, "move", lose)
    with pytest.raises(SiteError, match="Mất kết nối tới kho"):
        publish({"a.html": b"new"}, {"a.html": "01"})
    monkeypatch.setattr(objects.Objects, "move", move)
    elsewhere(AWS_ENDPOINT_URL=bucket.environment["AWS_ENDPOINT_URL"])
    assert publish({"a.html": b"new"}, {"a.html": "01"}) == (1, 0)
    assert everything(bucket, place) == {"trang/a.html": b"new"}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError("Access Denied"), "Kho từ chối s3://b/c/trang: .*quyền liệt kê, đọc, ghi hay xoá"),
        (OSError(28, "No space left on device"), "Hết chỗ trên đĩa"),
        (FileNotFoundError("The specified bucket does not exist"), "Không có bucket «b»"),
        (OSError(5, "We encountered an internal error"), "Kho ở s3://b/c/trang báo lỗi"),
        (TimeoutError(), "Mất kết nối"),
        (SiteError("Đã nói rồi."), "Đã nói rồi"),
    ],
)
def test_what_storage_answers_is_told_in_words(error, said):
    with pytest.raises(SiteError, match=said), telling(Address("b", "c/trang")):
        raise error


def test_an_address_is_read_and_what_is_none_is_refused_without_repeating_it():
    address = read_address("s3://cong-tin/a/trang/", "--output")
    assert (str(address), str(address.beside)) == ("s3://cong-tin/a/trang", "s3://cong-tin/a/.trang.staging")
    assert str(read_address("s3://cong-tin", "--content")) == "s3://cong-tin"
    for text in ("s3://", "s3://A/x", "s3://b:secret@kho/x", "s3://kho/../x", "gs://kho/x", "http://kho/x"):
        with pytest.raises(SiteError, match="ghi s3://BUCKET/THƯ-MỤC") as caught:
            read_address(text, "--output")
        assert "secret" not in str(caught.value)
    with pytest.raises(SiteError, match="ghi thêm thư mục: s3://cong-tin/trang"):
        objects.Objects(read_address("s3://cong-tin", "--output"))


@settings_of(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", ".a", ".a.staging", "a.staging"]), min_size=1, max_size=4).map("/".join))
def test_what_waits_lies_beside_the_site_and_never_in_it(prefix):
    address = Address("kho", prefix)
    assert not address.holds(address.beside)
    assert not address.beside.holds(address)


def test_content_and_output_may_not_lie_in_one_another(site, bucket):
    for content, output in (("a", "a/b"), ("a/b", "a"), ("a", "a"), ("", "a")):
        with pytest.raises(SiteError, match="không được lồng nhau"):
            site.build(remote=Remote(f"{bucket}/{content}", f"{bucket}/{output}"))


def test_only_a_build_takes_addresses(site, monkeypatch):
    with pytest.raises(SiteError, match="cần một thư mục: chỉ `build`"):
        path_of("s3://thung/trang")
    assert places_of("s3://thung/tin", "") == {"remote": Remote("s3://thung/tin", ""), "output": None}
    read = settings.read_settings
    named = {"BUILD_FROM": "s3://thung/tin", "BUILD_TO": "s3://thung/tin/trang"}
    monkeypatch.setattr(settings, "read_settings", lambda path: read(path) | named)
    with pytest.raises(SiteError, match="chỉ `build` đọc được; việc này cần một thư mục"):
        configure(Options())
    with pytest.raises(SiteError, match="không được lồng nhau"):
        configure(Options(remote=Remote()))
    assert configure(Options(content=site.content))["BUILD_TO"] is None
    assert str(configure(Options(content=site.content, remote=Remote()))["BUILD_TO"]) == named["BUILD_TO"]


# The content


def test_content_in_storage_gives_the_same_site_and_only_what_changed_is_fetched(
    site, bucket, place, monkeypatch, tmp_path
):
    monkeypatch.setattr(settings, "CACHE", tmp_path / "cache")
    fill(site)
    bucket.put_tree(place, site.content)
    remote = Remote(content=f"{bucket}/{place}")
    site.build(remote=remote)
    alone = site.output.with_name("alone")
    site.build(output=alone)
    assert site.tree() == site.tree(alone)
    fetched, real = [], open_storage().get_file
    monkeypatch.setattr(open_storage(), "get_file", lambda key, file: (fetched.append(key), real(key, file)))
    assert site.build(remote=remote).written == 0
    assert fetched == []
    bucket.put(f"{place}/news/2022/07/them.md", site.write("them").read_bytes())
    bucket.delete(f"{place}/news/2022/07/tin-02.md")
    (site.content / "news/2022/07/tin-02.md").unlink()
    site.build(remote=remote)
    site.build(output=alone)
    assert fetched == [f"{bucket.name}/{place}/news/2022/07/them.md"]
    assert site.tree() == site.tree(alone)


def test_a_copy_of_the_content_that_somebody_changed_is_fetched_again(bucket, place, tmp_path):
    bucket.put(f"{place}/news/a.md", b"a"), bucket.put(f"{place}/images/b.png", b"b")
    address = Address(bucket.name, place)
    folder = mirror(address, tmp_path)
    (folder / "news/a.md").write_bytes(b"x")
    (folder / "images/b.png").unlink()
    (folder / "news/them.md").write_bytes(b"x")
    (folder / "other").symlink_to(tmp_path)
    assert mirror(address, tmp_path) == folder
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert found == {"news/a.md": b"a", "images/b.png": b"b"}
    assert not (folder / "other").is_symlink()


@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "delete", "spoil"]), st.sampled_from("abc"), st.binary(max_size=2)),
        max_size=5,
    )
)
@settings_of(max_examples=12, deadline=None)
def test_whatever_happened_to_content_or_copy_the_copy_is_what_storage_has(steps):
    objects = {"news/kept.md": b"x"}

    class Storage:
        def get_file(self, key, file):
            Path(file).write_bytes(objects[key.removeprefix("kho/")])

    def look(_):
        return {name: (len(content), number(content.hex())) for name, content in objects.items()}

    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as home:
        patch.setattr("plugins.build.storage.mirror.list_objects", look)
        patch.setattr("plugins.build.storage.mirror.open_storage", Storage)
        for step, name, content in [*steps, ("put", "a", b"")]:
            folder = mirror(Address("kho", ""), Path(home))
            found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
            assert {file: path.read_bytes() for file, path in found.items()} == objects
            key = f"news/{name}/{name}.md"
            if step == "put":
                objects[key] = content
            elif step == "delete":
                objects.pop(key, None)
            elif key in found:
                found[key].write_bytes(content + b"more")


def test_content_that_is_missing_or_cannot_lie_in_a_folder_is_refused(bucket, place, tmp_path, monkeypatch):
    address = Address(bucket.name, place)
    with pytest.raises(SiteError, match="Không có tệp nào ở s3://thung/"):
        mirror(address, tmp_path)
    monkeypatch.setattr("plugins.build.storage.mirror.list_objects", lambda _: {"news/../../x.md": (1, 1)})
    with pytest.raises(SiteError, match=r"tệp tên 'news/\.\./\.\./x\.md', không đặt được trong một thư mục"):
        mirror(address, tmp_path)


def test_an_object_is_fetched_with_the_number_of_its_version(bucket, place, tmp_path):
    bucket.put(f"{place}/a.png", b"a")
    address = Address(bucket.name, place)
    assert fetch_object(address, "a.png", tmp_path / "a") == list_objects(address)["a.png"][1]
    assert (tmp_path / "a").read_bytes() == b"a"
    assert fetch_object(address, "b.png", tmp_path / "b") is None
