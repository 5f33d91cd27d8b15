"""Results are narrowed by section, place, official, day and tag, and sorted."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.search.sample import (
    ITEMS,
    PLACES,
)
from tests.browser.search_page import (
    ask,
    links,
    open_filters,
    query_of,
    suggestions,
    tag_field,
    titles,
)

# Filters


def test_a_plain_query_does_not_fetch_the_choices(page, site):
    ask(page, "bến lức")
    page.wait_for_timeout(200)
    assert "/search/choices.json" not in site.log


def test_opening_the_filters_fetches_their_choices_once(page, site):
    ask(page, "bến lức")
    page.locator("[data-search-filters] summary").click()
    expect(page.locator("[name=region] option")).to_have_text(["Tất cả", *PLACES.values()])
    page.select_option("[name=official]", "duong-van-ut")
    expect(links(page)).to_have_text([ITEMS[0]["title"]])
    assert query_of(page) == {"q": "bến lức", "official": "duong-van-ut"}
    assert site.log.count("/search/choices.json") == 1


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"region": "tay-ninh"}, 1),
        ({"region": "ben-luc"}, 2),
        ({"region": "khong-co"}, 0),
        ({"category": "thong-bao"}, 1),
        ({"official": "duong-van-ut"}, 1),
        ({"from": "2022-07-02"}, 1),
        ({"to": "2022-07-01"}, 1),
        ({"from": "2025-01-01", "to": "2020-01-01"}, 0),
        ({"region": "tay-ninh", "category": "dan-van", "official": "duong-van-ut", "sort": "date"}, 1),
    ],
    ids=str,
)
def test_filters_in_the_address_hold_and_are_seen(page, filters, found):
    ask(page, "bến lức", **filters)
    assert len(titles(page)) == found
    expect(page.locator("[name=region] option")).not_to_have_count(1)
    for name, value in filters.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)
        expect(page.locator(f"[name={name}]")).to_be_visible()


def test_days_that_are_none_are_left_out(page):
    ask(page, "bến lức", **{"from": "hôm qua", "to": "2024-99"})
    assert len(titles(page)) == 2


def test_a_filter_in_the_address_has_its_name_once_the_choices_are_there(page):
    ask(page, "bến lức", region="ben-luc")
    expect(page.locator("[name=region] option:checked")).to_have_text("Bến Lức, Long An")


def test_all_filters_can_be_left_at_once(page):
    ask(page, "bến lức", region="tay-ninh", **{"from": "2022-01-01"})
    page.get_by_role("button", name="Bỏ bộ lọc").click()
    expect(links(page)).to_have_count(2)
    assert query_of(page) == {"q": "bến lức"}
    expect(page.locator("[data-search-filters] summary")).to_be_focused()
    expect(page.get_by_role("button", name="Bỏ bộ lọc")).to_be_hidden()


def test_choices_that_cannot_be_loaded_are_said_and_tried_again(page, site):
    choices = site.files.pop("/search/choices.json")
    ask(page, "bến lức")
    page.locator("[data-search-filters] summary").click()
    expect(page.locator("[name=region] option")).to_have_text(["Tất cả", "Chưa tải được danh sách"])
    site.files["/search/choices.json"] = choices
    page.locator("[name=region]").focus()
    expect(page.locator("[name=region] option")).to_have_text(["Tất cả", *PLACES.values()])


# Tags


def test_tags_are_fetched_once_and_only_when_the_reader_comes_to_their_field(page, site):
    open_filters(ask(page, "bến lức"))
    expect(page.locator("[name=region] option")).not_to_have_count(1)
    assert "/search/tags.json" not in site.log
    tag_field(page).focus()
    tag_field(page).fill("dan")
    expect(suggestions(page)).to_have_text(["Dân vận khéo"])
    tag_field(page).fill("quyt")
    expect(suggestions(page)).to_have_text(["Cây quýt"])
    assert site.log.count("/search/tags.json") == 1


def test_a_tag_is_chosen_by_keyboard_with_or_without_accents(page):
    open_filters(ask(page, "bến lức"))
    field = tag_field(page)
    field.press_sequentially("van kh")
    expect(suggestions(page)).to_have_text(["Dân vận khéo"])
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(suggestions(page)).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == suggestions(page).get_attribute("id")
    field.press("Enter")
    expect(field).to_have_value("Dân vận khéo")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(links(page)).to_have_text([ITEMS[0]["title"]])
    assert query_of(page) == {"q": "bến lức", "tag": "dan-van-kheo"}
    field.fill("")
    field.press("Enter")
    expect(links(page)).to_have_count(2)
    assert query_of(page) == {"q": "bến lức"}


def test_letters_typed_before_the_script_of_the_field_is_there_are_not_lost(page, site):
    site.delays["/search/narrowing.js"] = 0.5
    open_filters(ask(page, "bến lức"))
    tag_field(page).press_sequentially("van kh")
    assert "/search/tags.json" not in site.log
    expect(suggestions(page)).to_have_text(["Dân vận khéo"])


def test_a_tag_typed_and_left_before_the_script_of_the_field_is_there_is_chosen(page, site):
    site.delays["/search/narrowing.js"] = 0.5
    open_filters(ask(page, "bến lức"))
    tag_field(page).fill("dan van kheo")
    page.get_by_label("Từ khoá").focus()
    assert "/search/tags.json" not in site.log
    expect(links(page)).to_have_text([ITEMS[0]["title"]])
    assert query_of(page) == {"q": "bến lức", "tag": "dan-van-kheo"}


def test_a_tag_is_chosen_with_the_pointer(page):
    open_filters(ask(page, "bến lức"))
    tag_field(page).fill("dân")
    suggestions(page).first.click()
    expect(links(page)).to_have_text([ITEMS[0]["title"]])
    expect(tag_field(page)).to_be_focused()
    expect(suggestions(page)).to_have_count(0)


def test_of_thousands_of_tags_a_few_are_suggested_and_escape_puts_them_away(page):
    open_filters(ask(page, "bến lức"))
    field = tag_field(page)
    field.fill("thẻ số 2")
    expect(suggestions(page)).to_have_count(12)
    field.press("ArrowUp")
    expect(suggestions(page).nth(11)).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(suggestions(page)).to_have_count(0)
    expect(field).to_have_value("thẻ số 2")


def test_a_tag_in_the_address_holds_and_is_shown_by_its_name(page):
    ask(page, "bến lức", tag="dan-van-kheo")
    assert titles(page) == [ITEMS[0]["title"]]
    expect(tag_field(page)).to_have_value("Dân vận khéo")
    expect(tag_field(page)).to_be_visible()
    page.get_by_role("button", name="Bỏ bộ lọc").click()
    expect(links(page)).to_have_count(2)
    expect(tag_field(page)).to_have_value("")


@pytest.mark.parametrize(
    "tag", ["khong-co", "<img src=x onerror=window.hacked=1>", "__proto__", "Dân vận", "$&", "5" * 3000]
)
def test_an_unknown_tag_is_said_and_finds_nothing(page, tag):
    ask(page, "bến lức", tag=tag)
    assert titles(page) == []
    note = page.locator("[data-search-tag-note]")
    expect(note).to_have_text(f"Không có thẻ “{tag}”.")
    expect(note).to_be_visible()
    expect(tag_field(page)).to_have_attribute("aria-invalid", "true")
    expect(tag_field(page)).to_have_accessible_description(f"Không có thẻ “{tag}”.")


def test_text_that_names_no_tag_is_said_once_the_reader_has_finished(page):
    open_filters(ask(page, "bến lức"))
    field = tag_field(page)
    field.fill("ma tuý")
    page.wait_for_timeout(250)
    expect(page.locator("[data-search-tag-note]")).to_be_hidden()
    assert query_of(page) == {"q": "bến lức"}
    field.blur()
    expect(page.locator("[data-search-tag-note]")).to_have_text("Không có thẻ “ma tuý”.")
    assert titles(page) == []
    field.fill("dan van kheo")
    field.press("Enter")
    expect(links(page)).to_have_text([ITEMS[0]["title"]])
    expect(field).to_have_value("Dân vận khéo")
    expect(page.locator("[data-search-tag-note]")).to_be_hidden()


def test_tags_that_differ_in_accents_only_are_kept_apart(page):
    open_filters(ask(page, "bến lức"))
    for text, tag in (("mạ", "ma-2"), ("ma", "ma")):
        tag_field(page).fill(text)
        tag_field(page).press("Enter")
        expect(page).to_have_url(re.compile(f"[?&]tag={tag}$"))


def test_markup_in_a_tag_is_text(page):
    open_filters(ask(page, "bến lức"))
    tag_field(page).fill("nui")
    expect(suggestions(page)).to_have_text(["<b>Khủng</b> núi"])


def test_tags_that_cannot_be_loaded_are_said_and_tried_again(page, site):
    tags = site.files.pop("/search/tags.json")
    open_filters(ask(page, "bến lức"))
    tag_field(page).fill("dan")
    expect(page.locator("[data-search-tag-note]")).to_have_text("Chưa tải được danh sách")
    site.files["/search/tags.json"] = tags
    tag_field(page).fill("dan v")
    expect(suggestions(page)).to_have_text(["Dân vận khéo"])
    expect(page.locator("[data-search-tag-note]")).to_be_hidden()


def test_going_back_leads_to_the_tag_before(page):
    ask(page, "bến lức", tag="dan-van-kheo")
    tag_field(page).fill("Cây quýt")
    tag_field(page).press("Enter")
    expect(page.locator("[data-search-empty]")).to_be_visible()
    page.go_back()
    expect(tag_field(page)).to_have_value("Dân vận khéo")
    expect(links(page)).to_have_text([ITEMS[0]["title"]])


def test_results_can_be_sorted_by_date(page):
    ask(page, "bến lức")
    page.get_by_label("Sắp xếp").select_option("date")
    expect(links(page)).to_have_text([ITEMS[1]["title"], ITEMS[0]["title"]])
    assert query_of(page) == {"q": "bến lức", "sort": "date"}
