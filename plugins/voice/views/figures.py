"""The figures that are published: how often each item was read, and what was read most.

In: the ledger. Out: `tat-ca.json`, from which a build makes its lists, and a small file for each month of publication
(`2026-11.json`), which the pages of the items of that month ask for. Both hold nothing but addresses and numbers.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType

import msgspec

from plugins.model import Portal

from .ledger import Ledger
from .lines import page_month

FOLDER = "/luot-xem/"
ALL = "tat-ca.json"
WEEK, MONTH = 7, 30  # days, the last of them the day of the figures
MOST = 100  # addresses of a week and a month: some of them are gone by the time a page is made
_MONTH_FILE = re.compile(r"\d{4}-\d{2}\.json")
_LOCATION = re.compile(r"<loc>\s*(?:https?://[^/<\s]+)?(/[^<\s]*)\s*</loc>")


@dataclass(frozen=True)
class Figures:
    """Views by address, most read first: since counting began, of a week, of a month, up to the moment `until`."""

    until: dt.datetime
    counts: Mapping[str, int]
    week: Mapping[str, int]
    month: Mapping[str, int]

    def only(self, addresses: Collection[str]) -> Figures:
        def chosen(counts: Mapping[str, int]) -> dict[str, int]:
            return {address: count for address, count in counts.items() if address in addresses}

        return replace(self, counts=chosen(self.counts), week=chosen(self.week), month=chosen(self.month))


def gather(
    ledger: Ledger, zone: zoneinfo.ZoneInfo, least: int, moves: Mapping[str, str] = MappingProxyType({})
) -> Figures | None:
    """None where no log told of anything yet. Addresses with fewer views than `least` are left out.

    `moves` lead from old addresses to new ones, which have the views of both.
    """
    if ledger.until is None:
        return None
    until = ledger.until.astimezone(zone)

    def since(day: str = "") -> dict[str, int]:
        counts: defaultdict[str, int] = defaultdict(int)
        for address, count in ledger.counts(day).items():
            counts[moves.get(address, address)] += count
        return _ranked({address: count for address, count in counts.items() if count >= least})

    def most(days: int) -> dict[str, int]:
        found = since((until.date() - dt.timedelta(days=days - 1)).isoformat())
        return dict(islice(found.items(), MOST))

    return Figures(until, since(), most(WEEK), most(MONTH))


def encode(figures: Figures) -> bytes:
    return msgspec.json.encode(figures, order="sorted") + b"\n"


def decode(content: bytes) -> Figures:
    """ValueError where it holds anything else. Whatever its addresses are, they are those of items."""
    figures = msgspec.json.decode(content, type=Figures)
    if figures.until.tzinfo is None:
        raise ValueError("until: a moment without its zone")
    groups = (figures.counts, figures.week, figures.month)
    if not all(page_month(address) and count > 0 for counts in groups for address, count in counts.items()):
        raise ValueError("counts: no item's address, or no count")
    return Figures(figures.until, *map(_ranked, groups))


def _ranked(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def month_files(figures: Figures, tell: Callable[[dt.datetime], Mapping[str, str]]) -> dict[str, str]:
    """The files of the months by their names; `tell` says a moment in each language of the portal."""
    months: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for address, count in sorted(figures.counts.items()):
        months[page_month(address)][address] = count
    until = dict(tell(figures.until))
    return {
        f"{month}.json": msgspec.json.encode({"until": until, "counts": counts}).decode() + "\n"
        for month, counts in sorted(months.items())
    }


def moment_teller(portal: Portal) -> Callable[[dt.datetime], dict[str, str]]:
    """Says a moment as readers do: `06:00, 20/11`, in the portal's language and those of its editions."""
    config = portal.config

    def tell(moment: dt.datetime) -> dict[str, str]:
        told = {}
        for language in dict.fromkeys((config.language, *config.editions)):
            filters = portal.interface(language).filters
            told[language] = f"{filters['clock'](moment)}, {filters['day_month'](moment)}"
        return told

    return tell


def write_figures(figures: Figures, tell: Callable[[dt.datetime], Mapping[str, str]], folder: Path) -> int:
    """Write all files into the folder, each at once, and remove those of months that have none; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: text.encode() for name, text in month_files(figures, tell).items()} | {ALL: encode(figures)}
    for name, content in files.items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            new = path.with_suffix(".new")
            new.write_bytes(content)
            new.chmod(0o644)
            new.replace(path)
    for path in folder.iterdir():
        if _MONTH_FILE.fullmatch(path.name) and path.name not in files:
            path.unlink()
    return len(files)


def public_addresses(site: Path) -> set[str] | None:
    """The addresses that the sitemaps of a built site name; None where it has none."""
    files = sorted(site.glob("sitemap*.xml")) + sorted(site.glob("sitemap*/*.xml"))
    texts = [file.read_text("utf-8") for file in files]
    return {address for text in texts for address in _LOCATION.findall(text)} if files else None
