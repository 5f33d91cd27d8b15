"""Views are counted from the server's own logs: each once, people's alone, and nothing of those who read."""

from __future__ import annotations

import datetime as dt
import gzip
import sqlite3
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.model import SiteError
from plugins.voice.views import counting
from plugins.voice.views.lines import LONGEST, read_line
from plugins.voice.views.robots import is_robot
from tests.access_logs import BROWSER, ITEM, NOON, NOW, caddy, combined, count, counts, days
from tests.bench.views import write_log

SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)
OTHER = "/tin/2026/10/don-vi/"


@pytest.fixture
def ledger(tmp_path):
    return tmp_path / "views" / "so.db"


@pytest.fixture
def log(tmp_path):
    return tmp_path / "access.log"


def test_views_are_counted_by_address_and_by_day_of_the_portal(ledger, log):
    midnight = NOON.replace(hour=0)
    utc = [combined(at=(midnight + step).astimezone(dt.UTC)) for step in (-SECOND, SECOND, 2 * SECOND)]
    log.write_text("".join([*utc, combined(OTHER)]))
    assert count(ledger, log).views == 4
    assert counts(ledger) == {ITEM: 3, OTHER: 1}
    assert days(ledger) == {"2026-11-19": 1, "2026-11-20": 3}
    assert counts(ledger, "2026-11-20") == {ITEM: 2, OTHER: 1}


@pytest.mark.parametrize(
    "line",
    [
        combined(ITEM),
        combined(f"{ITEM}?utm_source=zalo"),
        combined(f"{ITEM}index.html"),
        combined(f"/en{ITEM}"),
        combined(status=304),
        combined(referer="https://cong.example/"),
        combined().replace("HTTP/1.1", "HTTP/2.0"),
        combined().rstrip("\n") + ' "198.51.100.4"\r\n',  # behind a proxy, and copied by way of Windows
        combined(client="2001:db8::7"),
        combined(agent=BROWSER + r" \x22 \"quoted\" \\"),
        caddy(),
        caddy(sec_fetch_mode="navigate"),
    ],
)
def test_a_page_that_was_answered_to_a_reader_is_a_view(ledger, log, line):
    log.write_text(line, newline="")
    assert (count(ledger, log).views, list(counts(ledger).values())) == (1, [1])


@pytest.mark.parametrize(
    "line",
    [
        combined("/"),
        combined("/chuyen-muc/dan-van/"),
        combined("/theme/portal.0a1b2c3d.css"),
        combined("/tin/2026/11/"),
        combined(ITEM.rstrip("/"), status=301),
        combined(status=404),
        combined(status=206),
        combined(status=500),
        combined(method="HEAD"),
        combined(method="POST"),
        combined("/tin/2026/11/<script>alert(1)</script>/"),
        combined("/tin/2026/11/..%2f..%2fetc/"),
        combined(referer="https://cong.example/worker.js"),  # the service worker, keeping pages ahead
        caddy(referer="https://cong.example/worker.js"),
        caddy(sec_purpose="prefetch;prerender"),
        caddy(sec_fetch_mode="cors"),
        '{"level":"info","ts":1795150800.1,"logger":"tls","msg":"cleaning storage unit"}\n',
    ],
)
def test_what_is_no_reading_of_an_item_is_not_counted_and_is_not_broken_either(ledger, log, line):
    log.write_text(line)
    tally = count(ledger, log)
    assert (tally.lines, tally.views, tally.broken) == (1, 0, 0)
    assert counts(ledger) == {}


ROBOTS = [
    "",
    "-",
    "curl/8.5.0",
    "Java/17.0.2",
    "feedly/1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
]
PEOPLE = [
    BROWSER,
    BROWSER.replace("Chrome/", "coc_coc_browser/131.0.0 Chrome/"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Zalo iOS/601",
    "Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari [FB_IAB/FB4A;FBAV/48]",
    "Mozilla/5.0 (Linux; Android 13; CUBOT P80) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36",
    "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; vi) Presto/2.12.423 Version/12.16",
]


def test_robots_are_told_from_people():
    assert [agent for agent in ROBOTS if not is_robot(agent)] == []
    assert [agent for agent in PEOPLE if is_robot(agent)] == []


def test_robots_are_left_out_and_told_in_the_tally(ledger, log):
    log.write_text("".join(combined(agent=agent) for agent in ROBOTS + PEOPLE))
    tally = count(ledger, log)
    assert (tally.robots, tally.views) == (len(ROBOTS), len(PEOPLE))


# What is read again


def test_a_log_that_grew_counts_what_is_new_and_its_beginning_is_not_read_again(ledger, log):
    log.write_text(combined())
    count(ledger, log)
    with log.open("a") as more:
        more.write(combined(at=NOON + SECOND) + combined(OTHER, at=NOON + SECOND)[:-10])
    tally = count(ledger, log)
    assert (tally.lines, tally.views) == (1, 1)  # the last line is not whole yet
    with log.open("a") as more:
        more.write(combined(OTHER, at=NOON + SECOND)[-10:])
    assert count(ledger, log).views == 1
    assert counts(ledger) == {ITEM: 2, OTHER: 1}


def test_a_log_as_it_was_is_not_opened(ledger, log):
    log.write_text(combined())
    count(ledger, log)
    assert (count(ledger, log).lines, count(ledger, log).unchanged) == (0, 1)


def test_a_log_that_was_rotated_and_compressed_is_not_counted_twice(ledger, log, tmp_path):
    log.write_text(combined() + combined(at=NOON + SECOND))
    count(ledger, log)
    rotated = tmp_path / "access.log.2.gz"
    rotated.write_bytes(gzip.compress(log.read_bytes()))
    log.write_text(combined(OTHER, at=NOON + DAY))
    tally = count(ledger, rotated, log, now=NOW + DAY)
    assert (tally.views, tally.known) == (1, 2)
    assert counts(ledger) == {ITEM: 2, OTHER: 1}


def test_another_log_in_the_place_of_the_first_is_read_from_its_beginning(ledger, log):
    log.write_text(combined() + combined(at=NOON + SECOND))
    count(ledger, log)
    with log.open("r+") as same:  # as copytruncate does: the file itself stays
        same.truncate()
        same.write(combined(at=NOON + DAY) + combined(at=NOON + DAY + SECOND) + combined(OTHER, at=NOON + DAY))
    assert count(ledger, log, now=NOW + DAY).views == 3


def test_two_readers_of_one_second_are_two_and_one_line_twice_is_one(ledger, log):
    log.write_text(combined(client="203.0.113.1") + combined(client="203.0.113.2") * 2)
    count(ledger, log)
    assert counts(ledger) == {ITEM: 2}


def test_a_log_whose_addresses_were_hidden_afterwards_is_noticed_and_not_counted(ledger, log, tmp_path):
    lines = [combined(at=NOON + n * SECOND, client=f"203.0.113.{n}") for n in range(60)]
    log.write_text("".join(lines))
    count(ledger, log)
    rewritten = tmp_path / "hidden.log"
    rewritten.write_text("".join(line.replace(f"203.0.113.{n} ", "203.0.113.0 ") for n, line in enumerate(lines)))
    tally = count(ledger, rewritten)
    assert tally.views == 0
    assert "đã bị viết lại" in tally.notices[0]
    assert counts(ledger) == {ITEM: 60}


def test_a_line_taken_out_of_a_log_changes_nothing(ledger, log):
    lines = [combined(at=NOON + n * SECOND) for n in range(5)]
    log.write_text("".join(lines))
    count(ledger, log)
    log.write_text("".join(lines[:2] + lines[3:]))
    count(ledger, log)
    assert counts(ledger) == {ITEM: 5}


def test_days_that_no_log_tells_of_any_more_are_closed(ledger, log, tmp_path):
    log.write_text(combined())
    count(ledger, log)
    later = tmp_path / "later.log"
    later.write_text(combined(at=NOON + 36 * DAY))
    count(ledger, later, now=NOW + 36 * DAY)
    with sqlite3.connect(ledger) as kept:
        assert kept.execute("SELECT DISTINCT day FROM marks").fetchall() == [("2026-12-26",)]
        assert kept.execute("SELECT key FROM days WHERE day = '2026-11-20'").fetchall() == [(None,)]
    again = tmp_path / "again.log"
    again.write_text(combined() + combined(at=NOON + SECOND))
    assert count(ledger, again, now=NOW + 36 * DAY).closed == 2
    assert counts(ledger) == {ITEM: 2}


LINES = st.builds(
    combined,
    st.sampled_from([ITEM, OTHER, "/", "/tin/2026/11/<b>/"]),
    st.integers(0, 30 * 86_400).map(lambda seconds: NOON - seconds * SECOND),
    client=st.sampled_from(["203.0.113.1", "203.0.113.2", "2001:db8::1"]),
    agent=st.sampled_from([BROWSER, "curl/8.5.0", *PEOPLE[:2]]),
    status=st.sampled_from([200, 304, 404]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES | st.just("broken\n"), max_size=25), st.data())
def test_splitting_compressing_rotating_and_reading_again_in_any_order_give_the_same_counts(lines, data):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole = folder / "whole.log"
        whole.write_text("".join(lines))
        count(folder / "once.db", whole)
        cuts = sorted(data.draw(st.lists(st.integers(0, len(lines)), max_size=4)))
        parts = []
        for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(lines)], strict=True)):
            content = "".join(lines[start:end]).encode()
            is_compressed = data.draw(st.booleans())
            part = folder / f"access.log.{number}{'.gz' * is_compressed}"
            part.write_bytes(gzip.compress(content) if is_compressed else content)
            parts.append(part)
        again = data.draw(st.lists(st.sampled_from([*parts, whole]), max_size=4))
        runs = data.draw(st.permutations([*parts, *again]))
        middle = data.draw(st.integers(0, len(runs)))
        for run in (runs[:middle], runs[middle:], parts):
            count(folder / "parts.db", *run)
        assert counts(folder / "parts.db") == counts(folder / "once.db")
        assert days(folder / "parts.db") == days(folder / "once.db")


# What anybody may write


HOSTILE = [
    b"",
    b"\x00\x01\x02",
    b"\xff\xfe" + combined().rstrip("\n").encode("utf-16-le"),
    b'203.0.113.7 - - [20/Nov/2026:12:00:00 +0700] "GET /tin/2026/11/a/ HTTP/1.1" 200 9 "-"',
    b'203.0.113.7 - - [20/Nov/2026:12:00:00 +0700] "GET /tin/2026/11/a/ HTTP/1.1" 200 9 "-" "Mozilla/5.0',
    b'203.0.113.7 - - [31/Feb/2026:12:00:00 +0700] "GET /tin/2026/11/a/ HTTP/1.1" 200 9 "-" "Mozilla/5.0"',
    b'203.0.113.7 - - [20/Xyz/2026:12:00:00 +0700] "GET /tin/2026/11/a/ HTTP/1.1" 200 9 "-" "Mozilla/5.0"',
    b'203.0.113.7 - - [20/Nov/0000:12:00:00 +0700] "GET /tin/2026/11/a/ HTTP/1.1" 200 9 "-" "Mozilla/5.0"',
    b'203.0.113.7 - - [20/Nov/2026:12:00:00 +9999] "GET /tin/2026/11/a/ HTTP/1.1" 200 9 "-" "Mozilla/5.0"',
    b'203.0.113.7 - x"y [20/Nov/2026:12:00:00 +0700] "GET /tin/2026/11/a/ HTTP/1.1" 200 9 "-" "Mozilla/5.0"',
    combined(f"{ITEM}?{'x' * LONGEST}").encode()[:-1],
    b'"' * 50_000,
    b"\\" * 50_000,
    b"[" * 50_000,
    b"{" * 50_000,
    b'{"a":' * 5_000,
    b'{"ts":1e400,"request":{"method":"GET","uri":"/tin/2026/11/a/"},"status":200}',
    b'{"ts":"yesterday","request":{"method":"GET","uri":"/tin/2026/11/a/"},"status":200}',
    b'{"ts":1795150800,"request":{"method":"GET","uri":["/tin/2026/11/a/"]},"status":200}',
    b'{"ts":1795150800,"request":{"method":"GET","uri":"/tin/\xff/11/a/"},"status":200}',
    b'{"ts":1795150800,"request":null,"status":200}',
]


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_a_broken_line_is_told_and_stops_nothing(ledger, log, line):
    log.write_bytes(line + b"\n" + combined().encode())
    tally = count(ledger, log)
    assert tally.views == 1
    assert tally.broken == bool(line)
    assert counts(ledger) == {ITEM: 1}


def test_lines_of_the_future_are_left_out_and_told(ledger, log):
    log.write_text(combined(at=NOW + DAY) + combined(at=NOW + 365 * 60 * DAY) + combined())
    tally = count(ledger, log)
    assert (tally.future, tally.views) == (2, 1)
    with sqlite3.connect(ledger) as kept:
        assert kept.execute("SELECT moment FROM moments").fetchall() == [(NOON.astimezone(dt.UTC).isoformat(),)]


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=100).map(lambda text: combined(text, agent=text).encode("utf-8", "replace"))
)
def test_whatever_a_line_holds_only_an_item_s_address_comes_out_of_it(line):
    for part in line.split(b"\n"):
        read = read_line(part)
        address = getattr(read, "address", "/tin/2026/11/a/")
        assert set(address) <= set("abcdefghijklmnopqrstuvwxyz0123456789-/")


def test_an_enormous_line_costs_no_memory_and_hides_no_line(ledger, log):
    with log.open("wb") as file:
        for _ in range(40):
            file.write(b"x" * 1_000_000)
        file.write(b"\n" + combined().encode())
    tally = count(ledger, log)
    assert (tally.broken, tally.views) == (1, 1)


def test_a_compressed_log_that_ends_early_is_told_and_its_lines_count_once(ledger, tmp_path):
    content = gzip.compress("".join(combined(at=NOON + n * SECOND) for n in range(5000)).encode())
    log = tmp_path / "access.log.1.gz"
    log.write_bytes(content[: len(content) // 2])
    tally = count(ledger, log)
    assert 0 < tally.views < 5000
    assert "cụt hoặc hỏng" in tally.notices[0]
    log.write_bytes(content)
    count(ledger, log)
    assert counts(ledger) == {ITEM: 5000}


def test_a_log_that_cannot_be_read_is_told_and_stops_no_other(ledger, log, tmp_path):
    log.write_text(combined())
    wrong = [tmp_path / "none.log", tmp_path]
    paths = counting.find_logs([*map(str, wrong), str(tmp_path / "acc*")])
    assert paths == [*wrong, log]
    tally = count(ledger, *paths)
    assert (tally.unread, tally.views) == (2, 1)
    assert [notice.partition(": ")[0] for notice in tally.notices] == [str(path) for path in wrong]


# What is kept


def test_nothing_of_those_who_read_is_kept(ledger, log):
    secret = ["203.0.113.77", "nguoi-dung", "Zalo iOS/601", "https://noi-khac.example/"]
    line = combined(client=secret[0], agent=PEOPLE[2], referer=secret[3]).replace(" - - ", f" - {secret[1]} ")
    log.write_text(line * 3)
    count(ledger, log)
    kept = b"".join(file.read_bytes() for file in ledger.parent.iterdir())
    assert ITEM.encode() in kept
    assert [word for word in secret if word.encode() in kept] == []
    assert ledger.stat().st_mode & 0o077 == 0


def test_a_run_that_fails_has_counted_nothing(ledger, log, monkeypatch):
    log.write_text(combined())
    with monkeypatch.context() as patch:
        patch.setattr(counting, "is_robot", lambda agent: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            count(ledger, log)
    assert count(ledger, log).views == 1


def test_a_ledger_that_is_none_is_told_with_its_remedy(ledger, log):
    ledger.parent.mkdir()
    ledger.write_bytes(b"no database at all, but long enough to look like one" * 30)
    log.write_text(combined())
    with pytest.raises(SiteError, match="đã hỏng"):
        count(ledger, log)


def test_counting_takes_less_than_ten_microseconds_a_line(ledger, log):
    write_log(log, 40_000)
    started = time.process_time()
    tally = count(ledger, log, now=dt.datetime.now(dt.UTC))
    assert tally.lines == 40_000
    assert tally.views > 4_000
    assert tally.robots > 1_000
    assert (time.process_time() - started) / tally.lines < 10e-6
