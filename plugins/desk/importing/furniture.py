"""What surrounds an article on a portal's page: known line by line, so that pages, Word files and pasted text are freed
of it in the same way.

In: one line. Out: what kind of furniture it is, in Vietnamese for the editor's report; the line without the furniture
at its end; whether it is a date line, a mark after which the article has ended, or a likely caption.
"""

from __future__ import annotations

import re

LONGEST_LINE = 160  # characters; longer ones are prose
LONGEST_CAPTION = 300

_COUNT = r"\s*[:：]?\s*\(?\s*[\d.,]*\s*\)?"
# Each alternative may stand alone on a line, or several in a row.
_KINDS = {
    "lượt xem": rf"(?:số )?lượt (?:xem|đọc|truy cập){_COUNT}|[\d.,]+ lượt (?:xem|đọc)|đã xem{_COUNT}|views?{_COUNT}",
    "nút in": r"in (?:bài(?: viết)?|trang(?: này)?|ấn)|bản in|print",
    "cỡ chữ": r"a\s*[-+]?\s+a\s*[-+]?(?:\s+a\s*[-+]?)?|a[-+](?:\s*a[-+])?|cỡ chữ\s*:?|(?:tăng|giảm|phóng to|thu nhỏ) cỡ chữ",
    "nút về đầu trang": r"back to top|(?:về|lên|trở lên) đầu trang|đầu trang|quay lại|trở về",
    "nút chia sẻ": r"chia sẻ(?: bài(?: viết)?)?(?: (?:lên|qua))?\s*:?|share|facebook|zalo|twitter|tweet|linkedin|messenger"
    r"|gửi (?:email|mail|bài viết|cho bạn bè|tin qua e-?mail)|sao chép liên kết|copy link|lưu bài(?: viết)?"
    r"|(?:theo dõi .{0,60} trên )?google news",
    "khung ý kiến": rf"ý kiến(?: bạn đọc| của bạn)?{_COUNT}|bình luận(?: của bạn)?{_COUNT}|gửi (?:bình luận|ý kiến|phản hồi)"
    rf"|tổng (?:số )?lượt bình luận{_COUNT}|\d+\s*/\s*\d+ ký tự|guest|đang tải(?: dữ liệu)?\W*|refresh|loading\W*"
    rf"|mã (?:xác nhận|bảo mật)\s*:?|(?:viết|nhập|hãy nhập) (?:nội dung )?bình luận\W*|[\d.,]+ bình luận|comments?{_COUNT}"
    r"|chưa có (?:bình luận|ý kiến) nào\W*",
    "nút nghe": r"nghe (?:đọc )?(?:bài(?: viết)?|tin)|đọc bài viết|nghe audio|tạm dừng",
    "đánh giá": r"đánh giá bài viết|hãy (?:bình chọn|đánh giá).{0,60}|[1-5][,.]\d\s*/\s*5.{0,30}",
    "nút xem thêm": r"xem (?:thêm|tiếp|tất cả)\W*|đọc (?:thêm|tiếp)\W*|see more\W*|read more\W*|chi tiết\s*»?",
}
_LINE = {
    kind: re.compile(rf"(?:(?:{form})[\s|,;·•/-]*)+", re.IGNORECASE) for kind, form in _KINDS.items()
}
_ANY = "|".join(_KINDS.values())
_SEVERAL = re.compile(rf"(?:(?:{_ANY})(?:[\s|,;·•/-]+|\Z))+", re.IGNORECASE)
_AT_END = re.compile(rf"[\s|,;·•/-]+(?:{_ANY})\s*\Z", re.IGNORECASE)
_VIEWS_AT_END = re.compile(rf"[\s|,;·•/(-]+(?:{_KINDS['lượt xem']})\s*\)?\s*\Z", re.IGNORECASE)
_BREADCRUMB = re.compile(r"(?:trang chủ|home)\s*(?:[>»›/|→]|::).*", re.IGNORECASE)

# Behind these lines there are readers' comments to the page's end; behind those, headlines of other articles.
_COMMENTS = re.compile(
    rf"(?:ý kiến(?: bạn đọc| độc giả| của bạn)?|bình luận(?: của bạn)?|bạn đọc bình luận|tổng (?:số )?lượt bình luận){_COUNT}",
    re.IGNORECASE,
)
_OTHER_NEWS = re.compile(
    r"(?:(?:các|những) )?(?:tin(?: tức)?|bài(?: viết)?)(?:,? bài)? (?:khác|liên quan|cùng (?:chuyên mục|loại|chủ đề)|mới (?:hơn|nhất|đăng)"
    r"|cũ hơn|đã (?:đưa|đăng)|nổi bật|đọc nhiều(?: nhất)?|tiêu điểm|xem nhiều)\s*(?:\(\d*\))?\s*[:»>]*"
    r"|(?:có thể bạn quan tâm|đọc nhiều(?: nhất)?|xem nhiều(?: nhất)?|cùng chuyên mục|tin mới|xem thêm tin)\s*[:»>]*",
    re.IGNORECASE,
)

_DATE = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}\s+tháng\s+\d{1,2}", re.IGNORECASE)
_DATE_PARTS = re.compile(
    r"(?:thứ\s*(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s*nhật|ngày|tháng|năm|lúc|giờ|phút|gmt|utc|am|pm|sa|ch|\d+[hgT]?\d*"
    r"|(?:ngày|giờ|thời gian)?\s*(?:đăng|xuất bản|cập nhật|đưa tin|tạo|phát hành)(?:\s*(?:tin|bài|lúc|ngày|cuối|lần cuối))*"
    r"|hôm nay|z|[\W_])*",
    re.IGNORECASE,
)

_CAPTION_START = re.compile(
    r"(?:(?:quang|toàn) cảnh|(?:các |đông đảo |một số )?(?:đại biểu|đồng chí|lãnh đạo|hội viên|đoàn viên|đơn vị)|(?:ông|bà|chủ tịch"
    r"|phó|bí thư|thường trực|ban|đoàn)\b|ảnh\b|tập thể)",
    re.IGNORECASE,
)
_CAPTION_WORDS = re.compile(
    r"\b(?:phát biểu|chủ trì|trao|tặng|chụp ảnh|tham gia ý kiến|tham luận|tại (?:hội nghị|buổi|lễ|cuộc|đại hội|chương trình)|dự|thăm"
    r"|quang cảnh|toàn cảnh|ảnh:)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<!\bTP)(?<!\bTp)(?<!\bTS)(?<!\bThS)(?<!\bGS)(?<!\bBS)(?<!\bĐ/c)[.!?…][\"”»)]*\s")


def furniture_kind(line: str) -> str:
    """The kind of a line that is nothing but furniture; empty for any other."""
    if len(line) > LONGEST_LINE:
        return ""
    for kind, pattern in _LINE.items():
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


def is_date_line(line: str) -> bool:
    """Whether the line says nothing but a date, with weekday, time and zone as may be."""
    return len(line) <= LONGEST_LINE and bool(_DATE.search(line)) and bool(_DATE_PARTS.fullmatch(line))


def opens_comments(line: str) -> bool:
    return len(line) <= LONGEST_LINE and bool(_COMMENTS.fullmatch(line))


def opens_other_news(line: str) -> bool:
    return len(line) <= LONGEST_LINE and bool(_OTHER_NEWS.fullmatch(line))


def is_one_sentence(text: str) -> bool:
    return not _SENTENCE_END.search(text.rstrip())


def sounds_like_caption(line: str) -> bool:
    """Whether a line by itself reads like the words under a picture: one sentence about who is seen doing what."""
    if len(line) > LONGEST_CAPTION or not is_one_sentence(line):
        return False
    return bool(_CAPTION_START.match(line) and (len(line) <= 80 or _CAPTION_WORDS.search(line)))
