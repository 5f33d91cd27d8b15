"""What a build makes of the figures: the files that pages ask for, and the list of what was read most.

In: the setting and the portal. Out: jobs, and the plan that the home page reads. The figures are read once a build.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property, partial

from plugins.model import Corpus, Job, Portal, is_public, short_digest

from .figures import ALL, FOLDER, Figures, decode, encode, moment_teller, month_files
from .most_read import ADDRESS, PERIODS, Ranking, choose, compose_most_read, rank
from .setting import Setting


class Views:
    """The figures of one build."""

    def __init__(self, setting: Setting, portal: Portal) -> None:
        self._portal = portal
        self._file = setting.figures / ALL
        try:
            self._content = self._file.read_bytes()
        except FileNotFoundError:
            self._content = b""
        except OSError as error:
            self._content = b""
            portal.notices.append(f"Không đọc được {self._file}: {error.strerror}; trang dựng không có lượt xem.")

    @property
    def digest(self) -> str:
        return short_digest(self._content.decode("latin-1"), 32)

    @cached_property
    def _figures(self) -> Figures | None:
        if not self._content:
            return None
        try:
            return decode(self._content)
        except ValueError:
            self._portal.notices.append(
                f"{self._file} hỏng, nên trang dựng không có lượt xem; "
                "hãy chạy lại `python3 tasks.py views` hoặc lấy lại tệp."
            )
            return None

    def most_read(self, corpus: Corpus) -> tuple[str, tuple[int, ...]]:
        return choose(self._rankings(corpus))

    def _rankings(self, corpus: Corpus) -> dict[str, Ranking]:
        return rank(self._portal, corpus, self._figures) if self._figures else {}

    def compose(self, portal: Portal, corpus: Corpus) -> Iterator[Job]:
        figures, rankings = self._figures, self._rankings(corpus)
        until = figures.until.astimezone(portal.config.zone) if figures else None
        outlines = (corpus.outlines[position] for ranking in rankings.values() for position, _ in ranking)
        inputs = (until.isoformat() if until else "", repr(rankings), *outlines)
        yield Job(ADDRESS, "most_read.html", partial(compose_most_read, portal, corpus, until, rankings), inputs)
        if figures:
            portal.turning_points += _ends(figures.until, portal.config.now)
            now = portal.config.now
            parts = (corpus, *corpus.editions.values())
            shown = figures.only({item.address for part in parts for item in part.items if is_public(item, now)})
            files = {**month_files(shown, moment_teller(portal)), ALL: encode(shown).decode()}
            for name, text in files.items():
                yield Job(FOLDER + name, "views", partial(str, text), (short_digest(text, 32),))


def _ends(until: dt.datetime, now: dt.datetime) -> list[dt.datetime]:
    """When the figures tell of a period no more."""
    return [end for length in PERIODS.values() if (end := until + length) > now]
