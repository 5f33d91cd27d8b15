"""The style sheet as it is served says what its sources say."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from plugins.build.theme import slim_style, style_sheets
from tests.samples import THEME

# Custom properties are kept by the letter.
RULES = """text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(", ", ","));
}"""


def test_the_served_style_sheet_has_every_rule_of_its_sources(page: Page) -> None:
    sources = "\n".join(file.read_text("utf-8") for file in style_sheets(THEME))
    served = slim_style(sources)
    assert len(served) < 0.9 * len(sources)
    assert "/*" not in served
    expected = page.evaluate(RULES, sources)
    assert len(expected) > 400
    assert page.evaluate(RULES, served) == expected


@pytest.mark.parametrize(
    ("text", "served"),
    [
        ("a  >  b , c d { color : red ; }\n", "a > b,c d{color : red}"),
        ("/* mở */ p { margin: 0; /* giữa */ padding: 0 }", "p{margin: 0;padding: 0}"),
        ('q::before { content: "a  /* b */ ; }  c" }', 'q::before{content: "a  /* b */ ; }  c"}'),
        ("q { content: '{ \\' ; }' ; }", "q{content: '{ \\' ; }'}"),
        ("p { width: calc(1px + 2px) ; font: 1em / 2 serif }", "p{width: calc(1px + 2px);font: 1em / 2 serif}"),
        ("a/**/b { }", "a b{}"),
        ("", ""),
        ("/* nothing", "/* nothing"),
    ],
)
def test_spaces_and_comments_go_and_strings_stay(text: str, served: str) -> None:
    assert slim_style(text) == served
