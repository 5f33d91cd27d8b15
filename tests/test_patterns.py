"""The pattern page: every block in every state, for those who work on the look, and never in what is published."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from plugins.model import SiteError
from plugins.model.views import Chairing, Link
from plugins.patterns.examples import digest_blocks, distinct_ids, read_blocks
from tests.samples import THEME


@pytest.fixture
def page(site):
    site.build(drafts=True)
    return BeautifulSoup(site.page("/mau/"), "lxml")


def write_block(theme: Path, examples: str, name: str = "khoi") -> None:
    folder = theme / "blocks" / name
    folder.mkdir(parents=True)
    (folder / f"{name}.html").write_text("{# A block\n   for trial. #}{% macro khoi(people) %}{% endmacro %}", "utf-8")
    (folder / "examples.yaml").write_text(examples, "utf-8")


def test_the_pattern_page_shows_every_example_of_every_block(page):
    shown = Counter(node["data-pattern"] for node in page.select("[data-pattern]"))
    assert shown == {block.name: len(block.examples) for block in read_blocks(THEME)}


def test_no_two_elements_of_the_pattern_page_share_an_id_and_references_lead_somewhere(page):
    ids = Counter(node["id"] for node in page.select("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    inside = [node["href"][1:] for node in page.select('.patterns__index a, [data-pattern] a[href^="#mau-"]')]
    named = [
        name
        for key in ("for", "aria-labelledby", "aria-controls", "aria-describedby", "popovertarget")
        for node in page.select(f"[{key}]")
        for name in node[key].split()
    ]
    assert set(inside) | set(named) <= set(ids)


def test_the_pattern_page_s_own_files_are_served_with_it(site, page):
    files = {node["href"] for node in page.select("link[href^='/mau/']")}
    files |= {node["src"] for node in page.select("[data-pattern] img")}
    assert files == {"/mau/patterns.css", "/mau/tranh.svg"}
    assert files <= {f"/{name}" for name in site.tree()}


def test_nothing_of_the_pattern_page_is_published(site):
    site.write("tin")
    site.build()
    tree = site.tree()
    assert [name for name in tree if name.startswith("mau/")] == []
    assert [name for name, content in tree.items() if b"/mau/" in content] == []


def test_a_theme_without_the_template_has_no_pattern_page(site, monkeypatch):
    monkeypatch.setattr("plugins.patterns.TEMPLATE", "gone.html")
    site.build(drafts=True)
    assert "mau/index.html" not in site.tree()


def test_an_example_is_made_of_the_views_own_parts(tmp_path):
    write_block(tmp_path, '- {macro: khoi, name: two, arguments: {people: [!Chairing {name: An, address: ""}]}}')
    (block,) = read_blocks(tmp_path)
    assert (block.name, block.template, block.description) == ("khoi", "khoi/khoi.html", "A block for trial.")
    assert block.examples[0].arguments == {"people": [Chairing("An", "")]}


@pytest.mark.parametrize(
    "examples",
    [
        "- {macro: khoi, name: no arguments}",
        "- {macro: khoi, name: x, arguments: {people: !Unknown {}}}",
        "- {macro: khoi, name: x, arguments: {people: !Link {colour: red}}}",
        "- {macro: khoi, name: x, arguments: {people: !!python/object/apply:os.getcwd []}}",
        "7",
        "- [",
    ],
)
def test_an_example_that_cannot_be_read_is_a_fault_that_names_its_file(tmp_path, examples):
    write_block(tmp_path, examples)
    with pytest.raises(SiteError, match=r"khoi/examples\.yaml"):
        read_blocks(tmp_path)


@pytest.mark.parametrize("name", ["examples.yaml", "khoi.html"])
def test_the_page_is_made_again_when_an_example_or_a_block_changes(tmp_path, name):
    write_block(tmp_path, "[]")
    before = digest_blocks(tmp_path)
    (tmp_path / "blocks/khoi" / name).write_text("# more\n[]", "utf-8")
    assert digest_blocks(tmp_path) != before


def test_ids_and_what_refers_to_them_are_renamed_together():
    html = '<a href="#x">x</a><p id="x" data-id="x" aria-labelledby="x y"><label for="x"></label><a href="/x#x">x</a>'
    assert distinct_ids(html, 3) == (
        '<a href="#x-mau-3">x</a><p id="x-mau-3" data-id="x" aria-labelledby="x-mau-3 y">'
        '<label for="x-mau-3"></label><a href="/x#x">x</a>'
    )
    assert distinct_ids('<a href="#top">x</a>', 3) == '<a href="#top">x</a>'
    assert not re.search("mau", distinct_ids("<p>x</p>", 1))


def test_a_link_of_the_views_can_be_in_an_example():
    links = [
        value for block in read_blocks(THEME) for example in block.examples for value in example.arguments.values()
    ]
    assert any(isinstance(value, list) and value and isinstance(value[0], Link) for value in links)
