"""A release: what passes the gates becomes the output with its passport, and nothing else does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.build.settings import PROJECT
from plugins.model import Fault, SiteError
from plugins.publishing.built import list_files
from plugins.publishing.placing import place_files
from plugins.publishing.publishing import publishing_alone, refuse_local
from plugins.publishing.release import read_release, release_path
from plugins.publishing.sbom import describe, npm_component, read_lock, sbom_path
from tests.gates_sample import URL, Releases

ERROR = Fault("news/2022/07/a.md", 3, "E-DATE", "ngày sai", "sửa ngày")


@pytest.fixture
def releases(site):
    site.write("a", title="Tin A")
    site.write("b", title="Tin B", status="draft")
    return Releases(site)


def test_a_release_is_the_production_build_with_its_passport_and_bill_of_materials(releases, site, tmp_path):
    published = releases.publish()
    site.build(output=tmp_path / "clean", url=URL)
    assert site.tree() == site.tree(tmp_path / "clean")
    assert b"noindex" in site.tree()["404.html"]
    release = read_release(site.output)
    assert (release.items, release.url, len(release.files)) == (1, URL, len(site.tree()))
    assert sbom_path(site.output).is_file()
    assert str(published).startswith(f"published 1 items: {len(site.tree())} files, {len(site.tree())} changed")
    assert [line.split("  ")[0] for line in releases.told[1:8]] == [
        "Nội dung", "Tên tệp", "Dung lượng", "Bản xem trước", "Liên kết", "Mã HTML", "Tin giữ lại",
    ]  # fmt: skip


def test_publishing_again_touches_no_file_and_an_edit_touches_few(releases, site):
    releases.publish()
    before = list_files(site.output)
    assert releases.publish().placed == (0, 0)
    assert list_files(site.output) == before
    site.write("a", title="Tin A", body="Nội dung khác.")
    changed = releases.publish().placed.changed
    assert 0 < changed < 20
    after = list_files(site.output)
    assert sum(before[name] != after[name] for name in before.keys() & after.keys()) <= changed


def test_where_a_gate_is_not_passed_output_and_passport_stay_as_they_were_and_all_gates_tell_their_faults(
    releases, site
):
    releases.publish()
    before, passport = site.tree(), release_path(site.output).read_bytes()
    site.write("a", title="Tin A", body="[nơi khác](/khong-co/)")
    with pytest.raises(SiteError, match="2 trong 7 cửa không đạt, 2 lỗi"):
        releases.publish([ERROR])
    assert site.tree() == before
    assert release_path(site.output).read_bytes() == passport
    told = "\n".join(releases.told)
    assert str(ERROR) in told
    assert "tin/2022/07/tin-a/index.html:1: E-LOST-LINK liên kết /khong-co/" in told
    assert "Tin giữ lại    đạt" in told
    site.write("a", title="Tin A", body="Chữ.")
    assert releases.publish().placed.changed


def test_warnings_stop_no_release(releases):
    warning = Fault("news/a.md", 1, "W-TITLE-DOT", "tiêu đề có chấm")
    assert releases.publish([warning], files=1).release.items == 1
    assert any("W-OUTPUT-SIZE" in line for line in releases.told)


def test_an_output_that_somebody_changed_in_place_is_made_whole_by_the_next_release(releases, site):
    releases.publish()
    whole = site.tree()
    with (site.output / "index.html").open("ab") as file:
        file.write(b"<script>x</script>")
    (site.output / "la.txt").write_text("lạ")
    (site.output / "404.html").unlink()
    releases.publish()
    assert site.tree() == whole
    read_release(site.output)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Chưa có địa chỉ công khai"),
        ("http://localhost:8000", "địa chỉ của máy này"),
        ("http://127.0.0.1", "địa chỉ của máy này"),
        ("http://[::1]:8000", "địa chỉ của máy này"),
        ("cong.example.vn", "không phải là một địa chỉ trang"),
        ("ftp://cong.example.vn", "không phải là một địa chỉ trang"),
        ("https://", "không phải là một địa chỉ trang"),
        ("https://[", "không phải là một địa chỉ trang"),
        ("https://example.vn/cong", "đường dẫn sau tên miền"),
    ],
)
def test_without_an_address_that_readers_can_open_there_is_no_release(url, words):
    with pytest.raises(SiteError, match=words):
        refuse_local(url)


def test_the_task_says_what_is_missing_and_fails(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "SITEURL"}
    command = [sys.executable, str(PROJECT / "tasks.py"), "publish", "--output", str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert done.stderr.strip().startswith("Chưa có địa chỉ công khai")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["thu.txt", ".git/config"])
def test_a_folder_with_files_of_others_is_refused_and_left_as_it_was(releases, site, name):
    if name.startswith("."):
        releases.publish()
    (site.output / name).parent.mkdir(parents=True, exist_ok=True)
    (site.output / name).write_text("riêng")
    before = site.tree()
    with pytest.raises(SiteError, match="không do cổng tạo ra"):
        releases.publish()
    assert site.tree() == before


def test_two_releases_at_once_are_refused(tmp_path):
    with (
        publishing_alone(tmp_path),
        pytest.raises(SiteError, match="Một lệnh publish khác"),
        publishing_alone(tmp_path),
    ):
        pass


def test_a_release_that_was_killed_half_way_is_no_release_and_the_next_one_completes_it(releases, site, monkeypatch):
    releases.publish()
    site.write("c", title="Tin C")
    copies = []

    def stop(source, target):
        copies.append(source)
        if len(copies) > 3:
            raise KeyboardInterrupt
        return shutil.copyfile(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("plugins.publishing.placing.shutil.copy2", stop)
        with pytest.raises(KeyboardInterrupt):
            releases.publish()
    with pytest.raises(SiteError, match="đã bị thay đổi"):
        read_release(site.output)
    releases.publish()
    assert len(read_release(site.output).files) == len(site.tree())
    assert site.tree() == site.tree(releases.memory / "site")
    assert [path.name for path in site.output.parent.iterdir() if path.name.startswith(".")] == []


def test_an_output_that_cannot_be_written_to_is_told_with_its_remedy(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.html").write_text("a")
    (tmp_path / "output").write_text("một tệp")
    with pytest.raises(SiteError, match="chạy lại"):
        place_files(tmp_path / "site", list_files(tmp_path / "site"), tmp_path / "output")


NAMES = st.lists(st.sampled_from(["a", "b/c", "b/d/e", "d", "d/f", "g/h/i"]), unique=True)
TREES = NAMES.map(lambda names: [name for name in names if not any(f"{name}/" in other for other in names)])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TREES.flatmap(lambda names: st.fixed_dictionaries({name: st.binary(max_size=2) for name in names}))))
def test_whatever_was_there_the_output_becomes_what_was_built(tmp_path_factory, trees):
    root = tmp_path_factory.mktemp("placing")
    for number, tree in enumerate(trees):
        folder = root / f"site{number}"
        folder.mkdir()
        for name, content in tree.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        place_files(folder, list_files(folder), root / "output")
        found = {name: (root / "output" / name).read_bytes() for name in list_files(root / "output")}
        assert found == tree
        assert all(any(path.iterdir()) for path in (root / "output").rglob("*") if path.is_dir())


# The bill of materials


def test_every_locked_library_is_in_the_bill_of_materials_with_its_hashes():
    lock = PROJECT / "requirements.lock"
    bill = describe("cổng", "1", [*read_lock(lock), *read_lock(PROJECT / "requirements-audit.lock", is_needed=False)])
    purls = {component["purl"]: component for component in bill["components"]}
    pinned = [line.split(" ")[0] for line in lock.read_text().splitlines() if line[:1].isalnum()]
    assert len(pinned) > 30
    for name in pinned:
        found = purls[f"pkg:pypi/{name.replace('==', '@').lower()}"]
        assert found["scope"] == "required"
        assert found["externalReferences"][0]["hashes"]
    assert purls["pkg:pypi/pip-audit@2.10.1"]["scope"] == "excluded"


def test_the_bill_of_materials_is_the_same_for_the_same_locks_in_any_order():
    one = npm_component("decap-cms", "3.16.3", "sha512-AAAA")
    two = npm_component("@a/b", "1.0", "sha512-AAAA", is_needed=False)
    assert json.dumps(describe("x", "1", [one, two])) == json.dumps(describe("x", "1", [two, one, two]))
    assert describe("x", "1", [one]) != describe("x", "2", [one])
    assert describe("x", "1", [two])["components"][0]["purl"] == "pkg:npm/%40a/b@1.0"


@pytest.mark.parametrize("lock", sorted(PROJECT.glob("requirements*.lock")), ids=lambda path: path.name)
def test_every_lock_pins_every_library_with_a_hash(lock: Path):
    components = list(read_lock(lock))
    assert len(components) == sum(line[:1].isalnum() for line in lock.read_text("utf-8").splitlines())
    assert components
    assert [component.name for component in components if not component.hashes] == []
    assert "://" not in lock.read_text("utf-8")
