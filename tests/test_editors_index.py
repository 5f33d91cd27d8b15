"""The editors' index: brought up to date, and never opened where it is not ours."""

from __future__ import annotations

import os
import pickle
import shutil

import pytest

from plugins.model import SiteError
from plugins.search.editors.index import MARK
from tests.editors_sample import Desk


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


# Bringing the index up to date


def test_only_changed_files_are_read_again(desk):
    desk.write("a", "Cam sành")
    desk.write("b", "Bưởi da xanh")
    assert desk.find("cam") == {"a"}
    assert sorted(desk.read) == ["a", "b"]
    assert desk.find("cam") == {"a"}
    assert desk.read == []
    desk.write("a", "Quýt hồng")
    assert desk.find("cam") == set()
    assert desk.read == ["a"]
    assert desk.find("quýt") == {"a"}


def test_a_file_that_was_only_touched_is_not_read_again(desk):
    path = desk.write("a", "Cam sành")
    desk.find("cam")
    path.touch()
    desk.find("cam")
    assert desk.read == []


def test_deleted_and_renamed_files_are_followed(desk):
    path = desk.write("a", "Cam sành")
    desk.write("b", "Cam xoàn")
    desk.find("cam")
    path.rename(path.with_name("c.md"))
    found = desk.search("cam")
    assert sorted(result.item.path for result in found.results) == ["news/b.md", "news/c.md"]
    path.with_name("b.md").unlink()
    assert desk.search("cam").total == 1


def test_an_item_with_a_fault_is_counted_and_found_once_mended(desk):
    desk.write("a", "Cam sành")
    desk.write("b", "Cam xoàn", date="không rõ")
    found = desk.search("cam")
    assert found.total == 1
    assert any("1 tin còn lỗi" in notice for notice in found.notices)
    desk.write("b", "Cam xoàn")
    assert desk.search("cam").total == 2


def test_a_fault_that_is_mended_elsewhere_is_noticed(desk):
    desk.write("a", "Cam sành", cover={"src": "images/cam.png", "alt": "Cam"})
    for _ in range(2):
        found = desk.search("cam")
        assert (found.total, len(found.notices)) == (0, 1)
    (desk.portal.config.content / "images/cam.png").write_bytes(b"x")
    assert desk.search("cam").total == 1


def test_an_item_that_gets_a_fault_is_no_longer_found_as_it_was(desk):
    desk.write("a", "Cam sành")
    desk.find("cam")
    desk.write("a", "Cam sành", date="không rõ")
    assert desk.search("cam").total == 0


def test_files_that_cannot_be_read_are_counted_and_harm_nothing(desk, tmp_path):
    desk.write("a", "Cam sành")
    (tmp_path / "secret.md").write_text("---\ntitle: Cam mật\ndate: 2022-07-01\ncategory: Dân vận\n---\nx\n", "utf-8")
    news = desk.portal.config.content / "news"
    (news / "link.md").symlink_to(tmp_path / "secret.md")
    (news / "loop.md").symlink_to(news / "loop.md")
    (news / "bytes.md").write_bytes(b"\xff\xfe\x00cam")
    os.mkfifo(news / "pipe.md")
    found = desk.search("cam")
    assert [result.item.slug for result in found.results] == ["a"]
    assert any("2 tin còn lỗi" in notice for notice in found.notices)


def test_an_empty_content_folder_has_an_empty_index(desk):
    assert desk.search("cam").total == 0


def test_other_vocabularies_make_a_new_index(desk):
    desk.portal.config.vocabulary.mkdir()
    desk.write("a", "Cam sành")
    desk.find("cam")
    (desk.portal.config.vocabulary / "categories.yaml").write_text("[]", "utf-8")
    found = desk.search("cam")
    assert desk.read == ["a"]
    assert any("lập lại" in notice for notice in found.notices)


# Folders that may not be opened


class Bomb:
    """Unpickling it is noticed."""

    exploded = False

    def __reduce__(self):
        return (setattr, (Bomb, "exploded", True))


def test_a_folder_that_we_did_not_make_is_neither_opened_nor_changed(desk):
    desk.write("a", "Cam sành")
    desk.folder.mkdir(parents=True)
    (desk.folder / "_editors_1.toc").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(SiteError, match="không phải chỉ mục"):
        desk.search("cam")
    assert [path.name for path in desk.folder.iterdir()] == ["_editors_1.toc"]
    assert not Bomb.exploded


def test_an_index_copied_from_elsewhere_is_made_anew_and_not_opened(desk, tmp_path):
    other = Desk(tmp_path / "other")
    other.write("x", "Tin lạ")
    other.find("tin")
    desk.write("a", "Cam sành")
    shutil.copytree(other.folder, desk.folder)
    found = desk.search("tin lạ cam")
    assert [result.item.slug for result in found.results] == ["a"]
    assert any("chép từ nơi khác" in notice for notice in found.notices)


def test_a_file_put_into_our_index_is_removed_before_whoosh_sees_it(desk):
    desk.write("a", "Cam sành")
    desk.find("cam")
    (desk.folder / "_editors_99.toc").write_bytes(pickle.dumps(Bomb()))
    assert desk.find("cam") == {"a"}
    assert not (desk.folder / "_editors_99.toc").exists()
    assert not Bomb.exploded


@pytest.mark.parametrize("harm", ["cut", "gone", "mark", "changed"])
def test_a_damaged_index_is_made_anew_with_a_notice(desk, harm):
    desk.write("a", "Cam sành")
    desk.find("cam")
    segment = max(desk.folder.glob("*.seg"), key=lambda path: path.stat().st_size)
    content = segment.read_bytes()
    if harm == "cut":
        segment.write_bytes(content[:20])
    elif harm == "gone":
        segment.unlink()
    elif harm == "mark":
        (desk.folder / MARK).write_text('{"folder":', "utf-8")
    else:
        segment.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    found = desk.search("cam")
    assert [result.item.slug for result in found.results] == ["a"]
    assert any("hỏng" in notice for notice in found.notices)
    assert desk.search("cam").notices == ()


def test_a_run_that_was_killed_half_way_is_made_good(desk, monkeypatch):
    desk.write("a", "Cam sành")

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("plugins.search.editors.index.make_document", stop)
        with pytest.raises(KeyboardInterrupt):
            desk.search("cam")
    assert desk.find("cam") == {"a"}


def test_a_folder_that_cannot_be_made_is_told(desk):
    desk.folder.parent.parent.mkdir(exist_ok=True)
    desk.folder.parent.write_text("in the way", "utf-8")
    with pytest.raises(SiteError, match="chỉ mục"):
        desk.search("cam")


def test_a_link_in_the_place_of_the_index_is_not_followed(desk, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "keep.txt").write_text("giữ", "utf-8")
    desk.folder.parent.mkdir(parents=True)
    desk.folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SiteError):
        desk.search("cam")
    assert (tmp_path / "elsewhere" / "keep.txt").exists()
