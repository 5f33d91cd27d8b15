"""Category and tags that the text suggests. They are proposals, never certain.

In: headline and text, the categories, tags in use. Out: the category whose words the text uses most, and tags that
stand in it; nothing where nothing fits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from plugins.desk.importing.document import Certainty, Finding
from plugins.desk.importing.sentences import quote
from plugins.model import Categories, Category, normalise, spelling_key

MOST_TAGS = 5
_SHORTEST = 5  # letters of a tag, with the spaces around it
_LONGEST = 6  # words of a quoted phrase
_FEWEST = 3  # points below which no category is proposed
_HEADLINE, _OPENING, _REST = 3, 3, 1
_MOST = 4  # times that a phrase counts in one part of the text
_PARTS = re.compile(r"\s*(?:[,;:.()]|\s(?:và|của|ở|cho|những|các)\s)\s*")
# What any category's description may say, and what therefore tells none.
_GENERAL = frozenset((
    "công tác", "cơ quan", "cơ sở", "địa phương", "hoạt động", "đời sống", "lãnh đạo", "tổ chức", "kiểm tra", "mô hình",
    "cấp ủy", "sinh hoạt", "thời sự", "việc đáng chú ý trong ngày", "hướng dẫn sử dụng cổng",
    "những việc đáng chú ý trong ngày",
))  # fmt: skip
_LEADING = re.compile(r"^(?:công tác|tin|hoạt động|mô hình|các|những)\s+")
_QUOTED = re.compile(r"[“\"]([^“”\"]{4,40})[”\"]")
_NOTICE = re.compile(r"^\W*(?:thông báo|thông tin|thư mời|giấy mời|lịch)\b", re.IGNORECASE)


def find_category(headline: str, texts: list[str], section: str, categories: Categories) -> Finding[str] | None:
    """The category that the page names as its section, or whose words are used most and clearly so."""
    for category in categories:
        if section and spelling_key(section) in (spelling_key(category.name), spelling_key(category.id)):
            return Finding(category.name, f"chuyên mục của trang nguồn: {quote(section)}", "likely")
    if not headline and not texts:
        return None
    parts = ((headline, _HEADLINE), (texts[0] if texts else "", _OPENING), (" ".join(texts[1:]), _REST))
    keyed = [(f" {_plain(text)} ", weight) for text, weight in parts]
    scored: list[tuple[int, Category, Counter[str]]] = []
    for category in categories:
        if category.notices:
            if _NOTICE.match(headline):
                return Finding(category.name, f"tiêu đề mở đầu bằng «{headline.split()[0]} …»", "likely")
            continue
        counted: Counter[str] = Counter()
        score = 0
        phrases = _phrases(category)
        for key, weight in keyed:
            times = _count(key, phrases)
            counted += times
            score += sum(weight * min(count, _MOST) for count in times.values())
        scored.append((score, category, counted))
    scored.sort(key=lambda one: -one[0])
    if not scored or scored[0][0] < _FEWEST:
        return None
    score, category, counted = scored[0]
    second = scored[1][0] if len(scored) > 1 else 0
    if score == second:
        return None
    certainty: Certainty = "likely" if score >= 2 * second and score >= 2 * _FEWEST else "guess"
    evidence = ", ".join(f"«{phrase}» {times} lần" for phrase, times in counted.items())
    return Finding(category.name, f"từ trong bài: {evidence}", certainty)


def find_tags(
    headline: str, texts: list[str], keywords: str, categories: Categories, in_use: Iterable[str]
) -> tuple[Finding[str], ...]:
    """Tags in use that the text names, the page's own keywords that it names, and what it repeats."""
    top, body = f" {_plain(' '.join([headline, *texts[:1]]))} ", f" {_plain(' '.join(texts))} "
    found: dict[str, Finding[str]] = {}
    proposals = (
        *_tags_in_use(in_use, top, body),
        *_keywords(keywords, top + body),
        *_repeated(categories, top, body, [headline, *texts]),
        *_quoted(texts, body),
    )
    for finding in proposals:
        found.setdefault(spelling_key(finding.value), finding)
    return tuple(found.values())[:MOST_TAGS]


def _tags_in_use(in_use: Iterable[str], top: str, body: str) -> Iterator[Finding[str]]:
    for tag in in_use:
        key = f" {_plain_tag(tag)} "
        if len(key) > _SHORTEST and (key in top or body.count(key) > 1):
            yield Finding(tag, f"thẻ đang dùng, có trong {'phần đầu bài' if key in top else 'bài'}", "likely")


def _keywords(keywords: str, text: str) -> Iterator[Finding[str]]:
    for tag in re.split(r"\s*[,;]\s*", keywords):
        key = f" {_plain(tag)} "
        if len(key) > _SHORTEST and key in text:
            yield Finding(" ".join(tag.split()), "từ khoá của trang nguồn, có trong bài", "likely")


def _repeated(categories: Categories, top: str, body: str, texts: list[str]) -> Iterator[Finding[str]]:
    names = {phrase for category in categories for phrase in _phrases(category) if phrase.count(" ") > 1}
    for phrase in sorted(names, key=lambda phrase: (-len(phrase), phrase)):
        if f" {phrase} " in top and body.count(f" {phrase} ") > 1:
            written = _as_written(phrase, texts)
            yield Finding(written, f"«{written}» nhiều lần trong bài", "guess")


def _quoted(texts: list[str], body: str) -> Iterator[Finding[str]]:
    for match in _QUOTED.finditer(" ".join(texts)):
        phrase = match[1].strip()
        if 1 < len(phrase.split()) <= _LONGEST and body.count(f" {_plain(phrase)} ") > 1:
            where = f"cụm từ trong ngoặc kép, nhiều lần trong bài: {quote(phrase)}"
            yield Finding(phrase[0].lower() + phrase[1:], where, "guess")


def _phrases(category: Category) -> list[str]:
    """What a category's name and description speak of, as keys, the longest first: `quy chế dân chủ`, `dân vận`."""
    parts = [*re.split(r"\s+[-–]\s+", category.name), category.name, *_PARTS.split(category.description)]
    phrases = dict.fromkeys(_LEADING.sub("", _plain(part)).strip() for part in parts)
    kept = [phrase for phrase in phrases if len(phrase) > 4 and phrase not in _GENERAL and len(phrase.split()) < 6]
    return sorted(kept, key=lambda phrase: -len(phrase))


def _count(text: str, phrases: list[str]) -> Counter[str]:
    """How often each phrase stands in a plain text; a shorter one within a longer one is not counted again."""
    if not phrases:
        return Counter()
    return Counter(re.findall(rf"(?<= )(?:{'|'.join(map(re.escape, phrases))})(?= )", text))


@cache
def _plain_tag(tag: str) -> str:
    return _plain(tag)


def _plain(text: str) -> str:
    """Words in small letters with single spaces; those that a dash joins stay one: `chính trị-xã hội`."""
    return " ".join(re.findall(r"\w+(?:-\w+)*", re.sub(r"\s+[-–]\s+", "-", spelling_key(text))))


def _as_written(phrase: str, texts: list[str]) -> str:
    """The phrase as the text first has it within a sentence, with its capitals and dashes."""
    pattern = re.compile(r"[\s–-]+".join(map(re.escape, re.split(r"[ -]", phrase))), re.IGNORECASE)
    found = [match[0] for text in texts for match in pattern.finditer(normalise(text))]
    lower = [written for written in found if written[0].islower()]
    return (lower or found or [phrase])[0]


def read_sections(meta: Mapping[str, str], labels: Iterable[str]) -> str:
    """The source's own section: what the head says, else a line over the headline."""
    return meta.get("section", "").strip() or next(iter(labels), "").strip()
