"""Sets the figures as one HTML page.

In: `Figures` and the folder the page will lie in. Out: HTML, with links to the files of the content relative to that
folder.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from plugins.desk.explanations import find_explanation, read_explanations
from plugins.desk.formats import locate
from plugins.desk.report.figures import Figures, Row, Year
from plugins.desk.typesetting import typeset
from plugins.model import Portal
from plugins.model.views import Bar

MOST_ROWS = 25  # of a table of terms
MOST_WAITING = 50
MOST_FAULTS = 25
CHART_MONTHS = 24


def compose_report(portal: Portal, figures: Figures, months: int, folder: Path) -> str:
    """The page as it is to be written into the folder."""
    explanations = read_explanations()

    def link(path: str) -> str:
        file = Path(locate(portal.config)(path)).absolute()
        return quote(os.path.relpath(file, folder).replace(os.sep, "/"))

    return typeset(
        portal,
        "report.html",
        figures=figures,
        now=portal.config.now,
        months=months,
        link=link,
        month_bars=recent_bars(figures.years),
        year_bars=[Bar(str(y.year), str(y.year), y.total, share) for y, share in _shares(figures.years)],
        gaps=[_months(first, last) for first, last in figures.empty_months],
        quiet=[row for row in figures.sections if not row.recent],
        explained={
            kind.code: explanation
            for kind in figures.faults[:MOST_FAULTS]
            if (explanation := find_explanation(kind.code, explanations))
        },
        highest=highest,
        days_since=lambda day: (figures.day - day).days,
        most_rows=MOST_ROWS,
        most_waiting=MOST_WAITING,
        most_faults=MOST_FAULTS,
    )


def recent_bars(years: Sequence[Year]) -> list[Bar]:
    """A bar for each of the last months; January bears its year."""
    counted = [
        (dt.date(year.year, number, 1), count)
        for year in years
        for number, count in enumerate(year.months, 1)
        if count is not None
    ][-CHART_MONTHS:]
    most = max((count for _, count in counted), default=0) or 1
    return [
        Bar(
            str(month.year) if month.month == 1 else str(month.month),
            f"Tháng {month.month}/{month.year}",
            count,
            count / most,
        )
        for month, count in counted
    ]


def highest(rows: Iterable[Row]) -> int:
    """The count that a full bar stands for."""
    return max((row.total for row in rows), default=0) or 1


def _shares(years: Sequence[Year]) -> list[tuple[Year, float]]:
    most = max((year.total for year in years), default=0) or 1
    return [(year, year.total / most) for year in years]


def _months(first: dt.date, last: dt.date) -> str:
    """A run of months: `08/2022`, `08/2022–01/2023`."""
    return f"{first:%m/%Y}" if first == last else f"{first:%m/%Y}–{last:%m/%Y}"
