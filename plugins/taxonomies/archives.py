"""The archive by year and month, with how many items each holds.

In: the corpus's months. Out: views for `/luu-tru/` and each year, and a listing for each month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from plugins.model import Corpus, Job, Portal
from plugins.model.views import ArchiveView, Bar, Head, Link

from .descriptions import describe_listing
from .listings import Listing, compose_listing

ADDRESS = "/luu-tru/"


def year_address(year: int) -> str:
    return f"{ADDRESS}{year}/"


def month_address(year: int, month: int) -> str:
    return f"{ADDRESS}{year}/{month:02}/"


def compose_archives(portal: Portal, corpus: Corpus) -> Iterator[Job]:
    yield Job(ADDRESS, "archive.html", partial(compose_archive, portal, corpus), (repr(_counts_by_year(corpus)),))
    years = sorted({year for year, _ in corpus.months})
    for year in years:
        # Of other years that there are items, not how many: a new item would change every year's page.
        inputs = (repr(years), repr(_counts_by_month(corpus, year)))
        yield Job(year_address(year), "archive.html", partial(compose_year, portal, corpus, year), inputs)
    for (year, month), positions in corpus.months.items():
        listing = Listing(
            kind="month",
            title=portal.gettext("Tháng {month}/{year}").format(month=month, year=year),
            address=month_address(year, month),
            crumbs=(*_crumbs(portal), Link(str(year), year_address(year), portal.config.language)),
            positions=positions,
        )
        yield from compose_listing(portal, corpus, listing)


def compose_archive(portal: Portal, corpus: Corpus) -> ArchiveView:
    counts = _counts_by_year(corpus)
    highest = max(counts.values(), default=0)
    years = range(min(counts), max(counts) + 1) if counts else ()
    return ArchiveView(
        head=Head(
            title=portal.gettext("Lưu trữ"),
            address=ADDRESS,
            description=portal.gettext("Toàn bộ tin của cổng, xếp theo năm và tháng đăng."),
        ),
        crumbs=(),
        year=0,
        total=len(corpus.items),
        bars=tuple(
            Bar(str(year), str(year), counts[year], counts[year] / highest, year_address(year) if counts[year] else "")
            for year in years
        ),
    )


def compose_year(portal: Portal, corpus: Corpus, year: int) -> ArchiveView:
    counts = _counts_by_month(corpus, year)
    title = portal.gettext("Lưu trữ năm {year}").format(year=year)
    name = portal.gettext("Tháng {month}/{year}")
    return ArchiveView(
        head=Head(title, year_address(year), describe_listing(portal, "month", title)),
        crumbs=_crumbs(portal),
        year=year,
        total=sum(counts),
        bars=tuple(
            Bar(
                label=str(month),
                name=name.format(month=month, year=year),
                count=count,
                share=count / max(counts),
                address=month_address(year, month) if count else "",
            )
            for month, count in enumerate(counts, 1)
        ),
        years=tuple(Link(str(other), year_address(other)) for other in sorted({year for year, _ in corpus.months})),
    )


def _counts_by_month(corpus: Corpus, year: int) -> list[int]:
    return [len(corpus.months.get((year, month), ())) for month in range(1, 13)]


def _counts_by_year(corpus: Corpus) -> Counter[int]:
    counts: Counter[int] = Counter()
    for (year, _), positions in corpus.months.items():
        counts[year] += len(positions)
    return counts


def _crumbs(portal: Portal) -> tuple[Link, ...]:
    return (Link(portal.gettext("Lưu trữ"), ADDRESS, portal.config.language),)
