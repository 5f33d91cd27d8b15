"""One file becomes one item or page, with every fault in it.

In: a path below the content or pages folder. Out: `ReadItem`: the item, None when the file has errors, and all faults.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plugins.model import (
    FIELDS,
    STATUSES,
    TRANSLATED_NAMES,
    Document,
    Field,
    NewsItem,
    Portal,
    ReadItem,
    StaticPage,
    fold,
    normalise,
    slugify,
)
from plugins.model.limits import LONG_TITLE, LONGEST_TITLE
from plugins.model.paths import is_reserved, name_fault
from plugins.reader.body import Body, BodyReader
from plugins.reader.citations import cite_documents
from plugins.reader.codes import Report
from plugins.reader.frontmatter import FrontMatter, split_front_matter
from plugins.reader.source import read_text
from plugins.reader.stand_ins import complete_draft
from plugins.reader.translations import read_language
from plugins.reader.typed import Value
from plugins.reader.values import Reading, read_value

FARTHEST_EVENT = dt.timedelta(days=366)  # an event announced longer before is a mistyped year

HELD = STATUSES[:-1]  # readers do not see what has this status, so it may still lack something
TRANSLATION_FIELDS = tuple(field for field in FIELDS if field.name in TRANSLATED_NAMES)
PAGE_FIELDS = (
    Field("title", "text", "Tiêu đề", "Tiêu đề trang.", "Giới thiệu", required=True, header="title"),
    Field("slug", "slug", "Đường dẫn", "Địa chỉ của trang; lấy từ tiêu đề nếu để trống.", "gioi-thieu", header="slug"),
    Field("summary", "text", "Tóm tắt", "Một câu về trang.", "Cổng tin và cách dùng.", header="summary"),
    Field("updated", "datetime", "Ngày cập nhật", "Lúc sửa lần cuối.", "2022-07-02", header="modified"),
    Field("order", "text", "Thứ tự", "Vị trí ở chân trang, số nhỏ đứng trước.", "1"),
    Field("aliases", "aliases", "Địa chỉ cũ", "Những địa chỉ trước đây của trang.", "[/gioi-thieu.html]"),
)

_PELICAN_IGNORED = ("lang", "template", "translation")
_PELICAN_ALSO = {"author": "authors"}
# Keys that editors try, and the field they mean; labels of fields are added to them.
_MEANT = {
    "ngay": "date",
    "ngay dang": "date",
    "ngay su kien": "event_date",
    "tac gia": "authors",
    "nguoi viet": "authors",
    "author": "authors",
    "dia diem": "region",
    "tinh": "region",
    "regions": "region",
    "chu tri": "chairs",
    "tu khoa": "tags",
    "keywords": "tags",
    "tom tat": "summary",
    "description": "summary",
    "anh": "cover",
    "image": "cover",
    "modified": "updated",
    "published": "date",
    "draft": "status",
    "featured": "placement",
    "tin chinh": "placement",
    "noi bat": "placement",
    "het han": "expires",
    "expiry": "expires",
    "go": "withdrawn",
    "rut": "withdrawn",
    "ly do go": "withdrawn",
    "withdraw": "withdrawn",
    "retracted": "withdrawn",
    "unpublish": "unpublish_at",
    "expiry date": "unpublish_at",
    "dia chi cu": "aliases",
    "redirect from": "aliases",
    "alias": "aliases",
}


class ItemReader:
    """Reads items and pages of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._body_reader = BodyReader(portal.config.content, self._inspect, portal.files)
        self._page_body_reader = BodyReader(portal.config.pages.parent, self._inspect, portal.files)
        self._content = portal.config.content.resolve()
        self._pages = portal.config.pages.resolve()

    def read_item(self, path: Path) -> ReadItem:
        """The news item in a file below the content folder."""
        content = self._portal.config.content
        report = Report(normalise(path.relative_to(content).as_posix()))
        language, original = read_language(report.path, self._portal.config.editions, report)
        front = self._split(path, self._content, report)
        if front is None:
            return ReadItem(None, report.faults)
        reading = Reading(self._portal, report, pelican=front.pelican, translation=bool(original), language=language)
        fields = TRANSLATION_FIELDS if original else FIELDS
        values, lines = _read_fields(front, fields, reading)
        _check_dates(values, lines, self._announces(values), report)
        slug = _check_title(values, lines, report)
        body = self._body_reader.read(front.body, front.first_line, report)
        if not front.body.strip() and values.get("status") != "draft" and not values.get("withdrawn"):
            report.add("W-BODY", front.first_line, "tin chưa có nội dung", "viết nội dung dưới dòng «---» thứ hai")
        if report.has_errors:
            return ReadItem(None, report.faults)
        given = {name: value for name, value in values.items() if value is not None}
        cover = given.get("cover")
        given["has_time"] = "date" in given and ":" in str(front.values["date"].data)
        missing = [field.name for field in fields if field.required and field.name not in given]
        given = complete_draft(report.path, given, slug, missing, self._portal)
        text, documents = body.html, tuple[Document, ...]()
        if not original:
            text, documents = cite_documents(given["title"], given.get("summary", ""), text)
        given |= {"body": text, "documents": documents, "regions": given.pop("region", ())}
        given |= {"language": language, "original": original}
        if original:
            given["category"] = ""  # the original's, as its documents are, once both are read
        pictures = tuple(dict.fromkeys([*([cover.src] if cover else []), *body.pictures]))
        return ReadItem(NewsItem(path=report.path, pictures=pictures, **given), report.faults)

    def read_page(self, path: Path) -> ReadItem:
        """The static page in a file below the pages folder."""
        config = self._portal.config
        if path.is_relative_to(config.content):
            report = Report(normalise(path.relative_to(config.content).as_posix()))
        else:
            report = Report(normalise(f"pages/{path.relative_to(config.pages).as_posix()}"))
        front = self._split(path, self._pages, report)
        if front is None:
            return ReadItem(None, report.faults)
        reading = Reading(self._portal, report, pelican=front.pelican)
        values, lines = _read_fields(front, PAGE_FIELDS, reading)
        slug = _check_title(values, lines, report)
        if slug and (is_reserved(slug) or slug in config.editions):
            line = lines.get("slug", lines.get("title", 1))
            report.add("E-SLUG", line, f"địa chỉ /{slug}/ dành riêng cho cổng", f"thêm slug khác, ví dụ: trang-{slug}")
        order = values.get("order") or "0"
        if not (order.isascii() and order.isdigit() and len(order) < 7):
            report.add("E-VALUE", lines["order"], "«order» phải là số nguyên", "ghi một số, ví dụ 1")
        body: Body = self._page_body_reader.read(front.body, front.first_line, report)
        if report.has_errors:
            return ReadItem(None, report.faults)
        page = StaticPage(
            path=report.path,
            title=values["title"],
            slug=slug,
            body=body.html,
            summary=values.get("summary") or "",
            updated=values.get("updated"),
            order=int(order),
            pictures=body.pictures,
            aliases=values.get("aliases") or (),
        )
        return ReadItem(page, report.faults)

    def _inspect(self, picture: Path) -> tuple[tuple[str, str, str], ...]:
        return self._portal.inspect_picture(picture)  # provided by a room that may be initialised after this one

    def _announces(self, values: dict[str, Any]) -> bool:
        category = values.get("category")
        return category is not None and self._portal.categories[category].notices

    @staticmethod
    def _split(path: Path, root: Path, report: Report) -> FrontMatter | None:
        text = read_text(path, root, report)
        return None if text is None else split_front_matter(text, report)


def _read_fields(
    front: FrontMatter, fields: tuple[Field, ...], reading: Reading
) -> tuple[dict[str, Any], dict[str, int]]:
    """Values by field name (None after a fault) and the lines of those that were given."""
    given = _match_keys(front, fields, reading)
    values: dict[str, Any] = {}
    held = "status" in given and given["status"].data in HELD
    # Names of regions and positions of officials depend on the day, so the dates come first.
    for field in sorted(fields, key=lambda field: field.kind not in ("date", "datetime")):
        if field.name in given and not (held and field.required and not given[field.name].data):
            if reading.event_day is None:
                reading.event_day = _event_day(given, values)
            values[field.name] = read_value(field, given[field.name], reading)
        elif field.required and not front.broken:
            hint = f"thêm {field.name}: {field.example}"
            code = "W-REQUIRED" if held else "E-REQUIRED"
            reading.report.add(code, 1, f"thiếu «{field.name}» ({field.label.lower()})", hint)
    return values, {name: value.line for name, value in given.items()}


def _event_day(given: dict[str, Value], values: dict[str, Any]) -> Any:
    """None until it is certain: a name is not to be called unknown because of a date that could not be read."""
    if "event_date" in given:
        return values.get("event_date")
    return values["date"].date() if values.get("date") else None


def _match_keys(front: FrontMatter, fields: tuple[Field, ...], reading: Reading) -> dict[str, Value]:
    names = {field.name: field.name for field in fields}
    if front.pelican:
        names |= {field.header: field.name for field in fields if field.header}
        names |= {key: name for key, name in _PELICAN_ALSO.items() if name in names}
    given: dict[str, Value] = {}
    for key, value in front.values.items():
        name = names.get(key)
        if name is None:
            if reading.translation and _is_field(key, front.pelican):
                hint = "bản dịch dùng của tin gốc; bỏ dòng này"
                reading.report.add("W-KEY", value.line, f"khoá «{key}» bị bỏ qua", hint)
            elif front.pelican and key in _PELICAN_IGNORED:
                reading.report.add("W-KEY", value.line, f"khoá «{key}» bị bỏ qua", "cổng tự chọn; bỏ dòng này")
            else:
                _report_key(key, value.line, fields, names, reading)
        elif name in given:
            first = given[name].line
            reading.report.add("E-KEY-TWICE", value.line, f"khoá «{key}» trùng ý với dòng {first}", "bỏ một dòng")
        else:
            given[name] = value
    return given


def _is_field(key: str, pelican: bool) -> bool:
    """Whether an original may have this key."""
    return any(key == field.name or (pelican and key == field.header) for field in FIELDS)


def _report_key(key: str, line: int, fields: tuple[Field, ...], names: Iterable[str], reading: Reading) -> None:
    shown = " ".join(key.split())[:40]
    folded = fold(shown).replace("_", " ").replace("-", " ")
    labels = {fold(field.label): field.name for field in fields}
    known = {field.name for field in fields}
    near = [name for name in (labels.get(folded), _MEANT.get(folded), folded.replace(" ", "_")) if name in known]
    if not near:
        near = difflib.get_close_matches(folded.replace(" ", "_"), names, n=1)
    if folded in ("save as", "url"):
        hint = "địa chỉ do cổng đặt; muốn đổi phần cuối thì dùng slug"
    elif near:
        hint = f"có phải «{near[0]}»?"
    else:
        hint = f"các khoá: {', '.join(field.name for field in fields)}"
    reading.report.add("E-KEY", line, f"không có khoá «{shown}»", hint)


def _check_title(values: dict[str, Any], lines: dict[str, int], report: Report) -> str:
    """The slug, given or made from the title; empty after a fault."""
    title: str = values.get("title") or ""
    line = lines.get("title", 1)
    if len(title) > LONGEST_TITLE:
        report.add("E-LONG", line, f"tiêu đề dài {len(title)} ký tự", f"rút còn tối đa {LONGEST_TITLE} ký tự")
    elif len(title) > LONG_TITLE:
        report.add("W-LONG", line, f"tiêu đề dài {len(title)} ký tự", f"nên gọn trong {LONG_TITLE} ký tự")
    if title.startswith(".") or (title.endswith(".") and not title.endswith("..")):
        report.add("W-TITLE-DOT", line, "tiêu đề có dấu chấm ở đầu hoặc cuối", "bỏ dấu chấm")
    is_given = "slug" in lines
    slug: str = (values.get("slug") or "") if is_given else slugify(title)
    if title and not slug and not is_given:
        hint = "thêm slug bằng chữ không dấu, ví dụ slug: hoi-nghi-so-ket"
        report.add("E-SLUG", line, "không lấy được đường dẫn từ tiêu đề", hint)
    elif slug and (fault := name_fault(slug)):
        hint = f"thêm slug khác, ví dụ: tin-{slug}"
        report.add("E-SLUG", lines.get("slug", line), f"đường dẫn không dùng được: {fault}", hint)
    return slug


def _check_dates(values: dict[str, Any], lines: dict[str, int], announces: bool, report: Report) -> None:
    """`announces` tells that the item stands among the notices, whose events are still to come."""
    names = ("date", "event_date", "updated", "publish_at", "unpublish_at", "expires")
    date, event, updated, held, until, expires = (values.get(name) for name in names)
    if values.get("withdrawn") and values.get("status") in HELD:
        hint = "tin đã từng đăng thì ghi status: published; chưa đăng thì bỏ withdrawn"
        report.add("W-WITHDRAWN", lines["withdrawn"], "tin chưa đăng, địa chỉ sẽ không có thông báo gỡ bỏ", hint)
    if date is None:
        return
    if until and until <= max(date, held or date):
        hint = "tin sẽ không bao giờ hiện; kiểm tra lại date, publish_at và unpublish_at"
        report.add("E-DATE-ORDER", lines["unpublish_at"], "giờ gỡ không sau giờ đăng", hint)
    if event and event > date.date() and values.get("status") != "draft":
        hint = f"ngày xuất bản là {date.date()}; kiểm tra cả hai ngày"
        if event > date.date() + FARTHEST_EVENT:
            report.add("E-DATE-ORDER", lines["event_date"], f"ngày diễn ra {event} sau ngày xuất bản hơn một năm", hint)
        elif not announces:
            message = f"ngày diễn ra {event} sau ngày xuất bản, tin được coi là báo trước sự kiện"
            report.add("W-EVENT-AHEAD", lines["event_date"], message, hint)
    if expires and expires < date.date():
        hint = f"ngày xuất bản là {date.date()}; kiểm tra cả hai ngày"
        report.add("E-DATE-ORDER", lines["expires"], f"ngày hết hạn {expires} trước ngày xuất bản", hint)
    if updated and updated < date:
        hint = f"ngày xuất bản là {date.isoformat()}; kiểm tra cả hai ngày"
        report.add("E-DATE-ORDER", lines["updated"], "ngày cập nhật trước ngày xuất bản", hint)
    if held and held < date:
        hint = "tin hiện theo ngày xuất bản; bỏ publish_at hoặc sửa lại"
        report.add("W-PUBLISH-AT", lines["publish_at"], "giờ đăng sớm hơn ngày xuất bản", hint)
