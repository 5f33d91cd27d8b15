"""Asks an editor, step by step, what a new item needs.

In: the portal, what is already known, and how to ask and say (a terminal's `input` and `print`). Out: `Answers`, or
None when the editor thinks better of it. Every answer is checked at once and asked for again when it cannot stand;
an empty one skips what an item can do without. Nothing is written here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from plugins.desk.answers import (
    AnswerError,
    Answers,
    ChairAnswer,
    plain,
    read_address,
    read_category,
    read_chair,
    read_day,
    read_names,
    read_region,
    read_title,
)
from plugins.model import Category, Portal, Source

Ask = Callable[[str], str]
Say = Callable[[str], None]
T = TypeVar("T")

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
MOST = 50  # regions or chairs, as many as the reader takes


class Conversation:
    def __init__(self, portal: Portal, ask: Ask, say: Say) -> None:
        self._portal = portal
        self._ask_line = ask
        self._say = say

    def hold(self, known: Answers) -> Answers | None:
        """Ask for what is not known yet, show all of it, and have it confirmed."""
        self._say("Trả lời từng câu rồi bấm Enter. Câu nào có ghi «Enter: bỏ qua» thì để trống được; Ctrl+C để thôi.")
        answers = known
        if not answers.title:
            answers = replace(answers, title=self._need("Tiêu đề: ", read_title))
        if not answers.category:
            answers = replace(answers, category=self._section())
        if not answers.event_date:
            answers = replace(answers, event_date=self._day())
        day = answers.event_date or self._portal.config.now.date()
        if not answers.regions:
            answers = replace(answers, regions=self._regions(day))
        if not answers.chairs:
            answers = replace(answers, chairs=self._chairs(day))
        if not answers.authors:
            answers = replace(answers, authors=self._want("Tác giả, cách nhau bằng dấu phẩy", read_names) or ())
        if not answers.source:
            answers = replace(answers, source=self._source())
        return answers if self._confirm(answers) else None

    def _section(self) -> Category:
        sections = tuple(self._portal.categories)
        self._say("Chuyên mục:")
        for number, section in enumerate(sections, 1):
            self._say(f"  {number}. {section.name}")
        prompt = f"Chọn số từ 1 đến {len(sections)}, hoặc gõ tên: "
        category = self._need(prompt, lambda text: read_category(text, self._portal))
        self._say(f"  → {category.name}")
        return category

    def _day(self) -> dt.date | None:
        day = self._want("Ngày diễn ra, ví dụ 30/6/2026", lambda text: read_day(text, day_first=True))
        if day:
            ahead = "; ngày còn ở phía trước, tin sẽ là tin báo trước" if day > self._portal.config.now.date() else ""
            self._say(f"  → {spoken(day)}{ahead}")
        return day

    def _regions(self, day: dt.date) -> tuple[str, ...]:
        found: dict[str, None] = {}
        while len(found) < MOST:
            label = "Thêm địa phương" if found else "Địa phương, gọi theo tên vào ngày diễn ra"
            region = self._want(label, lambda text: read_region(text, self._portal, day), done=bool(found))
            if region is None:
                break
            self._say(f"  → {region}")
            found[region] = None
        return tuple(found)

    def _chairs(self, day: dt.date) -> tuple[ChairAnswer, ...]:
        found: dict[str, ChairAnswer] = {}
        while len(found) < MOST:
            label = "Thêm người chủ trì" if found else "Người chủ trì"
            chair = self._want(label, lambda text: read_chair(text, self._portal, day), done=bool(found))
            if chair is None:
                break
            if not chair.known:
                chair = self._stranger(chair, day)
            held = chair.position or "chưa rõ chức vụ"
            self._say(f"  → {chair.name}: {held}" + (f" (vào ngày {day:%d/%m/%Y})" if chair.known else ""))
            found[chair.written] = chair
        return tuple(found.values())

    def _stranger(self, chair: ChairAnswer, day: dt.date) -> ChairAnswer:
        """Someone whom the register does not know, or who was misspelt."""
        self._say(f"  «{chair.name}» chưa có trong sổ cán bộ.")
        if chair.alike:
            self._offer(chair.alike)
            meant = self._want(
                f"  Chọn số nếu đó là người bạn muốn nói; Enter: giữ «{chair.name}»",
                lambda text: _choose(text, chair.alike),
                skip="",
            )
            registered = self._try(meant, lambda text: read_chair(text, self._portal, day)) if meant else None
            if registered:
                return registered
        position = self._want("  Chức vụ của người này", plain) or ""
        return chair._replace(position=position)

    def _source(self) -> Source | None:
        name = self._want("Nguồn, nếu lấy lại từ nơi khác (tên cơ quan)", plain)
        return Source(name, self._want("Địa chỉ bài gốc", read_address) or "") if name else None

    def _confirm(self, answers: Answers) -> bool:
        self._say("")
        for label, value in summarise(answers):
            self._say(f"  {label}: {value}")
        while True:
            answer = self._line("Ghi bản nháp? Enter: ghi; k: không ghi: ").strip().casefold()
            if answer in ("", "c", "có", "co", "y"):
                return True
            if answer in ("k", "không", "khong", "n"):
                return False

    def _need(self, prompt: str, read: Callable[[str], T]) -> T:
        """Ask until there is an answer that can stand."""
        while True:
            answer = self._try(self._line(prompt), read)
            if answer is not None:
                return answer

    def _want(self, label: str, read: Callable[[str], T], *, done: bool = False, skip: str | None = None) -> T | None:
        """Ask until there is an answer that can stand, or none."""
        way_out = skip if skip is not None else f" (Enter: {'xong' if done else 'bỏ qua'})"
        while True:
            line = self._line(f"{label}{way_out}: ")
            if not line.strip():
                return None
            answer = self._try(line, read)
            if answer is not None:
                return answer

    def _try(self, line: str, read: Callable[[str], T]) -> T | None:
        """None, after saying why, for an answer that cannot stand; candidates may be chosen by number."""
        try:
            return read(line)
        except AnswerError as error:
            if not error.candidates:
                self._say(f"  Chưa được: {error}.")
                return None
            self._say(f"  Chưa được: {error.message}. Có phải:")
            candidates = error.candidates
        self._offer(candidates)
        chosen = self._line("  Chọn số, hoặc Enter để gõ lại: ").strip()
        if not chosen:
            return None
        try:
            return self._try(_choose(chosen, candidates), read)
        except AnswerError:
            return self._try(chosen, read)  # typed anew at once

    def _offer(self, candidates: Sequence[str]) -> None:
        for number, candidate in enumerate(candidates, 1):
            self._say(f"    {number}. {candidate}")

    def _line(self, prompt: str) -> str:
        while True:
            try:
                line = self._ask_line(prompt)
                line.encode()
            except UnicodeError:
                self._say("  Chưa được: chữ gõ vào không đọc được; hãy gõ lại bằng Unicode.")
            else:
                return line


def _choose(text: str, candidates: Sequence[str]) -> str:
    text = text.strip()
    if text.isascii() and text.isdecimal() and 1 <= int(text) <= len(candidates):
        return candidates[int(text) - 1]
    raise AnswerError(f"không có số «{text[:20]}»", f"chọn từ 1 đến {len(candidates)}")


def summarise(answers: Answers) -> list[tuple[str, str]]:
    """What will be written, label by label."""
    chairs = "; ".join(f"{chair.name}, {chair.position}" if chair.position else chair.name for chair in answers.chairs)
    source = answers.source
    lines = [
        ("Tiêu đề", answers.title),
        ("Chuyên mục", answers.category.name if answers.category else ""),
        ("Ngày diễn ra", spoken(answers.event_date) if answers.event_date else ""),
        ("Địa phương", "; ".join(answers.regions)),
        ("Chủ trì", chairs),
        ("Tác giả", ", ".join(answers.authors)),
        ("Nguồn", " ".join(filter(None, (source.name, source.url))) if source else ""),
    ]
    return [(label, value or "(để trống)") for label, value in lines]


def spoken(day: dt.date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"
