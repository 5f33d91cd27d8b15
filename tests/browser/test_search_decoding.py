"""The decoder of the search's files in a real browser: what was written is read alike, and damage is an error, soon."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from playwright.sync_api import Page

from plugins.search.bits import RICE, gamma, pack, plain
from plugins.search.shards import write_delta
from tests.attacks.harm import plain_host
from tests.browser.windows import Windows
from tests.samples import THEME

LONGEST = 500  # milliseconds for a file
# In: lists of bytes, and what reads them. Out: for each what was read, or the error, and milliseconds.
DECODE = """async ([files, read]) => {
  const decoding = await import("/decoding.js");
  return files.map((bytes) => {
    const started = performance.now();
    let outcome;
    try {
      const reader = decoding.makeReader(new Uint8Array(bytes));
      const lists = read === "lists" ? decoding.readLists(reader, 1000) : decoding.readDelta(reader);
      outcome = read === "lists" ? [...lists] : lists.map((levels) => [...levels]);
    } catch (error) {
      outcome = error instanceof Error ? error.constructor.name : "thrown";
    }
    return { outcome, took: performance.now() - started };
  });
}"""


@pytest.fixture
def page(windows: Windows) -> Iterator[Page]:
    with plain_host(THEME / "blocks/search") as address:
        page = windows.open(base_url=address)
        page.goto("/search.html")
        yield page


def decode(page: Page, files: list[bytes], read: str) -> list[dict]:
    found = page.evaluate(DECODE, [[list(file) for file in files], read])
    assert max(each["took"] for each in found) < LONGEST
    return found


def test_what_is_written_is_read_alike(page):
    chance = Random(5)
    items = [
        sorted({chance.randrange(2**17) << 47 | chance.randrange(8) for _ in range(chance.randint(0, 60))})
        for _ in range(30)
    ]
    levels = []
    for postings in items:
        kept: dict[int, int] = {}
        for posting in postings:
            kept[posting >> 47] = max(posting & 7, kept.get(posting >> 47, 0))
        levels.append([[key, level] for key, level in sorted(kept.items())])
    assert decode(page, [write_delta(items)], "delta")[0]["outcome"] == levels


@pytest.mark.parametrize("read", ["lists", "delta"])
def test_damaged_files_are_an_error_and_hold_nothing_up(page, read):
    """Bytes at random, files with a byte turned, and hostile ones whose sum is right."""
    chance = Random(read)
    whole = write_delta([[1 << 50 | 3, 5 << 50 | 2]] * 5)
    noise = [chance.randbytes(chance.randint(0, 300)) for _ in range(300)]
    turned = [whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :] for at in range(len(whole))]
    assert {each["outcome"] for each in decode(page, noise + turned, read)} <= {"Error", "RangeError"}
    sound = [pack([f"{byte:08b}" for byte in chance.randbytes(chance.randint(1, 400))]) for _ in range(400)]
    for each in decode(page, sound, read):
        assert isinstance(each["outcome"], list) or each["outcome"] in ("Error", "RangeError")


@pytest.mark.parametrize("read", ["lists", "delta"])
def test_a_file_that_says_it_holds_more_than_there_is_is_an_error_soon(page, read):
    """Counts beyond all memory, gaps without end, empty lists by the million."""
    files = [
        pack([gamma(2**50), plain(0, 8)]),
        pack([gamma(2**31 + 5), "1" * 400]),
        pack(["0" * 3_000]),
        pack([gamma(2), plain(31, 5), "1" * 20_000]),
        pack([gamma(2), plain(0, 5), RICE[0][0], gamma(2**45), gamma(1), "0"]),
        pack([gamma(2**20), *["1" + plain(0, 5) + plain(0, 3)] * 50]),
    ]
    for each in decode(page, files, read):
        assert each["outcome"] in ("Error", "RangeError", [[]]), each["outcome"]  # an item without keys may be
