"""Links within the portal, and anchors in other items, held against what there is.

In: the digests of all files. Out: findings where a link leads to nothing, or to what readers cannot see.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from plugins.desk.digests import Digest
from plugins.desk.rules.rule import Circumstances, Example, FarFinding, Rule
from plugins.model import STANDING_NAMES, Standing, public_from, standing_in

_MOST_SUGGESTIONS = 20  # wrong links for which the nearest address is looked for: each takes a while
_FAMILIES = ("tin", "chuyen-muc", "the", "dia-phuong", "chu-tri", "van-ban", "luu-tru", "lich")
_BY_MONTH = ("luu-tru", "lich")
_EDITION = re.compile(r"/[a-z]{2}/tin/")


def find_links(digests: Sequence[Digest], circumstances: Circumstances) -> Iterator[FarFinding]:
    by_address = {digest.address: digest for digest in digests if digest.address}
    terms: dict[str, set[str]] | None = None
    told = 0
    for digest in digests:
        for target, line in digest.links:
            address, _, anchor = unquote(target).partition("#")
            address = address.partition("?")[0]
            found = by_address.get(address)
            if found is not None:
                yield from _seen(digest, found, anchor, line, address, circumstances)
                continue
            terms = terms if terms is not None else _terms(digests, circumstances)
            if wrong := _wrong(address, by_address, terms, told < _MOST_SUGGESTIONS):
                told += 1
                yield FarFinding(digest.path, line, *wrong)


def _seen(
    digest: Digest, found: Digest, anchor: str, line: int, address: str, circumstances: Circumstances
) -> Iterator[FarFinding]:
    if hidden := _hidden(digest, found, circumstances):
        message = f"liên kết {address} trỏ tới tin {STANDING_NAMES[hidden]}"
        is_over = hidden in ("expired", "withdrawn")
        hint = "trỏ tới tin khác, hoặc bỏ liên kết" if is_over else "đăng tin ấy trước, hoặc bỏ liên kết"
        yield FarFinding(digest.path, line, message, hint)
    elif anchor and anchor not in found.anchors:
        known = ", ".join(f"#{name}" for name in found.anchors[:5])
        hint = f"các mục: {known}" if known else "trang ấy không có tiêu đề mục nào"
        yield FarFinding(digest.path, line, f"trang {address} không có mục «#{anchor[:60]}»", hint)


def _hidden(digest: Digest, found: Digest, circumstances: Circumstances) -> Standing | None:
    """How the other stands which readers of the one do not see, now or once they see the one; None where they do."""
    start = public_from(digest.timeline) if digest.timeline else circumstances.now
    if start is None or not found.timeline:
        return None
    standing = standing_in(found.timeline, max(start, circumstances.now))
    return None if standing == "published" else standing


def _wrong(
    address: str, by_address: dict[str, Digest], terms: dict[str, set[str]], suggest: bool
) -> tuple[str, str] | None:
    """Message and hint for an address that nothing has; None for one that other rooms may make."""
    parts = address.strip("/").split("/")
    if address == "/" or not parts[0]:
        return None
    if f"{address}/" in by_address:
        return f"liên kết {address} thiếu «/» ở cuối", f"ghi {address}/"
    if parts[0] in _FAMILIES and len(parts) == 1:
        return None if parts[0] != "tin" else (f"không có trang {address}", "ghi địa chỉ đầy đủ của tin")
    if parts[0] in terms and parts[0] in _FAMILIES[1:]:
        # A tag whose name differs from another's only in accents bears a mark after its slug.
        name = "/".join(parts[1:]) if parts[0] in _BY_MONTH else re.sub(r"/trang/\d+$", "", "/".join(parts[1:]))
        plain = re.sub(r"-[0-9a-f]{6}$", "", name)
        if name in terms[parts[0]] or plain in terms[parts[0]]:
            return None
        near = difflib.get_close_matches(name, terms[parts[0]], n=1) if suggest else []
        return f"không có trang {address}", f"có phải /{parts[0]}/{near[0]}/?" if near else "kiểm tra lại địa chỉ"
    if parts[0] == "tin" or _EDITION.match(address):
        same = terms["tin"] & {f"{month}{parts[-1]}/" for month in terms["months"]}
        # Comparing with all addresses would take a second.
        near = difflib.get_close_matches(address, _of_month(address, by_address), n=1) if suggest and not same else []
        best = min(same) if same else (near or [""])[0]
        return f"không có tin {address}", f"có phải {best}?" if best else "kiểm tra năm, tháng và tên trong địa chỉ"
    if len(parts) == 1:
        pages = [known for known in by_address if known.count("/") == 2]
        near = difflib.get_close_matches(address, pages, n=1, cutoff=0.8)
        return (f"không có trang {address}", f"có phải {near[0]}?") if near else None
    return None


def _of_month(address: str, by_address: dict[str, Digest]) -> list[str]:
    month = address.rsplit("/", 2)[0] + "/"
    return [known for known in by_address if known.startswith(month)]


def _terms(digests: Sequence[Digest], circumstances: Circumstances) -> dict[str, set[str]]:
    """Names of the listings that there are, by the first part of their addresses; items and their months too."""
    regions: set[str] = set()
    for region in {region for digest in digests for region in digest.regions}:
        regions.update(circumstances.listing_ids(region))
    months = {day for digest in digests if digest.moments for day in [digest.moments[0][1]]}
    return {
        "van-ban": {document for digest in digests for document in digest.documents},
        "lich": {f"{digest.day:%Y/%m}" for digest in digests if digest.day is not None},
        "tin": {digest.address for digest in digests if digest.moments},
        "months": {digest.address.rsplit("/", 2)[0] + "/" for digest in digests if digest.moments},
        "chuyen-muc": set(circumstances.categories),
        "dia-phuong": regions,
        "chu-tri": {official for digest in digests for official in digest.officials},
        "the": {tag for digest in digests for tag in digest.tags},
        "luu-tru": {f"{day.year}" for day in months} | {f"{day.year}/{day.month:02}" for day in months},
    }


RULES = (
    Rule(
        "W-LINK",
        "Liên kết trong cổng không dẫn tới đâu",
        "Không có trang ở địa chỉ ấy, bạn đọc không xem được tin ấy (nháp, chờ duyệt, đã gỡ…), hoặc trang ấy không có "
        "mục sau dấu «#».",
        Example(
            body="Xem [tin trước](/tin/2022/06/so-ket-cong-tac/).",
            others=(Example(head="title: Sơ kết công tác dân vận\ndate: 2022-06-30"),),
        ),
        Example(
            body="Xem [tin trước](/tin/2022/06/so-ket-cong-tac-dan-van/).",
            others=(Example(head="title: Sơ kết công tác dân vận\ndate: 2022-06-30"),),
        ),
        find_among=find_links,
    ),
)
