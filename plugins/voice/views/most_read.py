"""What was read most: the list on the home page and the page `/doc-nhieu/`.

In: the figures that `views` wrote, and the corpus. Out: positions of items that readers may see. Figures that are old
say nothing about this week: the list is then of the month, and after that there is none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from plugins.model import Corpus, Portal, is_public
from plugins.model.views import Head, MostRead, MostReadView

from .figures import MONTH, WEEK, Figures

ADDRESS = "/doc-nhieu/"
ON_HOME, FEW, ON_PAGE = 6, 3, 20
PERIODS = {"week": dt.timedelta(days=WEEK), "month": dt.timedelta(days=MONTH)}
Ranking = tuple[tuple[int, int], ...]  # positions with their views, most read first


def rank(portal: Portal, corpus: Corpus, figures: Figures) -> dict[str, Ranking]:
    """Of each period that the figures still tell of. Translations stand in no list."""
    now = portal.config.now
    places = {item.address: position for position, item in enumerate(corpus.items)}

    def ranked(counts: Mapping[str, int]) -> Iterator[tuple[int, int]]:
        for address, count in counts.items():
            position = places.get(address)
            if position is not None and is_public(corpus.items[position], now):
                yield position, count

    current = {period: figures.until + length > now for period, length in PERIODS.items()}
    counts = {"week": figures.week, "month": figures.month}
    return {period: tuple(ranked(counts[period]))[:ON_PAGE] for period in PERIODS if current[period]}


def choose(rankings: Mapping[str, Ranking]) -> tuple[str, tuple[int, ...]]:
    """The period that the home page shows, and the positions: of the month where the week has few, of none at last."""
    for period, ranking in rankings.items():
        if len(ranking) >= FEW:
            return period, tuple(position for position, _ in ranking[:ON_HOME])
    return "", ()


def compose_most_read(
    portal: Portal, corpus: Corpus, until: dt.datetime | None, rankings: Mapping[str, Ranking]
) -> MostReadView:
    title = portal.gettext("Đọc nhiều")
    description = portal.gettext("Những tin được đọc nhiều nhất trong tuần và trong tháng.")
    lists = (
        MostRead(period, tuple((portal.teaser(corpus.items[position]), count) for position, count in ranking))
        for period, ranking in rankings.items()
    )
    head = Head(title=title, address=ADDRESS, description=description, indexed=False)
    return MostReadView(head, until, tuple(found for found in lists if found.items))
