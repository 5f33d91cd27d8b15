"""Review: who has a link decides what readers see.

In: a key from a link, and the form that was sent. Out: the page with what awaits review. A key stands for one comment
(a letter's link) or, with number 0, for the whole queue; it holds for thirty days and cannot be made up without the
secret in the database. Opening a link decides nothing: mail programs open links by themselves.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from .exchange import Answer
from .rendering import render_message, render_review

if TYPE_CHECKING:
    from .gate import Comments

PURPOSE, QUEUE = "duyet", 0
LIFE = 30 * 24 * 60 * 60  # seconds
MOST_SHOWN = 50
DONE = {"activate": "Đã duyệt ý kiến.", "delete": "Đã xoá ý kiến."}


def review_link(comments: Comments, comment: int = QUEUE) -> str:
    """The address of the queue, or of one comment in it."""
    return f"{comments.site}{comments.path}duyet/{comments.sign([PURPOSE, comment])}/"


class Review:
    def __init__(self, comments: Comments) -> None:
        self._comments = comments

    def answer(self, key: str, form: dict[str, str] | None) -> Answer:
        path = self._comments.path
        match self._comments.unsign(key):
            case [str(purpose), int(allowed)] if purpose == PURPOSE:
                pass
            case _:
                return render_message(path, "Liên kết này sai hoặc đã quá hạn.", status=HTTPStatus.FORBIDDEN)
        done = ""
        if form is not None:
            number = form.get("id", "")
            comment = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else -1
            if allowed not in {QUEUE, comment} or form.get("action") not in DONE:
                return render_message(path, "Liên kết này không dùng cho việc đó.", status=HTTPStatus.FORBIDDEN)
            done = self._decide(comment, form["action"])
        database = self._comments.database
        one = database.find(allowed) if allowed else None
        shown = [one] if one is not None and not done else [] if allowed else database.find_waiting(MOST_SHOWN)
        return render_review(path, shown, database.count_waiting(), done)

    def _decide(self, comment: int, action: str) -> str:
        if self._comments.database.find(comment) is None:
            return "Ý kiến này không còn nữa."
        if action == "activate":
            self._comments.activate(comment)
        else:
            self._comments.delete(comment)
        return DONE[action]
