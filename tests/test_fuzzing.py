"""Some hundreds of random inputs through reader, importer, analysis and shards; campaigns try a hundred thousand.

Below them, what the campaigns found.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.search.bits import BitReader, gamma, pack, plain
from tests.campaigns.fuzz import SHARES, make, run
from tests.fuzzing import inputs
from tests.fuzzing.targets import Trial
from tests.reader_sample import HEAD, Desk


def few(examples: int) -> settings:
    return settings(deadline=None, max_examples=examples, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    trial = Trial(tmp_path_factory.mktemp("trial"))
    yield trial
    trial.check_traces()


@few(150)
@given(st.randoms(use_true_random=False))
def test_no_item_trips_the_reader_takes_long_or_leaves_what_runs(trial, chance):
    trial.read(inputs.item(chance))


@pytest.mark.parametrize(("ending", "examples"), [(".html", 40), (".docx", 25), (".txt", 40)])
def test_no_source_trips_the_importer_or_gets_out_of_its_draft(trial, ending, examples):
    @few(examples)
    @given(st.randoms(use_true_random=False))
    def try_sources(chance):
        trial.import_(inputs.SOURCES[ending](chance), ending)

    try_sources()


@few(60)
@given(st.randoms(use_true_random=False))
def test_no_text_trips_the_analysis(trial, chance):
    trial.analyse(inputs.words(chance))


def test_an_input_of_the_campaign_can_be_made_again_by_its_number(trial):
    assert make(7, 1) == make(7, 1) != make(7, 2)
    kinds = {make(number, 3)[0] for number in range(200)}
    assert kinds == set(SHARES)
    assert run(trial, "words", b"a") == "analysed"


# Shards: what is written is read again, and what is damaged is an error.


@few(100)
@given(st.lists(st.integers(1, 2**40) | st.integers(1, 9), max_size=30), st.integers(0, 31))
def test_numbers_that_are_packed_are_read_again(numbers, width):
    reader = BitReader(pack([part for number in numbers for part in (gamma(number), plain(number % 2**width, width))]))
    assert [(reader.gamma(), reader.plain(width)) for _ in numbers] == [(n, n % 2**width) for n in numbers]


@few(100)
@given(st.lists(st.integers(1, 2**20), min_size=1, max_size=30), st.integers(0, 10**6), st.binary(max_size=3))
def test_a_file_with_any_damage_is_refused_by_its_sum(numbers, place, noise):
    packed = pack([gamma(number) for number in numbers])
    at = place % len(packed)
    damaged = packed[:at] + noise + packed[at + 1 :]
    if damaged != packed:
        with pytest.raises(ValueError, match="damaged"):
            BitReader(damaged)


@few(100)
@given(st.binary(max_size=40))
def test_whatever_bytes_bear_the_right_sum_reading_ends(content):
    reader = BitReader(pack([f"{byte:08b}" for byte in content]))
    widths = random.Random(0)

    def read_on():
        for _ in range(8 * len(content) + 1):
            reader.gamma()
            reader.rice(widths.randrange(5))

    with pytest.raises(EOFError):
        read_on()


# What the campaigns found.


def test_a_fault_that_quotes_several_lines_is_one_line(tmp_path):
    """Programs read the faults line by line; content must not write lines of its own among them."""
    desk = Desk(tmp_path)
    result = desk.read("Title: T\nDate: 2022-07-01\nCategory: Dân vận\n\n![Ảnh]({static}```\n::error::evil.png)\n")
    assert result.faults
    assert not [fault for fault in result.faults if "\n" in str(fault)]


def test_a_mark_that_nothing_visible_divides_from_its_letter_is_one_with_it(tmp_path):
    result = Desk(tmp_path).read(f"---\n{HEAD}---\nCa tô\u200b\u0301t\n")
    assert result.item.body == "<p>Ca tốt</p>"


@pytest.mark.parametrize(
    "forbidden", ["\x01", "&#1;", "&#x1b;", "&#xD800;", "&#xFFFE;", "&#99999999999;", "&#x110000;"]
)
def test_characters_that_xml_may_not_hold_are_left_out_of_saved_pages(trial, forbidden):
    text = inputs.page(before=f"<p>Chữ</p><script>x</script>{forbidden}<style>x</style>{forbidden} chữ của bài.")
    assert trial.import_(text.encode(), ".html") == "draft"


def test_a_mark_that_a_dropped_tag_divided_from_its_letter_is_one_with_it(tmp_path):
    result = Desk(tmp_path).read(f"---\n{HEAD}---\nT\u01a1</a>\u0323\n")
    assert result.item.body == "<p>T\u1ee3</p>"


def test_a_page_of_which_nothing_is_left_but_what_portals_add_is_refused_with_a_remedy(trial):
    assert trial.import_(("<!d><meta><ti><div>Lượt xem: 55 " + "漢字、" * 60).encode(), ".html") == "refused"
