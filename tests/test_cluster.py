"""A build on a cluster gives what a build on this machine gives, or fails clearly and leaves the site as it was."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as at_most
from hypothesis import strategies as st
from PIL import Image

from plugins.build import Options, settings
from plugins.build.cluster import bundle, connecting, installing, spreading
from plugins.build.cluster.bundle import Bundle, open_bundle, pack_bundle
from plugins.build.cluster.child import dump_outcomes, run_tasks
from plugins.build.cluster.connecting import read_address
from plugins.build.cluster.pickling import Pack, read_pack
from plugins.build.cluster.spreading import cut
from plugins.build.output import Made, OutputFolder
from plugins.build.settings import configure
from plugins.model import Bounds, Limits, Movable, SiteError, portal_of
from plugins.model.views import Link
from plugins.search import entries, making
from tests.clusters import altered_code, free_port, running_cluster

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with running_cluster(tmp_path_factory.mktemp("cluster"), 2) as running:
        yield running


@pytest.fixture
def remote(monkeypatch):
    """All that can move goes to the cluster, however little it is; the index is made anew, however little changes."""
    monkeypatch.setattr(entries, "FEW", 0)
    monkeypatch.setattr(entries, "SHARE", 0)
    monkeypatch.setattr(making, "SMALLEST_BLOCK", 2)
    monkeypatch.setattr(spreading, "HEAD_START", 0.0)
    monkeypatch.setattr(spreading, "LOOK", 0.2)


@pytest.fixture
def alter(monkeypatch, tmp_path):
    """Has workers run code with lines at the end of a module."""

    def change(module, lines):
        monkeypatch.setattr(bundle, "PLUGINS", altered_code(tmp_path / "altered", module, lines))

    return change


def fill(site):
    for number in range(12):
        site.write(f"tin-{number:02}", tags=["thẻ"], region="Long An", date=f"2022-0{number % 6 + 1}-02T08:00:00+07:00")
    return site


# The same site


def test_a_cluster_builds_the_same_site_clean_and_after_changes(site, cluster, remote, capfd, monkeypatch):
    moved = set()

    class Noted(spreading._Run):
        def __init__(self, client, name, work, bounds):
            moved.add(work.open.__name__)
            super().__init__(client, name, work, bounds)

    monkeypatch.setattr(spreading, "_Run", Noted)
    (site.content / "images").mkdir()
    for number in range(8):
        Image.new("RGB", (400, 300), (number, 0, 0)).save(site.content / f"images/{number}.png")
        site.write(f"anh-{number}", cover={"src": f"images/{number}.png", "alt": "Ảnh", "caption": "Ảnh"})
    fill(site).write("tin-00.en", category=None)
    alone = site.output.with_name("alone")
    site.build(executor=cluster.address)
    site.build(output=alone)
    assert site.tree() == site.tree(alone)
    assert {"open_reading", "open_finding", "open_sorting", "open_rendering"} <= moved
    assert f"Dựng trên cụm tcp://127.0.0.1:{cluster.port}; bảng theo dõi: http://" in capfd.readouterr().err
    site.write("tin-03", tags=["thẻ khác"], body="Nội dung mới."), site.write("them", region="Long An")
    (site.content / "news/2022/07/tin-05.md").unlink()
    report = site.build(executor=cluster.address)
    site.build(output=alone)
    assert report.deleted
    assert report.unchanged
    assert site.tree() == site.tree(alone)


def test_a_build_without_changes_asks_no_cluster(site):
    fill(site).build()
    assert site.build(executor=f"dask://127.0.0.1:{free_port()}").written == 0


def test_the_settings_may_name_the_cluster_but_a_preview_is_built_here(site, monkeypatch, remote):
    read = settings.read_settings
    monkeypatch.setattr(settings, "read_settings", lambda path: read(path) | {"BUILD_EXECUTOR": "dask://a b"})
    fill(site).build(drafts=True)
    with pytest.raises(SiteError, match="ghi dask://MÁY:CỔNG"):
        site.build()


def test_nothing_of_dask_is_imported_without_a_cluster(site):
    fill(site)
    program = (
        "import sys; from pathlib import Path; from plugins.build import Options, build_site\n"
        "build_site(Options(content=Path(sys.argv[1]), output=Path(sys.argv[2]), jobs=2))\n"
        "libraries = ('dask', 'distributed', 'cloudpickle', 'fsspec', 's3fs')\n"
        "ours = ('plugins.build.cluster', 'plugins.build.storage.objects', 'plugins.build.storage.connecting')\n"
        "print([name for name in sys.modules if name.split('.')[0] in libraries or name.startswith(ours)])"
    )
    command = [sys.executable, "-c", program, str(site.content), str(site.output)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "[]\n"


# What goes wrong


def test_a_worker_that_is_lost_in_the_middle_costs_no_page(site, cluster, remote, alter, tmp_path):
    """It is lost with its machine: the process that renders and Dask's own."""
    lines = (
        "_make = _render\n"
        "def _render(portal, sites, page):\n"
        "    import os, signal\n"
        f"    flag = Path({str(tmp_path / 'lost')!r})\n"
        "    if page.address.endswith('/tin-tin-04/') and not flag.exists():\n"
        "        flag.touch()\n"
        "        os.kill(os.getppid(), signal.SIGKILL)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return _make(portal, sites, page)"
    )
    alter("build/rendering.py", lines)
    fill(site).build(executor=cluster.address)
    assert (tmp_path / "lost").exists()
    site.build(output=site.output.with_name("alone"))
    assert site.tree() == site.tree(site.output.with_name("alone"))


def test_a_slow_worker_leaves_most_of_the_work_to_the_other(site, cluster, remote, alter, tmp_path):
    """The first that comes is slow from then on; each notes what it makes."""
    lines = (
        "_make = _render\n"
        "def _render(portal, sites, page):\n"
        "    import os, time\n"
        f"    here = Path({str(tmp_path)!r})\n"
        "    try: (here / 'slow').symlink_to(str(os.getppid()))\n"
        "    except FileExistsError: pass\n"
        "    if str((here / 'slow').readlink()) == str(os.getppid()): time.sleep(0.15)\n"
        "    with (here / f'made-{os.getppid()}').open('a') as file: file.write('1')\n"
        "    return _make(portal, sites, page)"
    )
    alter("build/rendering.py", lines)
    fill(site).build(executor=cluster.address)
    slow = tmp_path / f"made-{(tmp_path / 'slow').readlink()}"
    (quick,) = (path for path in tmp_path.glob("made-*") if path != slow)
    assert slow.stat().st_size < quick.stat().st_size
    site.build(output=site.output.with_name("alone"))
    assert site.tree() == site.tree(site.output.with_name("alone"))


def test_files_that_end_their_process_or_worker_or_take_too_long_are_named_and_the_others_read(
    site, cluster, remote, alter, monkeypatch
):
    fill(site)
    for name in ("chet", "may", "lau"):
        site.write(name)
    lines = (
        "_open = open_reading\n"
        "def open_reading(portal, common):\n"
        "    import os, signal\n"
        "    read = _open(portal, common)\n"
        "    def read_or_end(file):\n"
        "        if file.path.endswith('/chet.md'): os.kill(os.getpid(), signal.SIGKILL)\n"
        "        if file.path.endswith('/may.md'): os.kill(os.getppid(), signal.SIGKILL); time.sleep(9)\n"
        "        while file.path.endswith('/lau.md'): pass\n"
        "        return read(file)\n"
        "    return read_or_end"
    )
    alter("build/reading.py", lines)
    monkeypatch.setattr("plugins.build.settings._limits", lambda _: Limits(seconds=0.5))
    with pytest.raises(SiteError, match="Có 3 lỗi trong nội dung") as caught:
        site.build(executor=cluster.address)
    found = {(fault.path, fault.code) for fault in caught.value.faults if fault.is_error}
    assert found == {
        ("news/2022/07/chet.md", "E-ENDED"), ("news/2022/07/may.md", "E-ENDED"), ("news/2022/07/lau.md", "E-TIME")
    }  # fmt: skip


def test_a_page_that_ends_its_process_or_cannot_be_rendered_is_named_and_the_site_stays(site, cluster, remote, alter):
    fill(site).build()
    before = site.tree()
    lines = (
        "_make = _render\n"
        "def _render(portal, sites, page):\n"
        "    import os\n"
        "    if page.address.endswith('/tin-tin-04/'): os._exit(1)\n"
        "    if page.address.endswith('/tin-tin-07/'): raise ValueError('hỏng')\n"
        "    return _make(portal, sites, page)"
    )
    alter("build/rendering.py", lines)
    named = "/tin-tin-04/: trang này làm tiến trình bị hệ thống ngắt|/tin-tin-07/: ValueError: hỏng"
    with pytest.raises(SiteError, match=named):
        site.build(executor=cluster.address, clean=True)
    assert site.tree() == before


def test_without_scheduler_or_workers_a_build_says_what_to_do(site, tmp_path, monkeypatch, remote):
    monkeypatch.setattr(connecting, "PATIENCE", 1.0)
    fill(site)
    without_workers = pytest.raises(SiteError, match=r"không có worker nào; hãy chạy `dask worker tcp://127")
    with running_cluster(tmp_path / "empty", 0) as empty, without_workers:
        site.build(executor=empty.address)
    with pytest.raises(SiteError, match=r"Không nối được với bộ điều phối Dask ở tcp://127"):
        site.build(executor=empty.address)
    assert not site.output.exists() or site.tree() == {}


def test_an_encrypted_cluster_needs_certificates(site, remote):
    with pytest.raises(SiteError, match="tls:// cần chứng chỉ"):
        fill(site).build(executor="tls://127.0.0.1:1")


def test_a_connection_that_breaks_is_made_anew_and_nothing_is_missing(site, cluster, remote, monkeypatch, capfd):
    monkeypatch.setattr(spreading, "MOST_TASKS", 4)
    submitted = []

    class Broken(spreading._Run):
        def _submit(self, sent):
            submitted.append(sent)
            if len(submitted) in {2, 12}:
                self._link.client.close()
            return super()._submit(sent)

    monkeypatch.setattr(spreading, "_Run", Broken)
    fill(site).build(executor=cluster.address)
    assert len(submitted) > 12
    assert capfd.readouterr().err.count("Đã nối lại với bộ điều phối") == 2
    site.build(output=site.output.with_name("alone"))
    assert site.tree() == site.tree(site.output.with_name("alone"))


def test_a_scheduler_that_goes_in_the_middle_costs_no_page_when_it_comes_again_and_else_the_site_stays(
    site, tmp_path, monkeypatch, remote, alter, capfd
):
    monkeypatch.setattr(connecting, "PATIENCE", 60.0)
    monkeypatch.setattr(connecting, "RETURN", 120.0)
    monkeypatch.setattr(spreading, "MOST_TASKS", 4)
    lines = (
        "_make = _render\n"
        "def _render(portal, sites, page):\n"
        "    import os, signal\n"
        "    if page.address.endswith('/tin-tin-04/'):\n"
        "        flag = Path({flag!r})\n"
        "        if not flag.exists():\n"
        "            flag.touch()\n"
        "            os.kill({scheduler}, signal.SIGKILL)\n"
        "    return _make(portal, sites, page)"
    )
    alone = site.output.with_name("alone")
    fill(site).build(output=alone)
    with running_cluster(tmp_path / "going", 1) as going:
        first = going.programs["scheduler"].pid
        alter("build/rendering.py", lines.format(flag=str(tmp_path / "first"), scheduler=first))
        watching = threading.Thread(target=going.restart, args=(1,), daemon=True)
        watching.start()
        site.build(executor=going.address)
        watching.join()
        assert "Đã nối lại với bộ điều phối" in capfd.readouterr().err
        assert site.tree() == site.tree(alone)

        monkeypatch.setattr(connecting, "RETURN", 1.0)
        second = going.programs["scheduler"].pid
        alter("build/rendering.py", lines.format(flag=str(tmp_path / "second"), scheduler=second))
        with pytest.raises(SiteError, match="Mất liên lạc với bộ điều phối Dask, và đã hơn 1 giây"):
            site.build(executor=going.address, clean=True)
    assert site.tree() == site.tree(alone)


def test_a_worker_with_other_libraries_is_refused_with_their_versions(site, tmp_path, remote):
    other = tmp_path / "other/jinja2-0.0.1.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: jinja2\nVersion: 0.0.1\n")
    with running_cluster(tmp_path / "mixed", 0) as mixed:
        mixed.start_workers(1, "--no-nanny", first=str(other.parent))
        with pytest.raises(SiteError, match=r"Worker tcp://127.* có jinja2 0.0.1 \(máy điều khiển: jinja2 .*cài đúng"):
            fill(site).build(executor=mixed.address)


@pytest.mark.parametrize(
    "text", ["scheduler:8786", "http://a:1", "dask://", "dask://a:b", "dask://a b:1", "dask://a:1/x"]
)
def test_an_address_that_is_none_is_refused(site, text):
    with pytest.raises(SiteError, match="ghi dask://MÁY:CỔNG"):
        site.build(executor=text)


def test_an_address_is_told_to_dask_in_its_own_form():
    assert read_address("dask://scheduler") == "tcp://scheduler:8786"
    assert read_address("dask://10.0.0.1:9000/") == "tcp://10.0.0.1:9000"
    assert read_address("tls://[::1]:8786") == "tls://[::1]:8786"


# The guide


def test_the_files_for_docker_and_kubernetes_start_what_the_guide_says():
    guide = ROOT / "docs/cluster"
    compose = yaml.safe_load((guide / "compose.yaml").read_text("utf-8"))["services"]
    kinds = {part["kind"]: part for part in yaml.safe_load_all((guide / "kubernetes.yaml").read_text("utf-8"))}
    cluster, job = kinds["DaskCluster"]["spec"], kinds["Job"]["spec"]["template"]["spec"]["containers"][0]
    workers, scheduler = (cluster[role]["spec"]["containers"][0]["args"] for role in ("worker", "scheduler"))
    assert compose["scheduler"]["command"][:2] == scheduler == ["dask", "scheduler"]
    assert compose["worker"]["command"][:2] == workers[:2] == ["dask", "worker"]
    for command in (compose["build"]["command"], job["command"]):
        assert command[:4] == ["python3", "tasks.py", "build", "--executor"]
        assert read_address(command[4]).endswith("scheduler:8786")
    assert not any("8786" in port for service in compose.values() for port in service.get("ports", ()))
    image = (guide / "Dockerfile").read_text("utf-8")
    assert {name for name in image.split() if name.startswith("requirements")} <= {
        path.name for path in ROOT.glob("requirements*.lock")
    }
    assert "docs/cluster/dask.yaml /etc/dask/" in image


def test_workers_come_again_where_their_scheduler_does():
    """They end with it; a Kubernetes pod is started anew unless it says otherwise."""
    guide = ROOT / "docs/cluster"
    compose = yaml.safe_load((guide / "compose.yaml").read_text("utf-8"))["services"]
    assert {compose[role]["restart"] for role in ("scheduler", "worker")} == {"unless-stopped"}
    (cluster,) = (
        part["spec"]
        for part in yaml.safe_load_all((guide / "kubernetes.yaml").read_text("utf-8"))
        if part["kind"] == "DaskCluster"
    )
    assert {cluster[role]["spec"].get("restartPolicy", "Always") for role in ("scheduler", "worker")} == {"Always"}


def test_the_settings_for_dask_are_ones_that_it_has(cluster):
    own = yaml.safe_load((ROOT / "docs/cluster/dask.yaml").read_text("utf-8"))
    import distributed

    known = yaml.safe_load(Path(distributed.__file__).with_name("distributed.yaml").read_text("utf-8"))

    def leaves(tree):
        return {
            (name, *below)
            for name, value in tree.items()
            for below in (leaves(value) if isinstance(value, dict) else [()])
        }

    assert leaves(own) <= leaves(known)


# The parts


def opened(site, tmp_path):
    """The driver's settings and portal, and a bundle of them unpacked in a folder."""
    configured = configure(Options(content=site.content, output=site.output))
    kept = bundle.keep_settings(configured)
    portal = portal_of(configured)
    portal.state = tmp_path / "state/rooms"
    return kept, portal, pack_bundle(portal, kept, site.output)


def unpack(packed: Bundle, folder: Path) -> Path:
    import io
    import zipfile

    zipfile.ZipFile(io.BytesIO(packed.archive)).extractall(folder)
    return folder


def test_a_bundle_is_named_by_what_it_holds(site, tmp_path, monkeypatch):
    kept, portal, packed = opened(site, tmp_path)
    assert pack_bundle(portal, kept, site.output) == packed
    monkeypatch.setattr(bundle, "PLUGINS", altered_code(tmp_path, "model/item.py", "CHANGED = 1"))
    assert pack_bundle(portal, kept, site.output).name != packed.name


def test_a_bundle_opens_to_a_portal_with_the_clock_and_settings_of_the_driver(site, tmp_path):
    _, portal, packed = opened(site, tmp_path)
    folder = unpack(packed, tmp_path / "worker")
    found = open_bundle(folder)
    assert found.config.now == portal.config.now
    assert found.config.content == portal.config.content
    assert found.config.theme == folder / "theme"
    assert found.read_item(fill(site).write("x")).item is not None
    assert found.environments["en"].get_template("item.html")


@pytest.mark.parametrize(
    ("fact", "change", "said"),
    [
        (
            "libraries",
            lambda all_: ["python 2.7.18", *all_[1:]],
            r"máy điều khiển: python 2\.7\.18.*requirements\.lock",
        ),
        ("token", lambda _: "other", "không thấy .*state của máy điều khiển; hãy gắn thư mục chung"),
        ("shared", lambda all_: [*all_, "/không/có"], "không thấy /không/có của máy điều khiển"),
    ],
)
def test_a_machine_that_would_make_another_site_says_why(site, tmp_path, fact, change, said):
    folder = unpack(opened(site, tmp_path)[2], tmp_path / "worker")
    facts = json.loads((folder / "facts.json").read_text("utf-8"))
    (folder / "facts.json").write_text(json.dumps(facts | {fact: change(facts[fact])}), "utf-8")
    with pytest.raises(SiteError, match=said):
        open_bundle(folder)


def test_an_output_travels_without_what_it_knows_of_the_build_before(tmp_path):
    output = OutputFolder(tmp_path / "out", tmp_path / "cache")
    with output.locked():
        output.prepare(clean=False)
        output._known = {"index.html": Made("0", 1, 1)}
        there = pickle.loads(pickle.dumps(output))
        assert there.count == 0
        state = there.stage("a.txt", b"a")
        assert output.commit({"a.txt": ""}, {"a.txt": state}) == 0
    assert (tmp_path / "out/a.txt").read_bytes() == b"a"


def test_a_pack_gives_its_values_one_by_one_and_holds_once_what_they_share():
    text = "nội dung " * 100
    pack = Pack()
    sizes = [(pack.add(Link(text, f"/{number}/")), pack.size)[1] for number in range(3)]
    assert sizes[2] - sizes[0] < len(text)
    assert list(read_pack(pack.content)) == [Link(text, f"/{number}/") for number in range(3)]


def test_where_dask_cannot_be_installed_that_is_said_and_nothing_half_done_is_left(tmp_path, monkeypatch):
    (tmp_path / "a.lock").write_text("khong-co==1\n")  # without a hash
    monkeypatch.setattr(installing, "LOCK", tmp_path / "a.lock")
    with pytest.raises(SiteError, match="Không cài được Dask"):
        installing.install_dask(tmp_path / "home")
    assert not list((tmp_path / "home").glob("*"))


def test_work_that_can_move_is_a_function_like_any_other_here():
    work = Movable(None, lambda _, common: lambda payload: common + payload, 10, lambda index: index * 2)
    assert [work(index) for index in range(3)] == [10, 12, 14]


@at_most(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(1, 30), max_size=12), st.integers(1, 40), st.integers(0, 5))
def test_work_is_cut_into_whole_months_as_far_as_chunks_hold_them(months, most, start):
    month = [str(number) for number, size in enumerate(months) for _ in range(size)]
    indices = range(min(start, len(month)), len(month))
    chunks = list(cut(Movable(None, None, None, lambda index: index, month.__getitem__), indices, most))
    assert [index for chunk in chunks for index in read_pack(chunk.pack)] == list(indices)
    for chunk, following in pairwise(chunks):
        assert chunk.first + chunk.size == following.first
        assert chunk.size == most or (2 * chunk.size >= most and month[following.first] != month[following.first - 1])
    assert all(0 < chunk.size <= most for chunk in chunks)


def test_a_chunk_ends_before_its_payloads_are_too_many_bytes(monkeypatch):
    monkeypatch.setattr(spreading, "MOST_BYTES", 10_000)
    chunks = list(cut(Movable(None, None, None, lambda index: b"%d" % index * 1000), range(100, 164), 512))
    assert [chunk.size for chunk in chunks] == [4] * 16
    assert max(len(chunk.pack) for chunk in chunks) < 14_000


def test_an_exception_that_cannot_travel_is_told_of_all_the_same():
    def work(payload):
        if not payload:
            return 1
        error = ValueError("hỏng")
        error.held = lambda: payload
        raise error

    outcomes = run_tasks(work, Bounds(0, 0, lambda *_: ("ended", "time")), [0, 1])
    (first, one), (second, error) = pickle.loads(dump_outcomes(outcomes))
    assert (first, one) == ("done", 1)
    assert (second, type(error)) == ("failed", SiteError)
    assert "ValueError: hỏng" in str(error)
