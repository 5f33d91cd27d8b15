"""Comments without their server: wording, pseudonyms, what pages load, what a setting may be."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.build import Options, build_site, open_portal
from plugins.build.settings import PROJECT
from plugins.model import SiteError
from plugins.voice.comments.comment_server.addresses import DAY, Pseudonyms
from plugins.voice.comments.comment_server.wording import (
    LONGEST_NAME,
    LONGEST_TEXT,
    WordingError,
    clean,
    read_wording,
)
from plugins.voice.comments.loading import write_texts
from plugins.voice.comments.setting import read_server
from tests.comment_servers import (
    SETTINGS,
    build_voice_site,
)

BLOCK = PROJECT / "theme/blocks/comments"


# Wording


@given(st.text())
def test_a_cleaned_text_has_no_character_that_hides_turns_or_controls_and_is_clean_for_good(text: str) -> None:
    found = clean(text, lines=True)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]", found)
    assert clean(found, lines=True) == found
    assert "\n" not in clean(text, lines=False)
    found.encode()


@given(st.text(max_size=1200), st.one_of(st.none(), st.text(max_size=100)))
def test_what_is_taken_keeps_within_the_limits_and_all_else_is_refused(text: str, author: str | None) -> None:
    try:
        wording = read_wording(text, author)
    except WordingError:
        assert len(clean(text, lines=True)) not in range(3, LONGEST_TEXT + 1) or len(author or "") > LONGEST_NAME
    else:
        assert 3 <= len(wording.text) <= LONGEST_TEXT
        assert wording.author is None or 0 < len(wording.author) <= LONGEST_NAME


@pytest.mark.parametrize("text", [None, 5, ["x"], {"a": 1}, True])
def test_a_text_that_is_none_is_refused(text: object) -> None:
    with pytest.raises(WordingError) as refused:
        read_wording(text, None)
    assert refused.value.code == "invalid"


def test_five_hundred_accented_characters_are_five_hundred_however_they_are_composed() -> None:
    assert read_wording("ế" * 500, None).text == read_wording("e\u0302\u0301" * 500, None).text
    with pytest.raises(WordingError):
        read_wording("ế" * 501, None)


def test_words_of_other_scripts_and_joined_emoji_stay_whole() -> None:
    assert clean("👩\u200d⚕️ ស្រុក", lines=False) == "👩\u200d⚕️ ស្រុក"


# Pseudonyms


def test_an_address_has_one_pseudonym_a_day_and_another_on_the_next() -> None:
    now = [0.0]
    names = Pseudonyms(lambda: now[0])
    first = names.of("203.0.113.7")
    assert names.of("203.0.113.7") == names.of("::ffff:203.0.113.7") == first != names.of("203.0.113.8")
    assert "203" not in first
    now[0] = DAY
    assert names.of("203.0.113.7") != first


def test_a_household_with_ipv6_has_one_pseudonym_for_all_its_addresses() -> None:
    names = Pseudonyms()
    assert names.of("2001:db8:1:2::5") == names.of("2001:db8:1:2:aaaa::6") != names.of("2001:db8:1:3::5")
    assert names.of("no address") == names.of("")


# What pages load


def test_without_the_setting_nothing_of_comments_is_built(sample_folder: Path) -> None:
    assert not list(sample_folder.rglob("comments*"))
    for page in sample_folder.rglob("*.html"):
        assert "comments" not in page.read_text("utf-8"), page
    for file in sample_folder.glob("theme/portal.*"):
        assert "data-comments" not in file.read_text("utf-8")
        assert ".comments" not in file.read_text("utf-8")


def test_every_item_names_files_that_are_there_and_no_other_page_does(
    fill_once: Callable[..., Path],
) -> None:
    built = fill_once("voice", build_voice_site) / "site"
    pages = {page.relative_to(built).as_posix(): page.read_text("utf-8") for page in built.rglob("*.html")}
    with_comments = {name for name, html in pages.items() if "data-comments=" in html}
    assert with_comments == {name for name in pages if re.fullmatch(r"(en/)?tin/.*", name)}
    assert "comment-counts" in pages["chuyen-muc/dan-van/index.html"]
    for name in with_comments:
        files = re.findall(r'"(/theme/comments[^"]*)"', pages[name])
        assert len(files) == 3
        assert all((built / file[1:]).is_file() for file in files)
        assert ("comments-en" in pages[name]) is name.startswith("en/")


def test_scripts_of_comments_never_make_markup_of_strings_and_name_no_other_host() -> None:
    for file in BLOCK.glob("*.js"):
        code = file.read_text("utf-8")
        assert not re.search(r"\beval\b|new Function|[ot]{2}erHTML|insertAdjacent|document\.write|https?:|srcdoc", code)


def test_every_text_of_the_script_has_words_and_every_refusal_too() -> None:
    texts = write_texts(str)
    code = (BLOCK / "comments.js").read_text("utf-8")
    assert set(re.findall(r"TEXTS\.(\w+)", code)) <= texts.keys()
    server = "".join(
        file.read_text("utf-8") for file in (PROJECT / "plugins/voice/comments/comment_server").glob("*.py")
    )
    codes = set(re.findall(r'(?:Error\(|HTTPStatus\.\w+, )"(\w+)"', server)) - {"invalid"}
    assert {f"error_{code}" for code in codes} <= texts.keys()


@pytest.mark.parametrize(
    "setting",
    ["/y-kien/", {"server": "y-kien"}, {"server": "//khac.vn/"}, {"server": "https://khac.vn/y-kien/"}, {"server": "/"},
     {"server": "/a/../b/"}, {"server": '/"><script>/'}, {"server": 5}, {"sever": "/y-kien/"},
     {"server": "/tin/"}, {"server": "/theme/y-kien/"}, {"server": "/chuyen-muc/"}, {"server": "/en/"}],
)  # fmt: skip
def test_a_setting_that_cannot_stand_is_named(setting: object) -> None:
    with pytest.raises(SiteError, match="PORTAL_COMMENTS"):
        read_server({"PORTAL_COMMENTS": setting, "PORTAL_EDITIONS": {"en": {}}})


def test_a_page_where_the_server_would_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.build.CACHE", tmp_path / "cache")
    for name in ("pages", "vocabulary"):
        shutil.copytree(PROJECT / "content" / name, tmp_path / "content" / name)
    (tmp_path / "content/pages/y-kien.md").write_text("---\ntitle: Ý kiến\nslug: y-kien\n---\n\nMột trang.\n", "utf-8")
    settings = tmp_path / "voiceconf.py"
    settings.write_text(f"{SETTINGS}THEME = {str(PROJECT / 'theme')!r}\n", "utf-8")
    with pytest.raises(SiteError, match=r"pages/y-kien\.md.*chọn slug khác"):
        build_site(Options(content=tmp_path / "content", output=tmp_path / "site", jobs=1, settings=settings))


def test_a_preview_without_voice_has_no_section_that_nobody_would_answer(tmp_path: Path) -> None:
    settings = tmp_path / "voiceconf.py"
    content = PROJECT / "content"
    places = f"THEME = {str(PROJECT / 'theme')!r}\nPATH = {str(content)!r}\n"
    settings.write_text(SETTINGS + places, "utf-8")
    assert open_portal(Options(content=content, settings=settings)).comments is not None
    assert open_portal(Options(content=content, settings=settings, drafts=True)).comments is None
    assert open_portal(Options(content=content, drafts=True, voice=True)).comments is not None
    assert open_portal(Options(content=content, drafts=True)).comments is None


def test_comments_are_off_without_a_setting_and_on_for_a_preview_with_voice() -> None:
    assert read_server({}) == ""
    assert read_server({"PORTAL_COMMENTS": {}}) == ""
    assert read_server({"PORTAL_VOICE": True}) == "/y-kien/"
