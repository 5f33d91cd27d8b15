"""One small function per kind of field: a value as typed becomes a value of the item.

In: a `Value` and the facts of the item so far. Out: the value, or `None` (an empty tuple for lists) with faults.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from plugins.model import (
    LANGUAGE,
    STATUSES,
    Chair,
    Correction,
    Cover,
    Field,
    Portal,
    Source,
    UnknownNameError,
    Withdrawal,
    slugify,
    spelling_key,
)
from plugins.model.limits import LONGEST_NAME, LONGEST_SLUG, LONGEST_TEXT
from plugins.model.paths import join
from plugins.model.redirects import AliasError, read_alias
from plugins.reader.codes import Report
from plugins.reader.dates import DateError, read_date, read_datetime
from plugins.reader.pictures import PictureError, find_picture, is_decorative, report_faults, split_credit
from plugins.reader.source import clean_text
from plugins.reader.typed import Value

_MEANT_STATUSES = {
    "nháp": "draft", "nhap": "draft", "hidden": "draft", "chờ duyệt": "review", "cho duyet": "review",
    "pending": "review", "in review": "review", "đăng": "published", "xuất bản": "published",
    "gỡ bỏ": "published, và thêm withdrawn", "withdrawn": "published, và thêm withdrawn",
}  # fmt: skip

D = TypeVar("D", dt.date, dt.datetime)

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(slots=True)
class Reading:
    """What the readers of values need: the portal, the report, and the day of the event (None: not known)."""

    portal: Portal
    report: Report
    event_day: dt.date | None = None
    pelican: bool = False
    translation: bool = False
    language: str = LANGUAGE


def read_value(field: Field, value: Value, reading: Reading) -> Any:
    """The value of a field by its kind."""
    return READERS[field.kind](field.name, value, reading)


def plain_text(name: str, value: Value, reading: Reading, longest: int = LONGEST_TEXT) -> str | None:
    """One line of text; markup in it stays text."""
    if not isinstance(value.data, str):
        if value.data is None:
            reading.report.add("E-VALUE", value.line, f"«{name}» để trống", "ghi giá trị, hoặc bỏ dòng này")
        else:
            reading.report.add(
                "E-VALUE", value.line, f"«{name}» phải là một dòng chữ", "đặt giá trị trong dấu ngoặc kép"
            )
        return None
    text = " ".join(clean_text(value.data, value.line, reading.report).split())
    if not text:
        reading.report.add("E-VALUE", value.line, f"«{name}» để trống", "ghi giá trị, hoặc bỏ dòng này")
        return None
    if len(text) > longest:
        reading.report.add("E-LONG", value.line, f"«{name}» dài {len(text)} ký tự", f"rút còn tối đa {longest} ký tự")
        return None
    return text


def read_slug(name: str, value: Value, reading: Reading) -> str | None:
    text = plain_text(name, value, reading)
    if text is None:
        return None
    if _SLUG.fullmatch(text) and len(text) <= LONGEST_SLUG:
        return text
    better = slugify(text, LONGEST_SLUG)
    reading.report.add(
        "E-SLUG",
        value.line,
        f"đường dẫn «{text[:80]}» không hợp lệ",
        f"ghi {better}" if better else "chỉ dùng chữ thường không dấu, số và dấu gạch nối",
    )
    return None


def read_moment(name: str, value: Value, reading: Reading) -> dt.datetime | None:
    def read(text: str) -> dt.datetime:
        return read_datetime(text, reading.portal.config.zone)

    return _dated(name, value, reading, read)


def read_day(name: str, value: Value, reading: Reading) -> dt.date | None:
    return _dated(name, value, reading, read_date)


def _dated(name: str, value: Value, reading: Reading, read: Callable[[str], D]) -> D | None:
    text = plain_text(name, value, reading)
    if text is None:
        return None
    try:
        return read(text)
    except DateError as error:
        reading.report.add("E-DATE", value.line, f"«{name}»: {error.message}", error.hint)
        return None


def read_texts(name: str, value: Value, reading: Reading) -> tuple[str, ...]:
    """Several short texts; spellings of one text that differ only in case or tone place count once."""
    texts: dict[str, str] = {}
    for part in _entries(name, value, reading, separators=";" if name == "authors" and _has(value, ";") else ","):
        text = plain_text(name, part, reading, LONGEST_NAME)
        if text is not None:
            texts.setdefault(spelling_key(text), text)
    return tuple(texts.values())


def read_regions(name: str, value: Value, reading: Reading) -> tuple[str, ...]:
    """Ids of regions by the names they bore on the event day."""
    regions: dict[str, None] = {}
    for part in _entries(name, value, reading, separators=";"):
        text = plain_text(name, part, reading, LONGEST_NAME)
        if text is None or reading.event_day is None:
            continue
        try:
            regions[reading.portal.regions.resolve(text, reading.event_day).id] = None
        except UnknownNameError as error:
            reading.report.add("E-REGION", part.line, error.message, _hint(error))
    return tuple(regions)


def read_category(name: str, value: Value, reading: Reading) -> str | None:
    text = plain_text(name, value, reading, LONGEST_NAME)
    if text is None:
        return None
    try:
        return reading.portal.categories.resolve(text).id
    except UnknownNameError as error:
        reading.report.add("E-CATEGORY", value.line, error.message, _hint(error))
        return None


def read_chairs(name: str, value: Value, reading: Reading) -> tuple[Chair, ...]:
    """Who chaired, with the position given or else the one held on the event day."""
    chairs: dict[str, Chair] = {}
    for part in _entries(name, value, reading, separators=";"):
        parts = _mapping(name, part, ("name", "position"), "name", reading)
        called = plain_text(f"{name}.name", parts["name"], reading, LONGEST_NAME) if "name" in parts else None
        position = _optional(f"{name}.position", parts.get("position"), reading)
        if called is None or reading.event_day is None:
            continue
        officials = reading.portal.officials
        try:
            official = officials.resolve(called, reading.event_day)
        except UnknownNameError as error:
            reading.report.add("E-CHAIR", part.line, error.message, _hint(error))
            continue
        if not official.registered:
            near = officials.look_alikes(called)
            message = f"«{called}» chưa có trong sổ cán bộ"
            reading.report.add("W-CHAIR", part.line, message, _chair_hint(called, near))
        position = position or official.position_on(reading.event_day)
        published = official.name if official.registered else called
        chairs.setdefault(official.id, Chair(official.id, published, position))
    return tuple(chairs.values())


def _chair_hint(called: str, near: Iterable[str]) -> str:
    if near:
        return f"có phải {_joined(near)}?"
    if re.search(r",| [-–—] ", called):
        return "chức vụ ghi riêng: {name: họ tên, position: chức vụ}"
    return "kiểm tra chính tả, hoặc thêm vào vocabulary/officials.yaml"


def read_source(name: str, value: Value, reading: Reading) -> Source | None:
    parts = _mapping(name, value, ("name", "url"), "name", reading)
    title = plain_text(f"{name}.name", parts["name"], reading, LONGEST_NAME) if "name" in parts else None
    url = _optional(f"{name}.url", parts.get("url"), reading)
    if url and not _is_web_address(url):
        reading.report.add(
            "E-URL", parts["url"].line, f"«{url[:80]}» không phải địa chỉ web", "ghi đủ https://tên-trang/…"
        )
    return Source(title, url) if title is not None else None


def _is_web_address(url: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\\\"<>^`{|}]", url)
    except ValueError:
        return False


def read_cover(name: str, value: Value, reading: Reading) -> Cover | None:
    parts = _mapping(name, value, ("src", "alt", "caption", "credit"), "src", reading)
    src = plain_text(f"{name}.src", parts["src"], reading) if "src" in parts else None
    alt, caption, credit = (_optional(f"{name}.{key}", parts.get(key), reading) for key in ("alt", "caption", "credit"))
    if not credit:
        caption, credit = split_credit(caption)
    if src is None:
        return None
    if not alt:
        hint = "thêm alt: tả ngắn điều thấy trong ảnh, hoặc alt: trang trí nếu ảnh không có nội dung"
        reading.report.add("W-ALT", value.line, "ảnh chính thiếu lời mô tả", hint)
    if is_decorative(alt):
        alt = ""
    elif not caption:
        reading.report.add("W-CAPTION", value.line, "ảnh chính thiếu chú thích", "thêm caption: ai, việc gì, ở đâu")
    line, content, files = parts["src"].line, reading.portal.config.content, reading.portal.files
    try:
        picture = find_picture(src, content, files)
    except PictureError as error:
        reading.report.add(error.code, line, error.message, error.hint)
        return None
    if report_faults(reading.portal.inspect_picture(join(content, picture)), line, reading.report):
        return None
    return Cover(picture, alt, caption, credit)


def read_status(name: str, value: Value, reading: Reading) -> str | None:
    text = plain_text(name, value, reading)
    if text is None or text in STATUSES:
        return text
    reading.report.add(
        "E-STATUS",
        value.line,
        f"trạng thái «{text[:40]}» không có",
        f"ghi {_MEANT_STATUSES.get(text.lower(), 'draft (nháp), review (chờ duyệt) hoặc published (đăng)')}",
    )
    return None


def read_withdrawal(name: str, value: Value, reading: Reading) -> Withdrawal | None:
    if not isinstance(value.data, dict):
        hint = "ghi {date: 2022-07-03, reason: …}; lý do hiện công khai"
        reading.report.add("E-VALUE", value.line, f"«{name}» cần ngày và lý do", hint)
        return None
    parts = _mapping(name, value, ("date", "reason"), "", reading, required=("date", "reason"))
    date = read_day(f"{name}.date", parts["date"], reading) if "date" in parts else None
    reason = plain_text(f"{name}.reason", parts["reason"], reading) if "reason" in parts else None
    return Withdrawal(date, reason, reading.language) if date is not None and reason is not None else None


def read_placement(name: str, value: Value, reading: Reading) -> str | None:
    text = plain_text(name, value, reading)
    if text is None or text in ("lead", "featured"):
        return text
    meant = {"tin chính": "lead", "chính": "lead", "tin nổi bật": "featured", "nổi bật": "featured"}
    reading.report.add(
        "E-PLACEMENT",
        value.line,
        f"không có vị trí «{text[:40]}» trên trang nhất",
        f"ghi {meant.get(text.lower(), 'lead (tin chính) hoặc featured (tin nổi bật)')}",
    )
    return None


def read_aliases(name: str, value: Value, reading: Reading) -> tuple[str, ...]:
    aliases: dict[str, None] = {}
    for part in _entries(name, value, reading):
        text = plain_text(name, part, reading)
        if text is not None:
            try:
                aliases[read_alias(text)] = None
            except AliasError as error:
                reading.report.add("E-ALIAS", part.line, error.message, error.hint)
    return tuple(aliases)


def read_corrections(name: str, value: Value, reading: Reading) -> tuple[Correction, ...]:
    corrections = []
    for part in _entries(name, value, reading):
        if not isinstance(part.data, dict):
            reading.report.add(
                "E-VALUE", part.line, f"«{name}» cần ngày và nội dung", "ghi {date: 2022-07-02, text: …}"
            )
            continue
        parts = _mapping(name, part, ("date", "text"), "", reading, required=("date", "text"))
        date = read_day(f"{name}.date", parts["date"], reading) if "date" in parts else None
        text = plain_text(f"{name}.text", parts["text"], reading) if "text" in parts else None
        if date is not None and text is not None:
            corrections.append(Correction(date, text))
    return tuple(sorted(corrections, key=lambda correction: correction.date))


def _optional(name: str, value: Value | None, reading: Reading) -> str:
    if value is None or value.data is None:
        return ""
    return plain_text(name, value, reading) or ""


def _has(value: Value, character: str) -> bool:
    return isinstance(value.data, str) and character in value.data


def _entries(name: str, value: Value, reading: Reading, separators: str = "") -> list[Value]:
    """The entries of a list; one value counts as a list of one, and Pelican's header separates by a character."""
    entries = value.data if isinstance(value.data, list) else [value]
    if reading.pelican and separators and isinstance(value.data, str):
        entries = [Value(part, value.line) for part in map(str.strip, value.data.split(separators)) if part]
    most = reading.portal.config.limits.entries
    if len(entries) > most:
        reading.report.add("E-LONG", value.line, f"«{name}» có {len(entries)} mục", f"giữ tối đa {most} mục")
        return []
    return entries


def _mapping(
    name: str, value: Value, keys: tuple[str, ...], main: str, reading: Reading, required: tuple[str, ...] = ()
) -> dict[str, Value]:
    """The parts of a value that is a mapping, or text that stands for its `main` part."""
    if not isinstance(value.data, dict):
        return {main: value} if main else {}
    for key, part in value.data.items():
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            hint = f"có phải «{near[0]}»?" if near else f"các khoá: {', '.join(keys)}"
            reading.report.add("E-KEY", part.line, f"«{name}» không có khoá «{key[:40]}»", hint)
    for key in required or (main,):
        if key not in value.data:
            reading.report.add("E-REQUIRED", value.line, f"«{name}» thiếu «{key}»", f"thêm {key}: …")
    return value.data


def _hint(error: UnknownNameError) -> str:
    if error.hint:
        return error.hint
    return f"có phải {_joined(error.candidates)}?" if error.candidates else "kiểm tra lại chính tả"


def _joined(names: Iterable[str]) -> str:
    return " hay ".join(f"«{name}»" for name in list(names)[:5])


READERS: dict[str, Callable[[str, Value, Reading], Any]] = {
    "text": plain_text,
    "slug": read_slug,
    "datetime": read_moment,
    "date": read_day,
    "texts": read_texts,
    "regions": read_regions,
    "category": read_category,
    "chairs": read_chairs,
    "source": read_source,
    "cover": read_cover,
    "status": read_status,
    "placement": read_placement,
    "corrections": read_corrections,
    "withdrawal": read_withdrawal,
    "aliases": read_aliases,
}
