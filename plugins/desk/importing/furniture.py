"""What surrounds an article on a portal's page: known line by line, so that pages, Word files and pasted text are freed
of it in the same way.

In: one line. Out: what kind of furniture it is, in Vietnamese for the editor's report; the line without the furniture
at its end; whether it is a mark after which the article has ended.
"""

from __future__ import annotations

import re

from plugins.desk.importing.dates import is_date_line

LONGEST_LINE = 160  # characters; longer ones are prose

# Possessive and atomic groups keep the time of these patterns in proportion to the line.
_COUNT = r"(?>\s*[:：]?\s*\(?\s*[\d.,]*\s*\)?)"
_KINDS = {
    "lượt xem": (
        rf"(?:số )?lượt (?:xem|đọc|truy cập){_COUNT}",
        r"[\d.,]+ lượt (?:xem|đọc)",
        rf"đã xem{_COUNT}",
        rf"views?{_COUNT}",
    ),
    "nút in": (r"in (?:bài(?: viết)?|trang(?: này)?|ấn)", "bản in", "print"),
    "cỡ chữ": (
        r"a\s*[-+]?\s+a\s*[-+]?(?:\s+a\s*[-+]?)?",
        r"a[-+](?:\s*a[-+])?",
        r"cỡ chữ\s*:?",
        "(?:tăng|giảm|phóng to|thu nhỏ) cỡ chữ",
    ),
    "nút về đầu trang": ("back to top", "(?:về|lên|trở lên) đầu trang", "đầu trang", "quay lại", "trở về"),
    "nút chia sẻ": (
        r"chia sẻ(?: bài(?: viết)?)?(?: (?:lên|qua))?\s*:?",
        "share|facebook|zalo|twitter|tweet|linkedin|messenger|copy link|sao chép liên kết",
        r"gửi (?:email|mail|bài viết|cho bạn bè|tin qua e-?mail)",
        r"lưu bài(?: viết)?",
        "(?:theo dõi .{0,60} trên )?google news",
    ),
    "khung ý kiến": (
        rf"(?:ý kiến|bình luận)(?: bạn đọc| độc giả| của bạn)?{_COUNT}",
        "gửi (?:bình luận|ý kiến|phản hồi)",
        rf"tổng (?:số )?lượt bình luận{_COUNT}",
        rf"[\d.,]+ bình luận|comments?{_COUNT}",
        r"\d+\s*/\s*\d+ ký tự",
        r"guest|refresh|loading\W*+|đang tải(?: dữ liệu)?\W*+",
        r"mã (?:xác nhận|bảo mật)\s*:?",
        r"(?:viết|nhập|hãy nhập) (?:nội dung )?bình luận\W*+",
        r"chưa có (?:bình luận|ý kiến) nào\W*+",
    ),
    "nút nghe": (r"nghe (?:đọc )?(?:bài(?: viết)?|tin)", "đọc bài viết", "nghe audio", "tạm dừng"),
    "đánh giá": ("đánh giá bài viết", "hãy (?:bình chọn|đánh giá).{0,60}", r"[1-5][,.]\d\s*/\s*5.{0,30}"),
    "nút xem thêm": (r"(?:xem (?:thêm|tiếp|tất cả)|đọc (?:thêm|tiếp)|see more|read more)\W*+", r"chi tiết\s*»?"),
}
_FORMS = {kind: "|".join(forms) for kind, forms in _KINDS.items()}
_ANY = "|".join(_FORMS.values())
_GAP = r"[\s|,;·•/-]"
_LINES = {kind: re.compile(rf"(?>(?:{form}){_GAP}*+)++", re.IGNORECASE) for kind, form in _FORMS.items()}
_SEVERAL = re.compile(rf"(?>(?:{_ANY}){_GAP}*+)++", re.IGNORECASE)
_AT_END = re.compile(rf"{_GAP}++(?:{_ANY})\s*\Z", re.IGNORECASE)
_VIEWS_AT_END = re.compile(rf"[\s|,;·•/(-]++(?:{_FORMS['lượt xem']})\s*\)?\s*\Z", re.IGNORECASE)
_BREADCRUMB = re.compile(r"(?:trang chủ|home)\s*(?:[>»›/|→]|::).*", re.IGNORECASE)

# Behind these lines there are readers' comments to the page's end; behind those, headlines of other articles.
_COMMENTS = re.compile(
    r"(?:ý kiến(?: bạn đọc| độc giả| của bạn)?|(?:bạn đọc )?bình luận(?: của bạn)?|tổng (?:số )?lượt bình luận)"
    rf"{_COUNT}",
    re.IGNORECASE,
)
_OTHERS = "khác|liên quan|cùng (?:chuyên mục|loại|chủ đề)|mới (?:hơn|nhất|đăng)|cũ hơn|đã (?:đưa|đăng)"
_READ_MOST = "nổi bật|tiêu điểm|(?:đọc|xem) nhiều(?: nhất)?"
_OTHER_NEWS = re.compile(
    rf"(?:(?:(?:các|những) )?(?:tin(?: tức)?|bài(?: viết)?)(?:,? bài)? (?:{_OTHERS}|{_READ_MOST})\s*(?:\(\d*\))?"
    r"|có thể bạn quan tâm|(?:đọc|xem) nhiều(?: nhất)?|cùng chuyên mục|tin mới|xem thêm tin)\s*[:»>]*",
    re.IGNORECASE,
)


def furniture_kind(line: str) -> str:
    """The kind of a line that is nothing but furniture; empty for any other."""
    if len(line) > LONGEST_LINE:
        return ""
    for kind, pattern in _LINES.items():
        if pattern.fullmatch(line):
            return kind
    if _SEVERAL.fullmatch(line):
        return "các nút của trang"
    return "đường dẫn chuyên mục" if _BREADCRUMB.fullmatch(line) else ""


def cut_furniture(line: str) -> str:
    """A short line without the furniture at its end: `… 09/01/2023 Lượt xem: 5546 In bài viết` → `… 09/01/2023`."""
    if len(line) > LONGEST_LINE:
        return line
    rest = line
    while (shorter := _AT_END.sub("", rest)) != rest:
        rest = shorter
    return rest if is_date_line(rest) else _VIEWS_AT_END.sub("", line)


def opens_comments(line: str) -> bool:
    return len(line) <= LONGEST_LINE and bool(_COMMENTS.fullmatch(line))


def opens_other_news(line: str) -> bool:
    return len(line) <= LONGEST_LINE and bool(_OTHER_NEWS.fullmatch(line))

