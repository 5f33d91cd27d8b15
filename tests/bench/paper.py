"""What cannot be run here, on paper: extends what was measured to as many items as a country may have.

In: MEASURED and ASSUMED below, which are all there is to change. Out: the table of docs/scale.md, where
`--write` puts it.
A quantity measured at two sizes or more goes on as it grew between the two largest: along a straight line, or with a
power of the number of items where that is more; one measured at a single size grows by the power that QUANTITIES gives,
and where that gives none it is not guessed beyond the largest.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"
BEGIN, END = "<!-- scale -->\n", "<!-- /scale -->\n"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)


@dataclass(frozen=True)
class Measured:
    """One number of items on one machine with two cores; None is not measured.

    Seconds of wall and processor time of a cold build, of one that changes nothing and of one after an edit; peak
    memory (GB); files of the site and their bytes (GB); files that an edit and a new item change; a search query's
    bytes (kB) and requests.
    """

    cold: float | None = None
    processor: float | None = None
    memory: float | None = None
    unchanged: float | None = None
    edit: float | None = None
    edit_files: float | None = None
    new_files: float | None = None
    files: float | None = None
    bytes: float | None = None
    query: float | None = None
    requests: float | None = None


# The first with whole texts and social cards, the others with short texts and without cards; queries are told of on
# the page.
MEASURED = {
    10_000: Measured(
        cold=16.8,
        processor=29,
        memory=0.41,
        unchanged=0.61,
        edit=0.64,
        edit_files=6,
        new_files=29,
        files=37_092,
        bytes=0.47,
        query=34,
        requests=12,
    ),
    100_000: Measured(cold=117, processor=198, memory=1.54, unchanged=1.4, edit=1.7, edit_files=12, files=193_281),
    1_000_000: Measured(
        cold=1382,
        processor=2076,
        memory=13.3,
        unchanged=7.8,
        edit=9.5,
        edit_files=12,
        files=2_068_581,
        query=40,
        requests=14,
    ),
}


@dataclass(frozen=True)
class Assumed:
    """Nothing here was measured. Prices are in US dollars, of the usual kind of object storage and CDN."""

    years: float = 20  # over which the items came, as many each day
    cores: int = 256  # of a cluster
    overhead: float = 1.3  # processor time on a cluster, as a multiple of that on one machine
    driver: float = 0.25  # share of a cold build's processor time that the driver spends alone
    driver_cores: int = 16
    file_bytes: float = 6_000  # mean bytes of a file as it is stored and sent
    edits: float = 0.2  # edits of older items for each new one
    views: float = 1_000_000  # pages seen a day
    view_bytes: float = 60_000  # of a page with its pictures, style and script, of which a browser keeps some
    view_requests: float = 6
    searches: float = 0.05  # of the views
    storage_price: float = 0.023  # a GB and month
    put_price: float = 0.005 / 1000  # a file that is uploaded
    traffic_price: float = 0.085  # a GB sent by the CDN
    request_price: float = 0.0075 / 10_000  # a request to the CDN


ASSUMED = Assumed()
Value = tuple[float, bool] | None  # and whether it was measured
Formatter = Callable[[float], str]
QUANTITIES = {  # by the power with which each grows where it was measured once
    "cold": 1, "processor": 1, "memory": 1, "unchanged": 1, "edit": 1, "edit_files": 0, "new_files": 0, "files": 1,
    "bytes": 1, "query": None, "requests": None,
}  # fmt: skip


def at(quantity: str, size: int) -> Value:
    """The quantity at a number of items, and whether it was measured; None where nothing can be said."""
    found = {n: value for n, row in sorted(MEASURED.items()) if (value := getattr(row, quantity)) is not None}
    if size in found:
        return found[size], True
    if not found:
        return None
    (*_, last) = found
    power = QUANTITIES[quantity]
    if power is None and size > last:
        return None
    if len(found) > 1:
        before = list(found)[-2]
        power = math.log(found[last] / found[before]) / math.log(last / before)
        if power <= 1:  # a share that stays as it is, and one for each item
            slope = (found[last] - found[before]) / (last - before)
            return found[last] + slope * (size - last), False
    return None if power is None else (found[last] * (size / last) ** power, False)


def rows() -> Iterator[tuple[str, list[str]]]:
    """Label and cells, one for each size; what was measured is bold."""
    seconds, whole = _duration, lambda value: _number(round(value))
    yield "dựng từ đầu, máy hai nhân", [_cell(at("cold", size), seconds) for size in SIZES]
    yield "thời gian xử lý (CPU)", [_cell(at("processor", size), seconds) for size in SIZES]
    yield f"dựng từ đầu, cụm {ASSUMED.cores} nhân", [_cell(_on_cluster(size), seconds) for size in SIZES]
    yield "bộ nhớ của máy điều khiển, GB", [_cell(at("memory", size), _digits) for size in SIZES]
    yield "dựng khi không đổi gì", [_cell(at("unchanged", size), seconds) for size in SIZES]
    yield "dựng khi sửa một tin", [_cell(at("edit", size), seconds) for size in SIZES]
    yield "tệp đổi khi sửa một tin", [_cell(at("edit_files", size), whole) for size in SIZES]
    yield "tệp của trang", [_cell(at("files", size), whole) for size in SIZES]
    yield "dung lượng trang, GB", [_cell(_stored(size), _digits) for size in SIZES]
    yield "một lượt tìm, kB", [_cell(at("query", size), _digits) for size in SIZES]
    yield "một lượt tìm, yêu cầu", [_cell(at("requests", size), whole) for size in SIZES]
    yield "tin mới mỗi ngày", [_cell((_daily(size), False), _digits) for size in SIZES]
    yield "tệp tải lên mỗi ngày", [_cell(_uploaded(size), whole) for size in SIZES]
    yield "tải lên mỗi ngày, MB", [_cell(_scaled(_uploaded(size), ASSUMED.file_bytes / 1e6), _digits) for size in SIZES]
    yield "tải lên lần đầu, USD", [_cell(_scaled(at("files", size), ASSUMED.put_price), _digits) for size in SIZES]
    storage = [_scaled(_stored(size), ASSUMED.storage_price) for size in SIZES]
    yield "lưu trữ mỗi tháng, USD", [_cell(value, _digits) for value in storage]
    puts = [_scaled(_uploaded(size), 30 * ASSUMED.put_price) for size in SIZES]
    yield "tải lên mỗi tháng, USD", [_cell(value, _digits) for value in puts]
    yield "CDN mỗi tháng, USD", [_cell(_delivery(size), whole) for size in SIZES]


def _on_cluster(size: int) -> Value:
    """What the driver alone does, and the rest on all cores."""
    found = at("processor", size)
    if found is None:
        return None
    total = found[0] * ASSUMED.overhead
    return total * (ASSUMED.driver / ASSUMED.driver_cores + (1 - ASSUMED.driver) / ASSUMED.cores), False


def _stored(size: int) -> Value:
    return at("bytes", size) or _scaled(at("files", size), ASSUMED.file_bytes / 1e9)


def _daily(size: int) -> float:
    return size / (ASSUMED.years * 365)


def _uploaded(size: int) -> Value:
    """Files a day, if each item were deployed by itself; a deploy of several shares their lists."""
    new, edit = at("new_files", size), at("edit_files", size)
    if new is None or edit is None:
        return None
    return _daily(size) * (new[0] + ASSUMED.edits * edit[0]), False


def _delivery(size: int) -> Value:
    """A month of the CDN's traffic and requests; where a query's cost is not known, that of the largest measured."""
    query = [at("query", n) for n in SIZES if n <= size]
    requests = [at("requests", n) for n in SIZES if n <= size]
    kilobytes, asked = ([value for value in row if value] for row in (query, requests))
    per_search = (kilobytes[-1][0] * 1e3 if kilobytes else 0.0, asked[-1][0] if asked else 0.0)
    traffic = ASSUMED.view_bytes + ASSUMED.searches * per_search[0]
    count = ASSUMED.view_requests + ASSUMED.searches * per_search[1]
    month = 30 * ASSUMED.views
    return month * (traffic / 1e9 * ASSUMED.traffic_price + count * ASSUMED.request_price), False


def _scaled(value: Value, factor: float) -> Value:
    return None if value is None else (value[0] * factor, False)


def _cell(value: Value, write: Formatter) -> str:
    if value is None:
        return "–"
    return f"**{write(value[0])}**" if value[1] else write(value[0])


def _duration(seconds: float) -> str:
    if seconds < 100:
        return f"{_digits(seconds)} s"
    if seconds < 6_000:
        return f"{_number(round(seconds / 60))} phút"
    return f"{_digits(seconds / 3600)} giờ"


def _digits(value: float) -> str:
    """Two digits at least."""
    if value >= 10:
        return _number(round(value))
    return f"{value:.2g}".replace(".", ",") if value >= 0.01 else "< 0,01"


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def write_table() -> str:
    head = ["", *(f"{_number(size)} tin" for size in SIZES)]
    lines = [head, ["---", *["---:"] * len(SIZES)], *([label, *cells] for label, cells in rows())]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"ghi bảng vào {PAGE.name}")
    if not parser.parse_args().write:
        print(write_table(), end="")
        return
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}{write_table()}{END}{rest.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    main()
