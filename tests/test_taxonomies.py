"""Listings keep their pages: what stands on a full page stays there."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.taxonomies.pagination import paginate

COUNTS = st.integers(0, 500)
SIZES = st.integers(1, 40)


@given(COUNTS, SIZES)
def test_every_item_stands_on_exactly_one_page(count, size):
    shown = [position for part in paginate(count, size) for position in range(part.start, part.stop)]
    assert sorted(shown) == list(range(count))


@given(COUNTS, SIZES)
def test_a_numbered_page_is_full_and_holds_the_same_items_whatever_comes_later(count, size):
    for part in paginate(count, size)[1:]:
        assert (part.start, part.stop) == ((part.number - 1) * size, part.number * size)


@given(COUNTS, SIZES)
def test_one_more_item_changes_the_front_and_at_most_one_link_and_one_new_page(count, size):
    before = {part.number: part for part in paginate(count, size)}
    after = {part.number: part for part in paginate(count + 1, size)}
    changed = {number for number in before if number and before[number] != after[number]}
    appeared = after.keys() - before.keys()
    assert len(appeared) <= 1
    assert changed <= {number - 1 for number in appeared}
    for number in changed:
        assert (before[number].start, before[number].stop) == (after[number].start, after[number].stop)


@given(COUNTS, SIZES)
def test_following_older_links_from_the_front_visits_every_page_and_newer_links_lead_back(count, size):
    pages = {part.number: part for part in paginate(count, size)}
    visited, current = [0], pages[0]
    while current.older:
        older = pages[current.older]
        assert older.newer == current.number
        visited.append(older.number)
        current = older
    assert sorted(visited) == sorted(pages)


@given(st.integers(1, 500), SIZES)
def test_the_front_is_never_nearly_empty(count, size):
    front = paginate(count, size)[0]
    assert front.stop - front.start >= min(count, size)
