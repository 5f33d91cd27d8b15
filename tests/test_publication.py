"""How an item stands at a moment, and what the site shows of all items then."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugins.model import (
    STANDING_NAMES,
    STANDINGS,
    Correction,
    Digests,
    NewsItem,
    Withdrawal,
    claim_of,
    complete_translations,
    find_rival_leads,
    is_public,
    next_change,
    public_from,
    publish,
    standing_at,
    timeline_of,
    tombstone_of,
)

ZONE = dt.timezone(dt.timedelta(hours=7))


def at(day: int, hour: int = 8) -> dt.datetime:
    return dt.datetime(2022, 7, 1, tzinfo=ZONE) + dt.timedelta(days=day - 1, hours=hour)


def item(slug: str = "tin", day: int = 10, **values) -> NewsItem:
    values = {"title": slug, "date": at(day), "category": "dan-van"} | values
    return NewsItem(path=f"news/{slug}.md", slug=slug, body="<p></p>", **values)


GONE = Withdrawal(dt.date(2022, 7, 12), "Nội dung chưa được xác nhận.")


@pytest.mark.parametrize(
    ("values", "standings"),
    [
        ({}, ["embargoed", "published", "published"]),
        ({"publish_at": at(15)}, ["embargoed", "embargoed", "published"]),
        ({"publish_at": at(1)}, ["embargoed", "published", "published"]),
        ({"unpublish_at": at(15)}, ["embargoed", "published", "expired"]),
        ({"unpublish_at": at(9)}, ["embargoed", "expired", "expired"]),
        ({"status": "draft"}, ["draft"] * 3),
        ({"status": "draft", "withdrawn": GONE}, ["draft"] * 3),
        ({"status": "review", "unpublish_at": at(11)}, ["review"] * 3),
        ({"withdrawn": GONE}, ["withdrawn"] * 3),
        ({"withdrawn": GONE, "unpublish_at": at(11)}, ["withdrawn"] * 3),
    ],
)
def test_the_standing_follows_status_withdrawal_and_clock(values, standings):
    assert [standing_at(item(**values), at(day)) for day in (1, 10, 20)] == standings


def test_an_item_is_public_from_its_very_moment_until_just_before_the_end():
    news = item(unpublish_at=at(12))
    second = dt.timedelta(seconds=1)
    moments = (at(10) - second, at(10), at(12) - second, at(12))
    assert [is_public(news, moment) for moment in moments] == [False, True, True, False]


MOMENTS = st.integers(0, 40 * 24).map(lambda hours: at(1, hours))
ITEMS = st.builds(
    lambda date, status, publish_at, unpublish_at, withdrawn: item(
        date=date, status=status, publish_at=publish_at, unpublish_at=unpublish_at, withdrawn=withdrawn
    ),
    MOMENTS,
    st.sampled_from(["draft", "review", "published", "published"]),
    st.none() | MOMENTS,
    st.none() | MOMENTS,
    st.none() | st.none() | MOMENTS.map(lambda moment: Withdrawal(moment.date(), "Lý do.")),
)


@given(ITEMS, MOMENTS)
def test_at_any_moment_an_item_stands_in_one_way_and_until_the_next_change_in_the_same(news, moment):
    standing = standing_at(news, moment)
    assert standing in STANDINGS
    change = next_change(news, moment)
    for later in range(0, 41 * 24, 5):
        then = moment + dt.timedelta(hours=later)
        if change is None or then < change:
            assert standing_at(news, then) == standing
            assert tombstone_of(news, then) == tombstone_of(news, moment)


@given(ITEMS)
def test_a_timeline_ascends_and_never_stands_the_same_twice_in_a_row(news):
    timeline = timeline_of(news)
    starts, standings = [start for start, _ in timeline], [standing for _, standing in timeline]
    assert starts == sorted(set(starts))
    assert all(one != other for one, other in itertools.pairwise(standings))
    opens = public_from(timeline)
    assert opens is None or is_public(news, opens)


@given(ITEMS, MOMENTS)
def test_what_was_never_due_leaves_nothing_and_what_readers_saw_leaves_a_tombstone_without_its_text(news, moment):
    tombstone = tombstone_of(news, moment)
    if tombstone is None:
        seen_before = replace(news, withdrawn=None)
        gone = standing_at(news, moment) in ("expired", "withdrawn")
        end = news.withdrawn.date if news.withdrawn else moment.date()
        first = public_from(timeline_of(seen_before))
        assert not gone or first is None or first > moment or first.date() > end or (news.due >= news.unpublish_at)
    else:
        assert news.due <= moment
        assert tombstone.address == news.address
        assert news.title not in (tombstone.reason, str(tombstone.date))


def test_an_item_withdrawn_on_the_day_it_came_out_was_seen():
    news = item(withdrawn=Withdrawal(dt.date(2022, 7, 10), "Sai số liệu."))
    assert tombstone_of(news, at(10, 7)) is None
    assert tombstone_of(news, at(10)).reason == "Sai số liệu."
    assert next_change(news, at(10, 7)) == at(10)


def test_readers_are_shown_the_published_items_and_editors_all_of_them():
    items = (item("mot"), item("nhap", status="draft"), item("mai", 30), item("go", withdrawn=GONE))
    public, desk = publish(items, at(20)), publish(items, at(20), everything=True)
    assert [news.slug for news in public.shown] == ["mot"]
    assert public.counts == {"draft": 1, "embargoed": 1, "withdrawn": 1}
    assert [stone.path for stone in public.tombstones] == ["news/go.md"]
    assert public.changes == (at(30),)
    assert desk.shown == items
    assert desk.counts == public.counts
    assert desk.tombstones == ()


def test_what_only_editors_see_has_another_digest_in_each_standing():
    items = (item("mot"), item("mai", 30))
    digests = {"news/mot.md": Digests("a", "A"), "news/mai.md": Digests("b", "B")}
    marked = publish(items, at(20), everything=True).marked(digests)
    assert marked == digests | {"news/mai.md": Digests("b embargoed", "B embargoed")}
    assert publish(items, at(30), everything=True).marked(digests) == digests


def test_every_standing_has_a_name_for_editors():
    assert set(STANDING_NAMES) == set(STANDINGS)
    assert len(set(STANDING_NAMES.values())) == len(STANDINGS)


# Translations follow their originals


def pair(original: dict, translation: dict) -> NewsItem:
    one = item("hop", **original)
    other = item("hop.en", original=one.path, language="en", **translation)
    completed, _ = complete_translations((one, other), (one.path, other.path))
    return completed[1]


def test_a_translation_stands_no_better_than_its_original():
    assert standing_at(pair({"status": "review"}, {}), at(20)) == "review"
    assert standing_at(pair({}, {"status": "review"}), at(20)) == "review"
    assert standing_at(pair({"unpublish_at": at(15)}, {"unpublish_at": at(30)}), at(20)) == "expired"
    assert standing_at(pair({}, {"unpublish_at": at(15)}), at(20)) == "expired"


def test_a_translation_of_a_withdrawn_item_is_withdrawn_with_its_reason_in_the_language_it_was_given_in():
    stone = tombstone_of(pair({"withdrawn": GONE}, {}), at(20))
    assert (stone.reason, stone.language, stone.edition) == (GONE.reason, "vi", "en")
    own = Withdrawal(GONE.date, "Not confirmed.", "en")
    stone = tombstone_of(pair({"withdrawn": GONE}, {"withdrawn": own}), at(20))
    assert (stone.reason, stone.language) == ("Not confirmed.", "en")


# The lead of the home page


def test_an_item_that_is_gone_claims_the_lead_no_longer():
    one, other = item("mot", 10, placement="lead"), item("hai", 11, placement="lead", unpublish_at=at(12))
    claims = [claim_of(news) for news in (one, other)]
    assert [fault.path for fault in find_rival_leads(claims, at(11))] == ["news/mot.md"]
    assert find_rival_leads(claims, at(12)) == ()
    assert claim_of(item(placement="lead", withdrawn=GONE)) is None
    assert claim_of(item(placement="lead", status="review")) is None


# When an item was changed


@pytest.mark.parametrize(
    ("updated", "corrected", "changed"),
    [
        (None, None, None),
        (at(11), None, at(11)),
        (None, 12, dt.date(2022, 7, 12)),
        (at(11), 12, dt.date(2022, 7, 12)),
        (at(12), 12, at(12)),
        (at(13), 12, at(13)),
        (None, 10, None),
    ],
)
def test_an_item_counts_as_changed_on_the_day_of_a_correction_that_came_after_its_last_update(
    updated, corrected, changed
):
    corrections = (Correction(dt.date(2022, 7, corrected), "Sửa tên."),) if corrected else ()
    news = item(updated=updated, corrections=corrections)
    assert news.changed == changed
    assert type(news.changed) is type(changed)
    assert news.modified >= news.date
    assert news.modified.date() == (changed or news.date.date()) or news.modified == changed
