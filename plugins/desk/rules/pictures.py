"""Text alternatives that tell nothing: a file name, the caption again, the word “ảnh”.

In: pictures of head and body with their words. Out: findings for an editor; the reader tells of absent ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.desk.manuscript import Manuscript, Passage
from plugins.desk.rules.rule import Example, Finding, Rule, Standards
from plugins.model import slugify

_FILE = re.compile(
    r"\.(?:jpe?g|png|webp|gif|avif|heic|bmp|tiff?)$|^(?:img|dsc|dscn|image|photo|screenshot|zalo)[-_ ]?\d",
    re.IGNORECASE,
)
_EMPTY_WORDS = frozenset(
    ("anh", "hinh", "hinh-anh", "anh-minh-hoa", "buc-anh", "image", "picture", "photo", "logo", "alt")
)
_SOURCE = re.compile(
    r"""!\[[^\]]*\]\(([^()\s]*)|^[ \t]+src:[ \t]*["']?([^\s"',}]+)|\bsrc:[ ]*["']?([^\s"',}]+)""", re.MULTILINE
)


def find_poor(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    if next(manuscript.of(("alt",)), None) is None:
        return
    stems = {slugify(_stem(match[1] or match[2] or match[3] or "")) for match in _SOURCE.finditer(manuscript.text)}
    for alt, caption in _pictures(manuscript):
        text = alt.text.strip()
        slug = slugify(text)
        if not slug:
            continue
        hint = "tả ngắn điều thấy trong ảnh"
        if _FILE.search(text) or (slug in stems and "-" in text and " " not in text):
            yield Finding(alt.start, f"lời mô tả «{text[:60]}» là tên tệp", hint)
        elif slug in _EMPTY_WORDS:
            yield Finding(alt.start, f"lời mô tả «{text}» không cho biết gì", hint)
        elif caption and slugify(caption, 500) == slugify(text, 500):
            yield Finding(alt.start, "lời mô tả giống hệt chú thích", f"{hint}; chú thích đã được đọc riêng")


def _pictures(manuscript: Manuscript) -> Iterator[tuple[Passage, str]]:
    """Each text alternative with its caption: in the body they stand on one line, in the head they are the cover's."""
    captions = {(_is_head(manuscript, passage), _line(manuscript, passage)): passage.text
                for passage in manuscript.of(("caption",))}  # fmt: skip
    for alt in manuscript.of(("alt",)):
        yield alt, captions.get((_is_head(manuscript, alt), _line(manuscript, alt)), "")


def _is_head(manuscript: Manuscript, passage: Passage) -> bool:
    return passage.start < manuscript.head_end


def _line(manuscript: Manuscript, passage: Passage) -> int:
    """There is one cover, so that its lines do not matter."""
    return 0 if _is_head(manuscript, passage) else manuscript.line(passage.start)


def _stem(source: str) -> str:
    return source.rsplit("/", 1)[-1].rsplit(".", 1)[0]


RULES = (
    Rule(
        "W-ALT-POOR",
        "Lời mô tả ảnh không cho biết gì",
        "Lời mô tả là tên tệp, là chữ «ảnh», hoặc chép lại chú thích. Người không thấy ảnh cần biết trong ảnh có gì.",
        Example(body='![hoi-nghi.jpg](images/hoi-nghi.jpg "Hội nghị sáng 30/6.")'),
        Example(body='![Đại biểu giơ tay biểu quyết](images/hoi-nghi.jpg "Hội nghị sáng 30/6.")'),
        find_poor,
    ),
)
