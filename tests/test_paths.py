"""The gate for paths: whatever content, a request or an import names, nothing outside its folder is read or written."""

import ast
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from plugins.build.rendering import refuse_collisions, refuse_names
from plugins.model import Job, SiteError
from plugins.model.paths import (
    PathError,
    confine,
    find_link,
    is_plain,
    is_reserved,
    is_special,
    is_within,
    join,
    name_fault,
    same_name,
    walk,
)
from plugins.voice.views import figures, most_read

PLUGINS = Path(__file__).parents[1] / "plugins"
PROPERTY = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))

PIECES = [
    "..", ".", "", "/", "\\", "//", "../", "..\\", "a", "images", "news", "ra-ngoai", "vong", "tep", "%2e%2e", "%2f",
    "\0", "\n", "C:", "c:\\", "~", "…", "．．", "∕", "⧵", "a" * 260, "ảnh", "a\u0309nh", "\ud800", "\u202e", " ",
    "a.jpg", ":ads", "CON", "nul.html", "/etc/passwd", "/proc/self/environ", "file://", "{static}",
]  # fmt: skip
NAMES = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=6).map("/".join) | st.lists(
    st.sampled_from(PIECES) | st.text(max_size=4), max_size=8
).map("".join)


@pytest.fixture(scope="module")
def trap(tmp_path_factory) -> Path:
    """A folder in which links lead everywhere: out of it, to itself, and to another of its own."""
    root = tmp_path_factory.mktemp("gate")
    (root / "ben-ngoai").mkdir()
    (root / "ben-ngoai" / "a.jpg").write_text("bí mật")
    folder = root / "noi-dung"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "a.jpg").write_text("ảnh")
    (folder / "ra-ngoai").symlink_to(root / "ben-ngoai")
    (folder / "vong").symlink_to(folder)
    (folder / "images" / "tep").symlink_to(root / "ben-ngoai" / "a.jpg")
    (folder / "tep").symlink_to(folder / "tep")
    (root / "noi-dung-khac").mkdir()  # begins with the same letters
    return folder


@PROPERTY
@given(NAMES)
@example("../noi-dung-khac/x")
@example("images/../../ben-ngoai/a.jpg")
@example("ra-ngoai/a.jpg")
@example("vong/images/a.jpg")
@example("images/tep")
@example("khong-co/\ud800")
def test_no_name_leads_out_of_a_folder(trap, name):
    try:
        joined = join(trap, name)
    except PathError:
        assert not is_plain(name)
    else:
        assert Path(os.path.normpath(joined)).is_relative_to(trap)
    try:
        path = confine(trap, name)
    except PathError:
        return
    true = Path(os.path.realpath(path))
    assert true.is_relative_to(trap.resolve())
    assert true == path.resolve() == trap.resolve() / name
    assert is_within(trap, path)


@pytest.mark.parametrize("name", ["ra-ngoai", "ra-ngoai/moi.jpg", "vong/images/a.jpg", "images/tep", "tep", "tep/x"])
def test_no_link_is_followed_not_even_to_the_same_folder(trap, name):
    with pytest.raises(PathError) as error:
        confine(trap, name)
    assert "liên kết tượng trưng" in error.value.message
    assert error.value.hint


def test_a_file_that_is_yet_to_be_made_may_be_named(trap):
    assert confine(trap, "images/2026/moi.jpg") == trap / "images/2026/moi.jpg"


def test_where_links_may_stay_inside_only_those_that_leave_are_refused(trap):
    assert is_within(trap, trap / "vong" / "images" / "a.jpg")
    assert not is_within(trap, trap / "ra-ngoai" / "a.jpg")
    assert not is_within(trap, trap.parent / "noi-dung-khac" / "x")
    assert not is_within(trap, trap / "a\0b")


def test_a_walk_tells_links_and_follows_none(trap):
    found = {Path(path).relative_to(trap).as_posix(): is_link for path, is_link, _ in walk(trap)}
    assert found == {"images/a.jpg": False, "images/tep": True, "ra-ngoai": True, "vong": True, "tep": True}


def test_the_first_link_among_folders_is_found(trap):
    assert find_link(trap, ["images", "images/2026", "vong/images"]) == "vong"
    assert find_link(trap, ["images", "moi/2026", ""]) == ""


# Names of the site's files

GOOD = [
    "index.html", "tin/2022/07/hoi-nghi/index.html", "theme/Source Serif.woff2", ".well-known/security.txt", "CNAME",
    "the/con-nguoi/index.html", "the/console/index.html", "ảnh/hội nghị.jpg", "_headers",
]  # fmt: skip
BAD = [
    "", "/x", "x//y", "../x", "x/../y", "x/./y", "a\\b", "C:/x", "x\0", "x\n", "x:y", "tin/con/index.html", "CON",
    "nul.html", "Aux", "com1/index.html", "LPT9.txt", "con .html", "x.", "x ", "x./y", " x", "a<b", "a|b", 'a"b', "a?b",
    "a*b", "a" * 256, "ả" * 90, unicodedata.normalize("NFD", "ảnh.jpg"), "a\u200bb", "a\u202eb", "a\ud800b",
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_names_may_be_given_to_files(name):
    assert name_fault(name) == ""


@pytest.mark.parametrize("name", BAD)
def test_names_that_some_system_cannot_hold_are_refused(name):
    assert name_fault(name)


@PROPERTY
@given(NAMES)
def test_a_name_without_a_fault_can_be_written_just_there(tmp_path_factory, name):
    if name_fault(name):
        return
    folder = tmp_path_factory.mktemp("names")
    path = join(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    assert [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()] == [name]


@pytest.mark.parametrize("other", ["TIN/Ảnh", "tin/a\u0309nh", "TIN/A\u0309NH"])
def test_names_that_differ_in_case_or_composition_are_the_same(other):
    assert same_name(other) == same_name("tin/ảnh")


@PROPERTY
@given(st.text(max_size=8))
def test_sameness_does_not_depend_on_case_or_form(text):
    assert same_name(unicodedata.normalize("NFD", text)) == same_name(unicodedata.normalize("NFC", text))
    assert same_name(text.casefold()) == same_name(text)
    assert same_name(same_name(text)) == same_name(text)


SPECIAL = ["_headers", "_redirects", ".htaccess", "x/.htaccess", ".htpasswd", ".git/config", ".well-known/x", "CNAME",
           "cname", "robots.txt", "Robots.TXT", "manifest.webmanifest", "worker.js", "tim-kiem/worker.js",
           "_worker.js"]  # fmt: skip


@pytest.mark.parametrize("name", SPECIAL)
def test_names_that_hosts_and_browsers_heed_are_special(name):
    assert is_special(name)
    assert is_reserved(name)


OWN = ["theme", "theme/x.css", "feeds/all.atom.xml", "search", "images/x.jpg", "tin", "index.html", "404.html",
       "sitemap.xml", "Tim-Kiem", "the/x", most_read.ADDRESS[1:], figures.FOLDER[1:]]  # fmt: skip


@pytest.mark.parametrize("name", OWN)
def test_the_portal_s_own_addresses_are_reserved(name):
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["gioi-thieu", "lien-he/index.html", "tin-cu/x.html", "themes"])
def test_other_names_are_free(name):
    assert not is_reserved(name)


def job(address: str, renderer: str = "page.html") -> Job:
    return Job(address, renderer, lambda: None, ())


@pytest.mark.parametrize("address", ["/../x/", "/tin/con/", "/_headers/", "/a/.git/", "/CNAME/", "/a\0/"])
def test_no_page_is_made_at_such_an_address(address):
    with pytest.raises(SiteError, match="Không đặt được trang"):
        refuse_names([job(address)])


def test_a_room_may_make_a_file_for_hosts():
    refuse_names([job("/_headers", "bytes"), job("/.well-known/security.txt", "bytes"), job("/404.html")])


@pytest.mark.parametrize(
    ("first", "second"),
    [("/tin/a/", "/TIN/A/"), ("/x/", "/x/index.html"), ("/ả/", "/a\u0309/"), ("/a", "/a/"), ("/a", "/a/b/c/")],
)
def test_two_files_that_one_disk_cannot_hold_are_refused(first, second):
    for pair in ((first, second), (second, first)):
        with pytest.raises(SiteError, match=r"[đĐ]ịa chỉ"):
            refuse_collisions([job(one, "bytes") for one in pair])
    with pytest.raises(SiteError, match=r"[đĐ]ịa chỉ"):
        refuse_collisions([job(first, "bytes")], [job(second).file])


# Whole sites


def faults_of(site) -> dict[str, str]:
    with pytest.raises(SiteError) as error:
        site.build()
    return {fault.path: f"{fault.code} {fault.message}" for fault in error.value.faults}


def test_links_in_the_content_are_refused_by_name_and_the_site_stays(site, tmp_path):
    site.write("mot", slug="mot")
    site.build()
    before = site.tree()
    outside = tmp_path / "ben-ngoai"
    outside.mkdir()
    (outside / "bi-mat.md").write_text("---\ntitle: Bí mật\n---\nx\n", "utf-8")
    (site.content / "news" / "2023").symlink_to(outside)
    (site.content / "news" / "2022" / "07" / "tep.md").symlink_to(outside / "bi-mat.md")
    (site.content / "images").symlink_to(outside)
    (site.content / "pages" / "vong").symlink_to(site.content)
    found = faults_of(site)
    assert set(found) == {"images", "news/2022/07/tep.md", "news/2023", "pages/vong"}
    assert all(told.startswith("E-READ") and "liên kết tượng trưng" in told for told in found.values())
    assert site.tree() == before


@pytest.mark.parametrize("name", ["vocabulary", "pages", "theme"])
def test_no_folder_of_the_content_may_be_a_link(site, tmp_path, name):
    site.write("mot", slug="mot")
    if (site.content / name).exists():
        (site.content / name).rename(tmp_path / "pages")
    (tmp_path / name).mkdir(exist_ok=True)
    (site.content / name).symlink_to(tmp_path / name)
    with pytest.raises(SiteError, match=f"«{name}» là liên kết tượng trưng"):
        site.build()


def test_a_vocabulary_that_is_a_link_is_refused(site, tmp_path):
    site.write("mot", slug="mot")
    (tmp_path / "bi-mat.yaml").write_text("mật khẩu: 123\n", "utf-8")
    (site.content / "vocabulary").mkdir()
    (site.content / "vocabulary" / "abbreviations.yaml").symlink_to(tmp_path / "bi-mat.yaml")
    with pytest.raises(SiteError, match=r"abbreviations\.yaml là liên kết tượng trưng") as error:
        site.build()
    assert "123" not in f"{error.value} {error.value.faults}"


def test_templates_are_not_taken_from_the_project_s_own_content(site, tmp_path):
    site.write("mot", slug="mot")
    (site.content / "theme" / "templates").mkdir(parents=True)
    conf = tmp_path / "conf.py"
    conf.write_text(f"from pelicanconf import *\nPATH = {str(site.content)!r}\n")
    with pytest.raises(SiteError, match="không lấy từ thư mục nội dung"):
        site.build(settings=conf)


def test_a_link_in_the_output_is_neither_written_through_nor_deleted_through(site, tmp_path):
    site.write("mot", slug="mot")
    site.build()
    month = site.output / "tin" / "2022" / "07"
    month.rename(tmp_path / "noi-khac")
    month.symlink_to(tmp_path / "noi-khac")
    before = site.tree(tmp_path / "noi-khac")
    site.write("hai", slug="hai")
    with pytest.raises(SiteError, match="tin/2022/07 là liên kết tượng trưng"):
        site.build()
    assert site.tree(tmp_path / "noi-khac") == before
    month.unlink()
    site.build()
    assert (month / "hai" / "index.html").is_file()


def test_a_page_takes_the_place_of_a_link_even_to_the_same_text(site, tmp_path):
    site.write("mot", slug="mot")
    site.build()
    page = site.output / "tin" / "2022" / "07" / "mot" / "index.html"
    text = page.read_bytes()
    page.rename(tmp_path / "trang.html")
    page.symlink_to(tmp_path / "trang.html")
    site.build()
    assert not page.is_symlink()
    assert page.read_bytes() == text


def test_names_of_devices_are_refused_for_items_and_marked_for_tags(site):
    site.write("con", title="Con")
    site.write("hai", slug="nul")
    site.write("ba", tags=["Con", "con người"])
    found = faults_of(site)
    assert {path for path, told in found.items() if told.startswith("E-SLUG")} == {
        "news/2022/07/con.md", "news/2022/07/hai.md",
    }  # fmt: skip
    for name in ("con", "hai"):
        (site.content / "news" / "2022" / "07" / f"{name}.md").unlink()
    site.build()
    tags = {path.name for path in (site.output / "the").iterdir()}
    assert "con-nguoi" in tags
    assert "con" not in tags
    assert any(tag.startswith("con-") and tag != "con-nguoi" for tag in tags)


# Nobody else asks where a path leads

# What asks the system where a path truly leads, and why it may beside the gate.
ASKS = {"realpath", "commonpath", "commonprefix", "normpath", "is_symlink", "islink", "readlink", "samefile", "resolve"}
MAY_ASK = {
    "build/accounting.py": "which of the content's files are links, to say so",
    "build/folder.py": "the page or file that the operator asks about",
    "build/reading.py": "whether a picture became a link since it was read, so that it is read again and refused",
    "build/settings.py": "the folders that the operator names on the command line or in the settings",
    "build/storage/mirror.py": "its own copy, where no link belongs",
    "build/why.py": "the page or file that the operator asks about",
    "desk/browser/files.py": "leaves links out of a list",
    "desk/check.py": "the files that the operator names",
    "publishing/placing.py": "the output folder itself",
    "publishing/targets/opening.py": "the folder that the settings name",
    "reader/items.py": "the content folder itself",
    "reader/links.py": "what a link to a file should have been, for the hint; no file is opened",
    "search/editors/index.py": "the folder of the index, and files that are looked at anew",
    "search/editors/results.py": "the file that the operator names",
    "tasks/task.py": "the files and folders that the operator names",
}


def is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


def own_paths(path: Path) -> list[str]:
    """Where a module asks where a path leads, or joins a folder of the content and a name by itself."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKS:
            is_path = node.func.attr != "resolve" or not node.args  # names are resolved too, with arguments
            if is_path and "__file__" not in ast.unparse(node):
                found.append(f"{node.lineno}: {ast.unparse(node)}")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not is_constant(node.right):
            left = ast.unparse(node.left)
            if left.rpartition(".")[2] in ("content", "pages", "vocabulary") or left.endswith("pages.parent"):
                found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("path", sorted(PLUGINS.rglob("*.py")), ids=lambda path: path.relative_to(PLUGINS).as_posix())
def test_no_module_beside_the_gate_joins_or_judges_paths_of_the_content(path):
    name = path.relative_to(PLUGINS).as_posix()
    if name != "model/paths.py":
        assert bool(own_paths(path)) == (name in MAY_ASK), own_paths(path)
