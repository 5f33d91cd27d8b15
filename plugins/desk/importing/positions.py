"""Posts of officials in running text: how their names begin and where prose follows them.

In: a piece of a sentence. Out: whether it names a post, and where the post's name ends.
"""

from __future__ import annotations

import re

_HEADS = (
    r"(?:tổng\s+|phó\s+)?bí\s+thư|phó\s+chủ\s+(?:tịch|nhiệm)|chủ\s+tịch|chủ\s+nhiệm|[uủ][ỷy]\s+viên|"
    r"uv\s?(?:btv|bch|tv|bct)\w*|uv\s?t\.?\s?[ưw]|btv\s|tvtu|tv[hq]u|[thq]uv(?!\w)|"
    r"(?:đảng|tỉnh|thành|huyện|quận|thị|khu)\s+[uủ][ỷy]\s+viên|"
    r"trưởng\s|phó\s|quyền\s|q\.\s|nguyên\s|tân\s+(?:bí|chủ)|trợ\s+lý|thư\s+ký|"
    r"(?:phó\s+)?(?:tổng\s+)?giám\s+đốc|(?:phó\s+)?chánh\s|(?:phó\s+)?(?:tổng\s+)?(?:cục|vụ|chi\s+cục|"
    r"tổng\s+cục)\s+trưởng|"
    r"(?:bộ|thứ|viện|hiệu|hội|tổ|đội|ban|khoa|phòng|đồn|trạm|cụm|xã\s+đội|đoàn)\s+trưởng|"
    r"(?:phó\s+)?thủ\s+tướng|(?:phó\s+)?tư\s+lệnh|(?:phó\s+)?chính\s+[uủ][ỷy]|chính\s+trị\s+viên|"
    r"(?:phó\s+)?(?:chỉ\s+huy|tham\s+mưu)\s+trưởng|(?:phó\s+)?tổng\s+(?:biên\s+tập|thanh\s+tra|kiểm\s+toán|thư\s+ký)|"
    r"đại\s+biểu\s+(?:quốc\s+hội|hđnd)|thành\s+viên|(?:phó\s+)?kiểm\s+sát\s+viên|người\s+đứng\s+đầu|"
    r"đồng\s+(?:trưởng|chủ\s+tịch)"
)
_HEAD = re.compile(
    rf"(?:(?:các|hiện\s+là|là|kiêm|đồng\s+thời\s+là|với\s+cương\s+vị)\s+)*(?:{_HEADS}|thường\s+(?:trực|vụ)\s)",
    re.IGNORECASE,
)
# Inside prose only a capital tells a post from an ordinary word: «Ngày 5/6 Phó Chủ tịch …».
_HEAD_INSIDE = re.compile(rf"(?<!\w)(?-i:(?=[A-ZĐỦ]))(?:{_HEADS})", re.IGNORECASE)
# A capital after a name: «Chánh», «Quyền» and the like may be its last word.
_AFTER_NAME = re.compile(
    r"(?:Phó|Trưởng|Chánh|Quyền|Nguyên)\s+(?:[A-ZĐỦU]|ban|phòng|đoàn|trưởng|bí|chủ|giám|chánh|án|thanh|văn|tổng|cục)|"
    r"(?:Chủ|Bí|Giám|Ủy|Uỷ|Tổng|Hiệu|Viện|Cục|Bộ|Thứ|Hội)\s+(?:tịch|thư|đốc|viên|nhiệm|biên|trưởng|giám)(?!\w)"
)
_NOT_A_POST = re.compile(r"phó\s+mặc|trưởng\s+thành|nguyên\s+(?:nhân|tắc|liệu|đán)|thành\s+viên\s+khác", re.IGNORECASE)
_CONNECTIVE = re.compile(r"(?:hiện\s+là|là|kiêm|đồng\s+thời\s+là|với\s+cương\s+vị)\s+", re.IGNORECASE)

# Verbs in small letters end a post's name; offices have theirs in capitals (Ban Tổ chức, Ban Chỉ đạo).
_PROSE = re.compile(
    r"(?<!\w)(?<!ban )(?<!Ban )(?:đã|sẽ|đang|vừa|cũng|cùng|tổ chức|diễn ra|tiến hành|phát biểu|nhấn mạnh|cho biết|"
    r"đề nghị|yêu cầu|"
    r"ghi nhận|kết luận|khẳng định|dự(?! khuyết)|tham dự|đến dự|tới dự|tham gia|làm việc|chỉ đạo|khai mạc|bế mạc|"
    r"trao|báo cáo|thông qua|trình bày|quán triệt|đánh giá|điều hành|chủ trì|chủ tọa|chủ toạ|có buổi|có bài|"
    r"tặng|biểu dương|"
    r"thăm|kiểm tra|triển khai|được|nêu|đến|về dự|tại|nói|chia sẻ|bày tỏ|thống nhất|ký kết|thay mặt|hướng dẫn|"
    r"thảo luận|cho ý kiến|xem xét|bàn|nghe|họp|ban hành|sơ kết|tổng kết|công bố|gặp mặt|tiếp|ra mắt|phối hợp|"
    r"làm)(?!\w)"
)


def begins_with_post(text: str) -> bool:
    match = _HEAD.match(text)
    return match is not None and not _NOT_A_POST.match(text)


def opens_post(text: str) -> bool:
    """Whether a post begins right here after a name: `… Lê Văn A Phó Chủ tịch`."""
    return _AFTER_NAME.match(text) is not None


def find_post(text: str) -> int:
    """Where a post's name begins inside prose, or -1."""
    match = _HEAD_INSIDE.search(text)
    return match.start() if match else -1


def skip_connective(text: str) -> int:
    """How many letters of `là`, `hiện là` … stand before the post itself."""
    match = _CONNECTIVE.match(text)
    return match.end() if match else 0


def find_prose(text: str) -> int:
    """Where prose begins in a piece that a post's name opens, or -1."""
    match = _PROSE.search(text)
    return match.start() if match else -1
