"""The readers' search: cards, the page and its scripts. What a browser finds is in browser/test_search_engine.py."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from plugins.model import Portal, SiteError
from plugins.search.cards import STANDFIRST_LENGTH, group_name, shorten
from plugins.search.scripts import ENGINE, INTERFACE, NARROWING, bundle_engine, bundle_page, write_narrowing
from tests.samples import THEME
from tests.search_sample import files_of, jobs_of, make_item, make_portal, make_whole_portal, numbered


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    return make_whole_portal(tmp_path)


def test_cards_show_what_a_result_needs(portal):
    item = make_item("Sơ <b>kết</b>", "2022-06-30", regions=("ben-luc-long-an",), summary="Tóm tắt.", has_time=False)
    (card,) = json.loads(files_of(portal, item)["/search/cards/0-1.json"])
    assert card == [
        item.address, "Sơ <b>kết</b>", "Tóm tắt.", "2022-06-30", "dan-van", "Dân vận", ["Bến Lức, Long An"], "",
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "total", "name"), [(0, 4, "0"), (0, 5, "0"), (1, 5, "1-1"), (1, 7, "1-3")])
def test_a_group_of_cards_that_is_not_full_says_its_size(number, total, name):
    assert group_name(number, total) == name


def test_a_standfirst_is_cut_between_words():
    lead = shorten("dân vận khéo, " * 40)
    assert lead.endswith(("dân…", "vận…", "khéo…"))
    assert STANDFIRST_LENGTH - 10 < len(lead) <= STANDFIRST_LENGTH + 1


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("", 10, ""),
        ("vừa đúng", 8, "vừa đúng"),
        ("hai  chữ\ndài", 20, "hai chữ dài"),
        ("một từ, hai từ", 7, "một từ…"),
        ("một từ hai từ", 6, "một từ…"),
        ("x" * 30, 10, "x" * 10 + "…"),
    ],
)
def test_shortening_keeps_whole_words_where_it_can(text, length, short):
    assert shorten(text, length) == short


def test_the_page_knows_its_files_and_is_left_out_of_search_engines(portal):
    jobs = jobs_of(portal, make_item("Tin"))
    view = jobs["/tim-kiem/"].compose()
    address, _, manifest = view.index.partition("#")
    assert json.loads(jobs[address].compose()) == manifest
    _, items, base, bits, *digests = manifest.split(".")
    assert (items, base, bits) == ("1", "0", "0")
    for name, digest in zip(("delta.{}.bin", "narrowing.{}.js", "tags.{}.json"), digests[1:], strict=True):
        assert f"/search/{name.format(digest)}" in jobs
    assert view.script in jobs
    assert view.worker in jobs
    assert (view.head.title, view.head.address, view.head.indexed) == ("Tìm kiếm", "/tim-kiem/", True)


def test_the_manifest_fits_in_a_packet(portal):
    assert len(files_of(portal, *numbered(40))["/search/manifest.json"]) < 300


def test_the_script_is_engine_and_interface_in_one_and_its_address_changes_with_them(portal):
    def script() -> tuple[str, str]:
        (found,) = [job for name, job in jobs_of(portal).items() if name.startswith("/search/search.")]
        return found.address, found.compose()

    first = script()
    assert re.findall("tep='(.+?)'", first[1]) == [*ENGINE, *INTERFACE]
    assert script() == first
    (portal.config.theme / "blocks/search/engine.js").write_text("const khac = 1;\n", "utf-8")
    assert script()[0] != first[0]


def test_modules_of_a_bundle_share_a_scope_without_imports_and_comments(portal):
    block = portal.config.theme / "blocks/search"
    (block / "analysis.js").write_text(
        '/* Mở đầu\n   hai dòng. */\nimport {\n  a,\n  b,\n} from "./khac.js";\n\n'
        "export const mot = 'b // c'; // chú thích\nexport function hai() {}\nexport async function ba() {}\n",
        "utf-8",
    )
    script = bundle_engine(portal)
    assert script.startswith('(()=>{"use strict";')
    assert "const mot='b // c';function hai(){}" in script
    assert not {"import", "export", "chú", "Mở"} & set(re.findall(r"\w+", script))


def test_the_served_script_is_small_keeps_to_itself_and_has_no_comments():
    served = bundle_page(make_portal(THEME))
    assert re.fullmatch(r'(?s)\(\(\)=>\{"use strict";.*\}\)\(\);\n\(\(\)=>\{"use strict";.*\}\)\(\);\n', served)
    narrowing = write_narrowing(make_portal(THEME), {"regions": [["a", "</script> ' \u2028"]]})
    for script in (served, narrowing):
        assert not re.search(
            r"\beval\b|new Function|innerHTML|document\.write|\bimport\b(?!\()|\bexport\b(?! function open| const data=)|https?://",
            script,
        )
    # What the page waits for fits in two round trips beside its style sheet, also on a phone's slow network.
    assert len(gzip.compress(served.encode(), 6)) < 12_350
    assert "/*" not in served
    assert not re.search(r"^\s*//", served, re.MULTILINE)


def test_every_module_of_the_theme_is_served_and_imports_only_those_before_it():
    block = THEME / "blocks/search"
    assert {path.stem for path in block.glob("*.js")} == {*ENGINE, *INTERFACE, *NARROWING, "worker"}
    order = [*ENGINE, *NARROWING, *INTERFACE]
    for place, name in enumerate(order):
        imported = re.findall(r'from "\./(.+?)\.js"', (block / f"{name}.js").read_text("utf-8"))
        assert set(imported) <= set(order[:place])


@pytest.mark.parametrize("name", ["analysis.js", "engine.js", "search.js", "narrowing.js", "tag-field.js", "worker.js"])
def test_a_theme_without_a_script_cannot_be_built(portal, name):
    (portal.config.theme / "blocks/search" / name).unlink()
    with pytest.raises(SiteError, match=name.replace(".", r"\.")):
        jobs_of(portal)
