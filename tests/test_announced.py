"""What the site shows for its deploys to be announced, and the settings that are refused."""

from __future__ import annotations

import shutil

import pytest

from plugins.build import Options, build_site
from plugins.build.settings import PROJECT
from plugins.model import SiteError
from plugins.model.announced import Announced, read_announced

KEY, HUB = "0123456789abcdef", "https://hub.example.vn/"

THEME = PROJECT / "theme"


def targets(*afters: object) -> dict[str, object]:
    return {"PORTAL_TARGETS": {f"dich-{number}": {"after": after} for number, after in enumerate(afters)}}


def test_hubs_and_keys_of_all_targets_are_shown_once():
    found = read_announced(targets({"websub": HUB}, {"websub": HUB, "indexnow": {"key": KEY}}, {"smoke": True}))
    assert found == Announced((HUB,), (KEY,))


@pytest.mark.parametrize("settings", [{}, {"PORTAL_TARGETS": None}, {"PORTAL_TARGETS": {"a": 5}}, targets(7, {})])
def test_nothing_is_shown_where_nothing_is_told(settings):
    assert read_announced(settings) == Announced()


@pytest.mark.parametrize("key", ["ngắn", "../../../robots", "a/b/c/d/e", "có dấu cách đây", 12345678])
def test_a_key_that_names_another_file_is_refused(key):
    with pytest.raises(SiteError, match=r"dich-0.*IndexNow"):
        read_announced(targets({"indexnow": {"key": key}}))


@pytest.mark.parametrize("hub", ["hub.example.vn", "javascript:alert(1)", "https://", 5])
def test_a_hub_that_is_no_address_is_refused(hub):
    with pytest.raises(SiteError, match=r"dich-0.*websub"):
        read_announced(targets({"websub": hub}))


def test_the_key_lies_at_the_site_s_root_and_goes_with_the_setting(site):
    site.write("mot", title="Một tin", slug="mot")
    shutil.copytree(PROJECT / "content/vocabulary", site.content / "vocabulary", dirs_exist_ok=True)
    path = site.content.parent / "settings.py"

    def build(more: str) -> None:
        path.write_text(f"from pelicanconf import *\nTHEME = {str(THEME)!r}\n{more}", "utf-8")
        build_site(Options(content=site.content, output=site.output, jobs=1, settings=path))

    build(f"PORTAL_TARGETS = {targets({'indexnow': {'key': KEY}, 'websub': HUB})['PORTAL_TARGETS']!r}\n")
    assert (site.output / f"{KEY}.txt").read_text() == KEY
    assert f'href="{HUB}" rel="hub"' in (site.output / "feeds/all.atom.xml").read_text("utf-8")
    build("")
    assert not (site.output / f"{KEY}.txt").exists()
    assert "hub" not in (site.output / "feeds/all.atom.xml").read_text("utf-8")
