"""A cluster builds into storage what a folder gets; where the content lies there too, workers share no folder."""

from __future__ import annotations

import io
import shutil
import zipfile
from functools import wraps
from pathlib import Path

import pytest
from PIL import Image

from plugins.build import Options, reading, rendering, settings
from plugins.build.cluster import bundle, fetching, spreading
from plugins.build.cluster.bundle import keep_settings, open_bundle, pack_bundle
from plugins.build.cluster.fetching import FetchedFiles, write_versions
from plugins.build.settings import Remote, configure
from plugins.build.storage.address import Address
from plugins.build.storage.connecting import number
from plugins.images import catalogue
from plugins.model import OutOfReachError, SiteError, portal_of
from plugins.search import entries, making
from tests.clusters import altered_code, free_port, running_cluster
from tests.storage_server import find_s3, forget_connection

# What workers do, by the room that has it.
MOVING = ((reading, "open_reading"), (rendering, "open_rendering"), (catalogue, "open_developing"),
          (making, "open_finding"), (making, "open_sorting"))  # fmt: skip


@pytest.fixture(scope="module")
def cluster(bucket, tmp_path_factory):
    with running_cluster(tmp_path_factory.mktemp("cluster"), 2, 0, find_s3()) as running:
        yield running


@pytest.fixture
def moving(monkeypatch, tmp_path):
    """All that can move goes to the cluster, however little it is."""
    monkeypatch.setattr(settings, "CACHE", tmp_path / "cache")
    with monkeypatch.context() as patch:
        for module, name, value in (
            (spreading, "HEAD_START", 0.0), (spreading, "LOOK", 0.2),
            (entries, "FEW", 0), (entries, "SHARE", 0), (making, "SMALLEST_BLOCK", 2),
        ):  # fmt: skip
            patch.setattr(module, name, value)
        yield patch


@pytest.fixture
def apart(moving, tmp_path):
    """A driver that does none of that itself, and workers that may open no file in its folders."""
    code = altered_code(tmp_path / "altered", "build/cluster/child.py", "")
    child = code / "build/cluster/child.py"
    refuse = (
        "import sys\n"
        "def _refuse(event, arguments):\n"
        f"    places = {(str(tmp_path / 'content'), str(tmp_path / 'cache'))!r}\n"
        "    if event == 'open' and str(arguments[0]).startswith(places):\n"
        "        raise RuntimeError(f'thư mục của máy điều khiển: {arguments[0]}')\n"
        "sys.addaudithook(_refuse)"
    )
    child.write_text(f"{child.read_text('utf-8').split('if __name__')[0]}\n{refuse}\nmain()\n", "utf-8")
    moving.setattr(bundle, "PLUGINS", code)
    for module, name in MOVING:
        moving.setattr(module, name, refusing(getattr(module, name)))
    return moving


def refusing(real):
    """A function that travels as the real one and cannot be called here."""

    @wraps(real)
    def refuse(portal, common):
        raise AssertionError(f"{real.__name__} is for workers")

    return refuse


def fill(site):
    for month in range(1, 7):
        site.write(f"tin-{month:02}", tags=["thẻ"], region="Long An", date=f"2022-0{month}-02T08:00:00+07:00")
    return site


def illustrate(site, count=8):
    """With items that show a picture each, twice."""
    (site.content / "images/hội nghị").mkdir(parents=True)
    for index in range(count):
        name = f"images/hội nghị/{index}.png"
        Image.new("RGB", (330, 250 + index), (index, 9, 9)).save(site.content / name)
        body = f'Mở đầu.\n\n![Ảnh](/{name.replace(" ", "%20")} "Hội nghị. Ảnh: A")\n'
        cover = {"src": name, "alt": "Ảnh", "caption": "Ảnh"}
        site.write(f"anh-{index}", cover=cover, body=body, date=f"2022-0{index % 6 + 1}-03T08:00:00+07:00")
    return site


def test_a_cluster_writes_to_storage_what_a_folder_gets(site, bucket, place, moving, cluster):
    fill(site).build()
    site.build(remote=Remote(output=f"{bucket}/{place}"), executor=cluster.address)
    assert bucket.tree(place) == site.tree()


def test_where_all_is_in_storage_workers_do_all_that_can_move_and_share_no_folder(site, bucket, place, apart, cluster):
    fill(illustrate(site))
    for index in range(4):
        site.write(f"them-{index}")
    bucket.put_tree(f"{place}-tin", site.content)
    remote = Remote(f"{bucket}/{place}-tin", f"{bucket}/{place}")
    site.build(remote=remote, executor=cluster.address)
    apart.undo()
    site.build()
    assert bucket.tree(place) == site.tree()
    times, edited = bucket.times(place), site.write("them-1", body="Nội dung khác.")
    bucket.put(f"{place}-tin/news/2022/07/them-1.md", edited.read_bytes())
    # So little is built here, and what an edit leaves alone is not written.
    report = site.build(remote=remote, executor=f"dask://127.0.0.1:{free_port()}")
    assert len({file for file, time in bucket.times(place).items() if times.get(file) != time}) == report.written
    assert 0 < report.written < len(times) / 2
    site.build()
    assert bucket.tree(place) == site.tree()


def test_what_is_wrong_in_content_from_storage_is_told_as_in_a_folder(site, bucket, place, moving, cluster):
    fill(illustrate(site))
    (site.content / "images/hội nghị/3.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (site.content / "images/hội nghị/4.png").rename(site.content / "images/hội nghị/hai-muoi-bon.png")
    site.write("nang", body="a" * 1_000_001)
    site.write("ten-anh", body='![Ảnh](/images/h%E1%BB%99i%20ngh%E1%BB%8B/hai-muoi-bom.png "Ảnh")')
    bucket.put_tree(f"{place}-tin", site.content)
    found = []
    remote = Remote(f"{bucket}/{place}-tin", f"{bucket}/{place}")
    for options in ({"remote": remote, "executor": cluster.address}, {}):
        with pytest.raises(SiteError) as caught:
            site.build(**options)
        found.append(caught.value.faults)
    assert found[0] == found[1]
    assert {fault.code for fault in found[0]} >= {"E-PICTURE", "E-PICTURE-BROKEN", "E-SIZE"}
    assert any("hai-muoi-bon" in fault.hint for fault in found[0])
    assert not bucket.tree(place)


def test_what_changes_in_storage_while_a_build_runs_is_built_as_the_driver_has_it(
    site, bucket, place, moving, cluster, monkeypatch
):
    shutil.rmtree(site.content / "pages")  # those of the project, which lie in no storage
    fill(illustrate(site)).build()
    bucket.put_tree(f"{place}-tin", site.content)
    pack = spreading.pack_bundle

    def change(*arguments):
        bucket.put(f"{place}-tin/images/hội nghị/2.png", (site.content / "images/hội nghị/3.png").read_bytes())
        bucket.delete(f"{place}-tin/images/hội nghị/5.png")
        bucket.put(f"{place}-tin/news/2022/01/tin-01.md", b"---\nhong\n")
        return pack(*arguments)

    monkeypatch.setattr(spreading, "pack_bundle", change)
    site.build(remote=Remote(f"{bucket}/{place}-tin", f"{bucket}/{place}"), executor=cluster.address)
    assert bucket.tree(place) == site.tree()


def test_a_worker_keeps_few_of_the_files_it_looked_at_and_has_those_of_the_driver_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_KEPT", 2)
    objects = {f"images/{name}.png": name.encode() for name in "abcd"}
    fetched = []

    def fetch(_, name, path):
        fetched.append(name)
        path.write_bytes(objects[name])
        return number(name)

    monkeypatch.setattr(fetching, "fetch_object", fetch)
    driver, own = Path("/driver/tree"), tmp_path / "content"
    versions = write_versions({name: number(name) for name in objects} | {"images/d.png": number("another")})
    files = FetchedFiles(Address("kho", "tin"), driver, own, versions)
    for name in "abac":
        assert files.obtain(driver / f"images/{name}.png").read_bytes() == name.encode()
        assert files.obtain(own / f"images/{name}.png").read_bytes() == name.encode()
    assert fetched == ["images/a.png", "images/b.png", "images/c.png"]
    assert not files.obtain(own / "images/none.png").exists()
    for text in (b"mot", b"hai"):
        assert files.obtain(driver / f"news/{text.decode()}.md", text).read_bytes() == text
    assert sorted(path.name for path in own.rglob("*.*")) == ["b.png", "c.png", "hai.md"]
    for ask in (
        lambda: files.obtain(own / "images/d.png"), lambda: files.obtain(Path("/driver/other/a.md"), b""),
        lambda: files.list_names(own / "images"),
    ):  # fmt: skip
        with pytest.raises(OutOfReachError):
            ask()
    assert not (own / "images/d.png").exists()


def test_a_worker_that_may_not_read_the_content_says_so_before_it_works(site, bucket, place, tmp_path, monkeypatch):
    configured = configure(Options(content=site.content, output=site.output))
    portal, address = portal_of(configured), Address(bucket.name, place)
    portal.state = tmp_path / "state"
    packed = pack_bundle(portal, keep_settings(configured), address.beside, address)
    zipfile.ZipFile(io.BytesIO(packed.archive)).extractall(tmp_path / "worker")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sai-bi-mat")
    forget_connection()
    with pytest.raises(SiteError, match="Kho từ chối s3://thung/") as caught:
        open_bundle(tmp_path / "worker")
    assert "bi-mat" not in str(caught.value)
    monkeypatch.undo()
    forget_connection()
