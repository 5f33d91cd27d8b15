"""Views of the corrections page, and of what stands where an item was withdrawn or has expired."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from plugins.model.views import CorrectionsView, Head, Html, Link, ListedCorrection, TombstoneView
from tests.samples.site import FEEDS, LONG_TITLE, TEASERS, at


def corrections() -> CorrectionsView:
    """The rules of corrections, and below them some with long words."""
    return CorrectionsView(
        head=Head("Chính sách đính chính", "/dinh-chinh/", feeds=FEEDS[:1], older="/dinh-chinh/trang/2/"),
        crumbs=(),
        title="Chính sách đính chính",
        corrections=tuple(
            ListedCorrection(
                dt.date(2024, 7, 3 - n),
                "Bản trước ghi sai tên một cơ quan (thử nghiệm)." * (1 + n),
                Link(teaser.title, f"{teaser.address}#dinh-chinh-1"),
                teaser.published,
            )
            for n, teaser in enumerate((*TEASERS[:2], replace(TEASERS[0], title=LONG_TITLE)))
        ),
        body=(Html("<p>Tin sai phải được sửa, và sửa công khai.</p><h2>Cách thể hiện</h2><p>Sửa ngay trong bài.</p>"),),
        updated=at(2026, 7, 1),
        total=63,
        older="/dinh-chinh/trang/2/",
    )


def corrections_older() -> CorrectionsView:
    front = Link("Chính sách đính chính", "/dinh-chinh/")
    return replace(
        corrections(),
        head=Head(front.label, "/dinh-chinh/trang/1/", feeds=FEEDS[:1], newer="/dinh-chinh/"),
        crumbs=(front,),
        body=(),
        updated=None,
        number=1,
        total=0,
        older="",
        newer="/dinh-chinh/",
        front="/dinh-chinh/",
    )


def corrections_empty() -> CorrectionsView:
    return CorrectionsView(Head("Đính chính", "/dinh-chinh/", feeds=FEEDS[:1]), (), "Đính chính", ())


def withdrawn() -> TombstoneView:
    head = Head("Tin đã được gỡ bỏ", "/tin/2022/07/thu/", indexed=False)
    reason = "Nội dung chưa được cơ quan chủ quản xác nhận (thử nghiệm)."
    return TombstoneView(head, "withdrawn", dt.date(2022, 7, 3), reason)


def expired() -> TombstoneView:
    head = Head("Tin đã hết thời hạn đăng", "/tin/2022/07/thu/", indexed=False)
    return TombstoneView(head, "expired", dt.date(2022, 12, 31))
