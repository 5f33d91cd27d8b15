"""What is said twice or at too great a length: paragraphs, standfirst, captions, words.

In: the passages of a manuscript. Out: findings for an editor; nothing is taken away by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from plugins.desk.manuscript import BODY, Manuscript, Passage, runs_of
from plugins.desk.rules.rule import Example, Finding, Rule, Standards

LONGEST_PARAGRAPH = 1_000  # characters
_FEWEST_WORDS = 7  # shorter sentences may stand twice
_FEWEST_RUNS = 14  # of a paragraph that may not stand within a longer one
_ALIKE = 0.85  # share of a sentence's runs of three words that stand in the other text
_MOST_HOLDERS = 5  # paragraphs compared because of one run
_SENTENCE = re.compile(r"[^.!?…]+")
# Little words that mean nothing twice; many others are doubled on purpose (`xa xa`, `dần dần`).
_DOUBLED = re.compile(r"\b(của|và|các|được|với|những|tại|cho|từ|trên|là|không) \1\b(?! \1)")
_GOOD_TWICE = ("là", "từ", "cho")  # `là là`, `từ từ`: words of their own


def find_long(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(("paragraph", "list", "quote")):
        if len(passage.text) > LONGEST_PARAGRAPH:
            hint = "chia thành các đoạn ba, bốn câu"
            yield Finding(passage.start, f"đoạn dài {len(passage.text)} ký tự", hint)


def find_repeated_standfirst(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for summary in manuscript.of(("summary",)):
        for sentence in _SENTENCE.findall(summary.text):
            runs = runs_of(_words(sentence))
            if len(runs) < _FEWEST_WORDS - 2:
                continue
            for passage in manuscript.of(BODY):
                if _is_within(runs, manuscript, passage):
                    line = manuscript.line(passage.start)
                    message = f"sapo lặp lại câu của bài ở dòng {line}: «{_short(sentence)}»"
                    yield Finding(summary.start, message, "viết sapo thành lời khác, hoặc bỏ câu trong bài")
                    break


def find_repeated_captions(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    """Captions that stand twice, or that say what standfirst or opening say."""
    seen: dict[tuple[str, ...], int] = {}
    openings = [*manuscript.of(("summary",)), *list(manuscript.of(("paragraph",)))[:1]]
    for caption in manuscript.of(("caption",)):
        words = tuple(_words(caption.text))
        if len(words) < 3:
            continue
        if words in seen:
            message = f"chú thích giống chú thích ở dòng {seen[words]}"
            yield Finding(caption.start, message, "mỗi ảnh một chú thích riêng")
            continue
        seen[words] = manuscript.line(caption.start)
        runs = runs_of(words)
        if len(words) >= _FEWEST_WORDS:
            for opening in openings:
                if _is_within(runs, manuscript, opening):
                    name = "sapo" if opening.kind == "summary" else "câu mở đầu"
                    yield Finding(caption.start, f"chú thích lặp lại {name}", "chú thích nên thêm điều mới")
                    break


def find_repeated_paragraphs(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    """Paragraphs that an earlier or a longer one says already, word for word but for a few."""
    passages = list(manuscript.of(("paragraph", "list")))
    runs = [manuscript.runs(passage) for passage in passages]
    seen: set[tuple[str, ...]] = set()
    repeated: set[tuple[str, ...]] = set()
    for own in runs:
        repeated |= seen & own
        seen |= own
    holders: dict[tuple[str, ...], list[int]] = {}
    for number, own in enumerate(runs):
        for run in own & repeated:
            holders.setdefault(run, []).append(number)
    for number, own in enumerate(runs):
        if len(own) < _FEWEST_WORDS - 2:
            continue
        shared = Counter(other for run in own & repeated for other in holders[run][:_MOST_HOLDERS] if other != number)
        for other, count in shared.most_common(1):
            # Of two that are the same, the later one; a phrase may well stand in a longer paragraph, but no whole one.
            is_same = len(runs[other]) * _ALIKE <= len(own)
            if count >= _ALIKE * len(own) and (other < number if is_same else len(own) >= _FEWEST_RUNS):
                line = manuscript.line(passages[other].start)
                yield Finding(passages[number].start, f"đoạn này lặp lại đoạn ở dòng {line}", "bỏ một đoạn")


def find_doubled_words(manuscript: Manuscript, _: Standards) -> Iterator[Finding]:
    for passage in manuscript.of(BODY | {"title", "summary", "caption"}):
        for match in _DOUBLED.finditer(passage.text):
            if match[1] not in _GOOD_TWICE:
                place = manuscript.place(passage, match.start())
                yield Finding(place, f"từ lặp «{match[0]}»", f"giữ một chữ «{match[1]}»")


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _is_within(runs: set[tuple[str, ...]], manuscript: Manuscript, passage: Passage) -> bool:
    if not runs:
        return False
    return len(runs & manuscript.runs(passage)) >= _ALIKE * len(runs)


def _short(sentence: str) -> str:
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= 50 else sentence[:50].rsplit(" ", 1)[0] + "…"


_LONG = "Hội nghị đánh giá kết quả thực hiện công tác dân vận và quy chế dân chủ sáu tháng đầu năm của huyện"

RULES = (
    Rule(
        "W-PARAGRAPH",
        "Đoạn văn quá dài",
        "Đoạn trên 1.000 ký tự khó đọc, nhất là trên điện thoại.",
        Example(body="; ".join(f"{_LONG} {number}" for number in range(1, 14)) + "."),
        Example(body=f"{_LONG}.\n\nNhiệm vụ sáu tháng cuối năm được bàn sau đó."),
        find_long,
    ),
    Rule(
        "W-SUMMARY",
        "Sapo lặp lại câu trong bài",
        "Sapo nói điều chính bằng lời riêng; người đọc không phải đọc một câu hai lần.",
        Example(
            head=f'summary: "{_LONG}."',
            body=f"{_LONG}.",
        ),
        Example(
            head='summary: "Sáu tháng nhìn lại, nhiều việc đã làm được và còn những việc phải làm."',
            body=f"{_LONG}.",
        ),
        find_repeated_standfirst,
    ),
    Rule(
        "W-CAPTION-REPEAT",
        "Chú thích lặp lại",
        "Chú thích giống chú thích của ảnh khác, hoặc chép lại sapo hay câu mở đầu.",
        Example(
            body=f'{_LONG} diễn ra trong một ngày.\n\n![Hội trường](images/hoi-nghi.jpg "{_LONG}.")',
        ),
        Example(
            body=f'{_LONG} diễn ra trong một ngày.\n\n![Hội trường](images/hoi-nghi.jpg "Đại biểu biểu quyết.")',
        ),
        find_repeated_captions,
    ),
    Rule(
        "W-REPEAT",
        "Đoạn văn lặp lại",
        "Một đoạn nằm hai lần trong bài, thường do dán hai lần.",
        Example(body=f"{_LONG}.\n\n{_LONG}."),
        Example(body=f"{_LONG}."),
        find_repeated_paragraphs,
    ),
    Rule(
        "W-DOUBLED",
        "Từ lặp",
        "Một từ nối đứng hai lần liền nhau.",
        Example(body="Nhiệm vụ của của huyện."),
        Example(body="Nhiệm vụ của huyện."),
        find_doubled_words,
    ),
)
