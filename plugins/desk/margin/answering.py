"""Answers what the browser asks under `serve`: the faults of the page it shows, and what a code means.

In: requests below `/-/faults`. Out: JSON, the script and style that show it, and a page of explanations. A file is
checked when its page is looked at, never before; the build knows nothing of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from plugins.desk.check import Outcome
from plugins.desk.desk import Desk
from plugins.desk.examination import read_raw
from plugins.desk.explanations import find_explanation, read_explanations
from plugins.desk.formats import describe_fault, locate
from plugins.desk.margin.places import find_places
from plugins.desk.sources import SourceFinder
from plugins.desk.typesetting import typeset
from plugins.model import Fault, SiteError, normalise
from plugins.model.serving import Answer, Request, answer_json

ADDRESS = "/-/faults"
SCRIPT = f"{ADDRESS}.js"
EXPLANATIONS = f"{ADDRESS}/explained"
MOST_UNREAD = 300  # files that may be read while a browser waits; more are left to `check`

_FILES = {
    SCRIPT: (Path(__file__).parent / "margin.js", "text/javascript"),
    f"{ADDRESS}.css": (Path(__file__).parent / "margin.css", "text/css"),
}


class Margin:
    """Opens the desk anew for each question, so that settings and vocabularies are those of the moment."""

    def __init__(self, open_desk: Callable[[], Desk]) -> None:
        self._open_desk = open_desk
        self._finder = SourceFinder()
        self._opening = threading.Lock()
        self._comparing = threading.Lock()  # one after another: each takes a core for a while

    def answer(self, request: Request) -> Answer:
        if request.method != "GET":
            return Answer(b"", "text/plain", HTTPStatus.METHOD_NOT_ALLOWED)
        if request.path in _FILES:
            file, kind = _FILES[request.path]
            return Answer(file.read_bytes(), kind)
        try:
            if request.path == EXPLANATIONS:
                return self._explain()
            if request.path == ADDRESS:
                return self._tell(parse_qs(request.query, keep_blank_values=True))
        except SiteError as error:  # of settings or vocabularies, which the build tells too
            return answer_json({"error": str(error)}, HTTPStatus.SERVICE_UNAVAILABLE)
        return answer_json({"error": "Không có địa chỉ này."}, HTTPStatus.NOT_FOUND)

    def _tell(self, query: dict[str, list[str]]) -> Answer:
        """`page` is the address of the page; with `among` its file is held against all others, which takes longer."""
        desk = self._quiet_desk()
        path = self._finder.find(desk.portal, query.get("page", [""])[0])
        if path is None:
            return answer_json({"error": "Trang này không làm từ một tệp tin."}, HTTPStatus.NOT_FOUND)
        outcome = self._compare(desk, path) if "among" in query else None
        told = describe(desk, path, outcome or desk.check_alone(path))
        return answer_json(told | {"compared": outcome is not None})

    def _compare(self, desk: Desk, path: Path) -> Outcome | None:
        """None where it would take too long."""
        with self._comparing:
            return desk.check([path]) if desk.unread(MOST_UNREAD) < MOST_UNREAD else None

    def _explain(self) -> Answer:
        page = typeset(self._quiet_desk().portal, "faults.html", explanations=read_explanations().values())
        return Answer(page.encode(), "text/html")

    def _quiet_desk(self) -> Desk:
        with self._opening:
            desk = self._open_desk()
        desk.portal.spread = lambda work, count, *_: map(work, range(count))  # a server with threads is not forked
        return desk


def describe(desk: Desk, path: Path, outcome: Outcome) -> dict[str, Any]:
    """The file as the editor finds it, and its faults with their places."""
    config = desk.portal.config
    places = find_places(path.name, normalise(read_raw(path) or ""), (fault.line for fault in outcome.faults))
    folder = config.content if path.is_relative_to(config.content) else config.pages.parent
    place = locate(config)
    return {
        "file": place(normalise(path.relative_to(folder).as_posix())),
        "faults": [
            describe_fault(fault, place, mendable=fault in outcome.mendable)
            | {
                "explanation": f"{EXPLANATIONS}#{_explained_code(fault)}",
                "place": places[fault.line]._asdict() if fault.line in places else None,
            }
            for fault in outcome.faults
        ],
    }


def _explained_code(fault: Fault) -> str:
    explanation = find_explanation(fault.code, read_explanations())
    return explanation.code if explanation else fault.code
