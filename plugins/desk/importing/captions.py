"""Captions: short lines by a picture, or where a picture was.

In: a line; the blocks of a text. Out: whether the line reads like a caption; the blocks with captions joined to their
pictures. A caption whose picture is not at hand becomes a picture block without `src`, so that its words do not stand
in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from plugins.desk.importing.document import Block, Finding
from plugins.desk.importing.sentences import count_words, quote, split_sentences
from plugins.model import fold

_LONGEST = 45  # words
_LONG = 30  # words of a paragraph that is surely text
_VIEW = re.compile(
    r"^(?:quang|toàn|khung)\s+cảnh(?!\w)|^(?:ảnh|hình)\s*(?:\d+\s*)?[:.]|^\(?ảnh (?:minh họa|minh hoạ|tư liệu)|"
    r"^hình ảnh\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"[.(\s]\(?ảnh\s*:\s*[^.]{2,40}\)?\.?$", re.IGNORECASE)
_WHO = re.compile(
    r"^(?:(?:các|một số|đông đảo|toàn thể|những|hai|ba)\s+)?(?:đồng chí|đ/c|ông|bà|đại biểu|lãnh đạo|thành viên|"
    r"hội viên|đoàn viên|cán bộ|"
    r"đại diện|tập thể|học sinh|người dân|nhân dân|bà con|đoàn|tiết mục|phó|bí thư|chủ tịch|trưởng|giám đốc|"
    r"thường trực|ban\b|"
    r"chủ tọa|chủ toạ|đoàn chủ tịch|chiến sĩ|mô hình|lễ|phần|thiếu tướng|đại tá|thượng tá|trung tá|gs|ts|pgs)(?!\w)",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"(?<!\w)(?:phát biểu|chủ trì|tham luận|ra mắt|tham gia ý kiến|nêu ý kiến|góp ý|trao|tặng|thăm|chụp ảnh|chụp hình|"
    r"tham quan|"
    r"dự|tham dự|biểu diễn|thực hiện nghi thức|cắt băng|dâng hương|ký kết|trình bày|báo cáo|kết luận|kiểm tra|"
    r"tại (?:hội nghị|buổi|lễ|cuộc|đại hội|chương trình|kỳ họp|phiên|hội thảo|tọa đàm|toạ đàm|điểm cầu)|bỏ phiếu|"
    r"biểu quyết|thảo luận|trao đổi|hướng dẫn|trả lời|giải đáp|giới thiệu|được (?:khen thưởng|biểu dương|tôn vinh)|"
    r"nhận (?:quà|giấy|bằng|cờ|thưởng|huy hiệu|học bổng|quyết định))(?!\w)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?<!\w)(?:đã|cũng|sẽ|vừa|cho biết|cho rằng|nhấn mạnh|đề nghị|yêu cầu|khẳng định|ghi nhận|đánh giá cao|"
    r"mong muốn)(?!\w)",
    re.IGNORECASE,
)
_OPENS_TEXT = re.compile(
    r"^(?:tại|trong|theo|qua|sau|trước|nhân|chiều|sáng|tối|ngày|dự|tham dự|cùng dự|với|để|từ|nhằm)(?!\w)", re.IGNORECASE
)
_CHAIRS = re.compile(r"chủ\s+(?:trì|tọa|toạ)", re.IGNORECASE)
_ACT = re.compile(
    r"^(?:trao (?:tặng|quà|giấy|bằng|cờ|thưởng|huy hiệu|học bổng|quyết định|biển|danh hiệu)"
    r"|tặng (?:hoa|quà|giấy|bằng|cờ)|chụp ảnh|bỏ phiếu|biểu quyết|cắt băng|dâng (?:hương|hoa)|"
    r"ký kết (?:giao ước|quy chế|chương trình))(?!\w)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?…]\W*$")
_ITALIC = re.compile(r"\*[^*].*\*")


@dataclass
class Captioned:
    text: list[Block]
    captions: list[Finding[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def sounds_like_caption(text: str) -> bool:
    """Whether the words alone tell a caption: `Quang cảnh hội nghị.`, `… Ảnh: A`."""
    return count_words(text) <= _LONGEST and bool(
        _VIEW.match(text) or (_CREDIT.search(text) and not _OPENS_TEXT.match(text))
    )


def may_be_caption(text: str) -> bool:
    """Whether a line by itself reads like the words under a picture: one sentence about who is seen doing what."""
    return sounds_like_caption(text) or (
        count_words(text) <= _LONGEST and _is_one_sight(text) and bool(_ACT.match(text) or _is_scene(text))
    )


def is_caption_in_italics(block: Block) -> bool:
    """Whether a whole line in italics reads like a caption, which its looks make sure of."""
    return bool(_ITALIC.fullmatch(block.markdown.strip())) and may_be_caption(block.text)


def _is_one_sight(text: str) -> bool:
    """Whether it is one sentence that reports nothing."""
    return not (
        len(split_sentences(text)) > 1 or _TOLD.search(text) or _OPENS_TEXT.match(text) or text.rstrip().endswith(":")
    )


def _is_scene(text: str) -> bool:
    return bool(_WHO.match(text) and _SEEN.search(text))


def join_captions(blocks: list[Block]) -> Captioned:
    """Give each caption to its picture; note those that have none."""
    done = Captioned([])
    lone: list[str] = []
    blocks = list(blocks)
    for n, block in enumerate(blocks):
        last = done.text[-1] if done.text else None
        if block.kind == "picture":
            if block.text.strip():
                done.captions.append(Finding(block.text, f"chú thích dưới ảnh: {quote(block.text)}"))
                if not block.src:
                    lone.append(block.text)
            done.text.append(block)
            continue
        beside = last is not None and _is_bare_picture(last)
        if block.kind != "paragraph" or not _is_caption(blocks, n, beside=beside):
            done.text.append(block)
        elif beside and last is not None:
            done.text[-1] = replace(last, text=block.text)
            done.captions.append(Finding(block.text, f"dòng ngay dưới ảnh: {quote(block.text)}"))
            lone += [] if last.src else [block.text]
        elif n + 1 < len(blocks) and _is_bare_picture(blocks[n + 1]) and not _follows(blocks, n + 1):
            blocks[n + 1] = replace(blocks[n + 1], text=block.text)
        else:
            done.text.append(Block("picture", block.text))
            lone.append(block.text)
            done.captions.append(Finding(block.text, f"dòng ngắn giữa các đoạn: {quote(block.text)}", "likely"))
    done.text = [block for block in done.text if block.src or block.text.strip()]
    if lone:
        done.notes.append(f"Chú thích chưa có ảnh kèm theo: {', '.join(map(quote, lone))}.")
    return done


def _is_bare_picture(block: Block) -> bool:
    return block.kind == "picture" and not block.text.strip()


def _follows(blocks: list[Block], n: int) -> bool:
    """Whether a picture has a line of its own below it."""
    return n + 1 < len(blocks) and blocks[n + 1].kind == "paragraph" and _is_caption(blocks, n + 1, beside=True)


def _is_caption(blocks: list[Block], n: int, *, beside: bool) -> bool:
    text = blocks[n].text.strip()
    words = count_words(text)
    if not text or words > _LONGEST:
        return False
    if sounds_like_caption(text):
        return True
    if not _is_one_sight(text):
        return False
    if beside:
        return words <= 20 or _is_scene(text)
    if is_caption_in_italics(blocks[n]):
        return True
    if _ACT.match(text) and not _STOP.search(text):
        return _stands_alone(blocks, n)
    if not _is_scene(text):
        return False
    if _CHAIRS.search(text) and _STOP.search(text):
        return _repeats(text, [block.text for block in blocks[:n]])
    return _stands_alone(blocks, n)


def _stands_alone(blocks: list[Block], n: int) -> bool:
    """Whether the line is much shorter than what surrounds it, as text is not."""
    around = [block for block in blocks[max(0, n - 1) : n + 2] if block is not blocks[n]]
    stopped = bool(_STOP.search(blocks[n].text))
    surely = [block for block in around if block.kind in ("picture", "heading") or count_words(block.text) > _LONG]
    return len(surely) == len(around) if stopped else bool(surely)


def _repeats(text: str, earlier: list[str]) -> bool:
    """Whether all words of the line stand together in one earlier paragraph: a caption repeats the opening."""
    words = set(re.findall(r"\w+", fold(text))) - {"cac", "dong", "chi", "hoi", "nghi"}
    return any(len(words - set(re.findall(r"\w+", fold(other)))) <= 1 for other in earlier)
