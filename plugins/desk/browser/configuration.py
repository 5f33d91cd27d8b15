"""What Decap CMS is told about this portal: its collections, and a widget for each field.

In: the shared list of fields, the names of the vocabularies, and where the content is kept. Out: the configuration as
plain data; `config.yml` is that data as YAML. A field added to the list appears by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from plugins.model import FIELDS, Field, Placement
from plugins.model.item import Status

Widget = dict[str, Any]

# Decap writes and reads these forms (of Day.js): ISO, the moment with its zone.
DATE, MOMENT = "YYYY-MM-DD", "YYYY-MM-DDTHH:mm:ssZ"
STATUSES = {"draft": "Nháp", "review": "Chờ duyệt", "published": "Đăng"}
# What a new item begins with. On this machine its status says how far it is; elsewhere merging it publishes it.
LOCAL_STATUS = ("draft", "Tin nháp và tin chờ duyệt chưa hiện với người đọc.")
MERGED_STATUS = ("published", "Giữ «Đăng»: tin hiện khi bản sửa được duyệt.")
PLACEMENTS = {"lead": "Tin chính", "featured": "Tin nổi bật"}
SLUG = ["^[a-z0-9]+(-[a-z0-9]+)*$", "chỉ dùng chữ thường không dấu, số và dấu gạch nối"]


@dataclass(frozen=True)
class Desk:
    """What the configuration depends on.

    `backend` is Decap's setting of that name. `content` is the content folder as the backend names it. `years` are
    those that have items, and the one in which new items are written comes first. `local` tells that files are written
    on this machine, where the status of an item says how far it is; elsewhere a change is reviewed before it is merged.
    """

    backend: Mapping[str, Any]
    content: str
    years: Sequence[int]
    categories: Sequence[str]
    local: bool = False
    site_url: str = ""
    fields: Sequence[Field] = field(default=FIELDS)


def configure(desk: Desk) -> dict[str, Any]:
    """Decap's configuration. Each year is a collection of its own, since Decap reads a whole collection at once."""
    return {
        "backend": dict(desk.backend),
        "publish_mode": "simple" if desk.local else "editorial_workflow",
        "locale": "vi",
        "media_folder": f"{desk.content}/images",
        "public_folder": "images",
        "site_url": desk.site_url,
        "display_url": desk.site_url,
        "logo": {"src": "/theme/favicon.svg", "show_in_header": False},
        "show_preview_links": True,
        "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
        "collections": [_collection(desk, year, newest=year == desk.years[0]) for year in desk.years],
    }


def collection_name(year: int) -> str:
    return f"tin-{year}"


def _collection(desk: Desk, year: int, *, newest: bool) -> dict[str, Any]:
    statuses = [{"label": label, "field": "status", "pattern": value} for value, label in _statuses().items()]
    return {
        "name": collection_name(year),
        "label": f"Tin năm {year}",
        "label_singular": "tin",
        "folder": f"{desk.content}/news/{year}",
        "path": "{{month}}/{{slug}}",
        "media_folder": f"/{desk.content}/images",
        "public_folder": "images",
        "extension": "md",
        "format": "yaml-frontmatter",
        "create": newest,
        "delete": False,  # an address that was published goes on to say something
        "identifier_field": "title",
        "summary": "{{title}}",
        "sortable_fields": [{"field": "date", "label": "Ngày xuất bản", "default_sort": "desc"}, "title"],
        "view_filters": [entry | {"label": f"Trạng thái: {entry['label'].lower()}"} for entry in statuses],
        "view_groups": [{"label": "Chuyên mục", "field": "category"}],
        "fields": _fields(desk),
    }


def _fields(desk: Desk) -> list[Widget]:
    """The text stands below the standfirst, before what is filled in less often."""
    fields = [describe_field(each, desk) for each in desk.fields]
    place = next((number for number, each in enumerate(fields, 1) if each["name"] == "summary"), len(fields))
    return [*fields[:place], BODY, *fields[place:]]


def describe_field(each: Field, desk: Desk) -> Widget:
    """One field as Decap shows it: label and hint of the list, the widget of its kind."""
    common = {"name": each.name, "label": each.label, "required": each.required, "hint": each.description}
    return common | _widget(each, desk)


def _widget(each: Field, desk: Desk) -> Widget:
    """The widget of the field's kind; a kind that is not known here is kept as it is and not shown."""
    match each.kind:
        case "category":
            return {"widget": "select", "options": list(desk.categories), "hint": "Mục của cổng mà tin này thuộc về."}
        case "status":
            labels = _statuses()
            default, hint = LOCAL_STATUS if desk.local else MERGED_STATUS
            return {"widget": "select", "options": _options(labels), "default": default, "hint": hint}
        case "placement":
            labels = {value: PLACEMENTS.get(value, value) for value in get_args(Placement) if value}
            hint = "Bỏ trống thì cổng tự chọn; không ghi ngày hết hạn thì giữ chỗ bảy ngày."
            return {"widget": "select", "options": _options(labels), "hint": hint}
        case "datetime":
            shown = {"format": MOMENT, "date_format": "DD/MM/YYYY", "time_format": "HH:mm"}
            # Nobody types the form of a date here.
            hint = re.sub(r", dạng ISO.*", ".", each.description)
            return {"widget": "datetime", "default": "{{now}}" if each.required else "", "hint": hint} | shown
        case "text":
            return {"widget": "string" if each.required else "text"}
        case _:
            return WIDGETS.get(each.kind, {"widget": "hidden"})


def _statuses() -> dict[str, str]:
    return {value: STATUSES.get(value, value) for value in get_args(Status)}


def _options(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for value, label in labels.items()]


def _part(name: str, label: str, widget: str = "string", hint: str = "", **more: Any) -> Widget:
    return {"name": name, "label": label, "widget": widget, "required": False} | ({"hint": hint} if hint else {}) | more


def _names(*columns: tuple[str, str], suggest: str = "", single: bool = False) -> Widget:
    """A list of names, each with what belongs to it; the desk's own widget (desk.js)."""
    described = [{"name": name, "label": label} for name, label in columns]
    return {"widget": "names", "columns": described, "suggest": suggest, "single": single}


_DAY: Widget = {"widget": "datetime", "format": DATE, "date_format": "DD/MM/YYYY", "time_format": False, "default": ""}

# By the kind of field; those that depend on more than their kind are in _widget().
WIDGETS: dict[str, Widget] = {
    "date": _DAY,
    "slug": {"widget": "string", "pattern": SLUG},
    "texts": _names(("name", "Tên")),
    "regions": _names(("name", "Địa phương"), suggest="regions", single=True)
    | {"hint": "Tên theo cách gọi vào ngày diễn ra, ví dụ: Bến Lức, Long An."},
    "chairs": _names(("name", "Họ và tên"), ("position", "Chức vụ"), suggest="officials")
    | {"hint": "Để trống chức vụ thì cổng lấy chức vụ trong sổ cán bộ vào ngày diễn ra."},
    "source": {
        "widget": "object",
        "collapsed": True,
        "hint": "Cơ quan đã đăng tin gốc.",
        "fields": [_part("name", "Tên cơ quan"), _part("url", "Địa chỉ trang", hint="Bắt đầu bằng https://")],
    },
    "cover": {
        "widget": "object",
        "hint": "Ảnh ở đầu bài và trong các danh sách.",
        "fields": [
            _part("src", "Tệp ảnh", "image", choose_url=False),
            _part("alt", "Tả ảnh", hint="Tả ngắn điều thấy trong ảnh, cho người không nhìn thấy ảnh."),
            _part("caption", "Chú thích", hint="Ai, việc gì, ở đâu."),
            _part("credit", "Người chụp"),
        ],
    },
    "corrections": {
        "widget": "list",
        "collapsed": True,
        "label_singular": "đính chính",
        "default": [],
        "summary": "{{fields.date}}: {{fields.text}}",
        "hint": "Mỗi lần sửa một dòng; hiện công khai dưới bài.",
        "fields": [_part("date", "Ngày", **_DAY), _part("text", "Nội dung", "text")],
    },
    "withdrawal": {
        "widget": "object",
        "collapsed": True,
        "hint": "Điền để gỡ tin: tin rời cổng ngay, địa chỉ chỉ còn thông báo với ngày và lý do.",
        "fields": [_part("date", "Ngày gỡ", **_DAY), _part("reason", "Lý do", "text")],
    },
    "aliases": {
        "widget": "list",
        "collapsed": True,
        "default": [],
        "hint": "Ai mở một địa chỉ cũ thì được đưa tới bài này. Mỗi địa chỉ bắt đầu bằng /.",
    },
}  # fmt: skip

BODY: Widget = {
    "name": "body",
    "label": "Nội dung",
    "widget": "markdown",
    "required": False,
    "hint": "Chia đoạn bằng một dòng trống; tiêu đề mục dùng cấp 2.",
    "modes": ["rich_text", "raw"],
    "buttons": ["bold", "italic", "link", "heading-two", "heading-three", "quote", "bulleted-list", "numbered-list"],
    "editor_components": ["image"],
}
