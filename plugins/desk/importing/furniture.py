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
        rf"(?:đang (?:truy cập|online|xem)|(?:tổng )?(?:số )?(?:lượt )?truy cập){_COUNT}",
        rf"(?:hôm nay|hôm qua|tuần này|tháng này){_COUNT}",
        r"thống kê (?:truy cập|lượt truy cập)",
        rf"views?{_COUNT}",
    ),
    "nút in": (r"in (?:bài(?: viết)?|trang(?: này)?|ấn)", "bản in", "print"),
    "cỡ chữ": (
        r"a\s*[-+]?\s+a\s*[-+]?(?:\s+a\s*[-+]?)?",
        r"a[-+](?:\s*a[-+])?",
        r"cỡ chữ\s*:?",
        "(?:tăng|giảm|phóng to|thu nhỏ) cỡ chữ",
        "mặc định|tương phản|độ tương phản",
    ),
    "nút về đầu trang": (
        "back to top|back top|scroll to top",
        "(?:về|lên|trở lên) (?:đầu trang|top)",
        "đầu trang",
        "quay lại|trở về|quay về",
    ),
    "nút chia sẻ": (
        r"chia sẻ(?: bài(?: viết)?)?(?: (?:lên|qua))?\s*:?",
        "share|facebook|zalo|twitter|tweet|linkedin|messenger|copy link|sao chép liên kết",
        r"gửi (?:(?:bài viết|bài|tin|trang)(?: này)?)?\s?(?:qua )?(?:e-?mail|mail|cho bạn bè|bạn bè)?",
        "qr code|mã qr|quét mã qr",
        r"lưu bài(?: viết)?",
        "(?:theo dõi .{0,60} trên )?google news",
    ),
    "khung ý kiến": (
        rf"(?:ý kiến|bình luận)(?: bạn đọc| độc giả| của bạn)?{_COUNT}",
        "gửi (?:bình luận|ý kiến|phản hồi)",
        rf"tổng (?:số )?lượt bình luận{_COUNT}",
        rf"[\d.,]+ bình luận|comments?{_COUNT}",
        r"\d+\s*/\s*\d+ ký tự",
        r"viết bình luận|hãy là người đầu tiên bình luận\W*+|đăng nhập để bình luận\W*+",
        r"guest|refresh|loading\W*+|đang tải(?: dữ liệu)?\W*+",
        r"mã (?:xác nhận|bảo mật)\s*:?",
        r"(?:viết|nhập|hãy nhập) (?:nội dung )?bình luận\W*+",
        r"chưa có (?:bình luận|ý kiến) nào\W*+",
    ),
    "nút nghe": (r"nghe (?:đọc )?(?:bài(?: viết)?|tin)", "đọc bài viết", "nghe audio", "tạm dừng"),
    "đánh giá": ("đánh giá bài viết", "hãy (?:bình chọn|đánh giá).{0,60}", r"[1-5][,.]\d\s*/\s*5.{0,30}"),
    "quảng cáo": ("quảng cáo|advertisement|image advertisement|ads",),
    "ngôn ngữ": ("english|tiếng việt|vietnamese|tiếng anh",),
    "nút xem thêm": (r"(?:xem (?:thêm|tiếp|tất cả)|đọc (?:thêm|tiếp)|see more|read more)\W*+", r"chi tiết\s*»?"),
}
_FORMS = {kind: "|".join(forms) for kind, forms in _KINDS.items()}
_ANY = "|".join(_FORMS.values())
_GAP = r"[\s|,;·•/-]"
_LINES = {kind: re.compile(rf"(?>(?:{form}){_GAP}*+)++", re.IGNORECASE) for kind, form in _FORMS.items()}
_SEVERAL = re.compile(rf"(?>(?:{_ANY}){_GAP}*+)++", re.IGNORECASE)
_AT_END = re.compile(rf"{_GAP}++(?:{_ANY})\s*\Z", re.IGNORECASE)
_VIEWS_AT_END = re.compile(rf"[\s|,;·•/(-]++(?:{_FORMS['lượt xem']})\s*\)?\s*\Z", re.IGNORECASE)
_KEYWORDS = re.compile(r"(?:từ khóa|từ khoá|tags?|thẻ)\s*:.{0,150}|(?:từ khóa|từ khoá|tags?)", re.IGNORECASE)
_WELCOME = re.compile(r"chào mừng .{0,60}đến với .{0,90}", re.IGNORECASE)
_BREADCRUMB = re.compile(r"(?:trang chủ|home)\s*(?:[>»›/|→]|::).*", re.IGNORECASE)

# Behind these lines there are readers' comments to the page's end; behind those, headlines of other articles.
_COMMENTS = re.compile(
    r"(?:ý kiến(?: bạn đọc| độc giả| của bạn)?|(?:bạn đọc )?bình luận(?: của bạn)?|tổng (?:số )?lượt bình luận)"
    rf"{_COUNT}",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"\W*(?:cơ quan chủ quản|giấy phép (?:số|xuất bản|hoạt động|thiết lập|của|ttđt)"
    r"|(?:©|copyright|bản quyền (?:thuộc|của|©))|(?:người )?chịu trách nhiệm (?:chính|nội dung|xuất bản)|"
    r"ghi rõ nguồn|thiết kế (?:và phát triển )?bởi"
    r"|(?:phó )?(?:trưởng ban|tổng) biên tập\s*:|tòa soạn\s*:|toà soạn\s*:|liên kết (?:website|trang web|web)\s*:?$)",
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
    if _KEYWORDS.fullmatch(line):
        return "từ khoá"
    return "đường dẫn chuyên mục" if _BREADCRUMB.fullmatch(line) else "lời chào" if _WELCOME.fullmatch(line) else ""


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


def opens_imprint(line: str) -> bool:
    """Whether a line is of those at a page's foot that say who answers for the site."""
    return bool(_IMPRINT.match(line))


def opens_other_news(line: str) -> bool:
    return len(line) <= LONGEST_LINE and bool(_OTHER_NEWS.fullmatch(line))
