"""Writes the same items for the portal, for stock Pelican and for Hugo.

In: a file of items (JSON lines, `.xz` allowed: title, abstract, body as a list of paragraphs), or nothing: then the
text is drawn from a list of Vietnamese syllables with a fixed seed. Out: folders that hold the same work.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import lzma
import random
import re
from collections.abc import Iterator
from pathlib import Path

from plugins.model import slugify
from tests.bench.hugo import item_text, write_site

SEED = 20
START = dt.datetime(2015, 1, 1, 7, tzinfo=dt.timezone(dt.timedelta(hours=7)))
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
MINUTES = 6_000_000  # the items spread over some eleven years
PARAGRAPHS = 6
SYLLABLES = re.findall(
    r"\w+",
    """
    ban công dân vận hội nghị tỉnh huyện xã phường chính quyền nhân đảng ủy mặt trận tổ quốc đoàn thể nông thôn mới
    kinh tế văn hóa giáo dục y quốc phòng an ninh giao thông thủy lợi đất đai nhà nước kế hoạch nhiệm vụ kết quả năm
    tháng ngày triển khai thực hiện tổng phát triển xây dựng tuyên truyền đổi phong trào thi đua khen thưởng cơ sở
    """,
)
REGIONS = (
    "Hà Nội",
    "Huế",
    "Điện Biên",
    "Nghệ An",
    "Đà Nẵng",
    "Khánh Hòa",
    "Hồ Chí Minh",
    "Tây Ninh",
    "Cần Thơ",
    "Cà Mau",
)
CATEGORIES = ("Thời sự", "Dân vận", "Kinh tế", "Xây dựng Đảng")


def read_items(source: Path | None, count: int, paragraphs: int = PARAGRAPHS) -> Iterator[dict]:
    """`paragraphs` is how many the body of a drawn item has."""
    if source is None:
        yield from (_drawn_item(random.Random(SEED + number), paragraphs) for number in range(count))
        return
    yield from itertools.islice(itertools.chain.from_iterable(_read_again_and_again(source)), count)


def _read_again_and_again(source: Path) -> Iterator[Iterator[dict]]:
    """A file with fewer items than are wanted gives them again: slug and date are others each time."""
    opener = lzma.open if source.suffix == ".xz" else open
    while True:
        with opener(source, "rt", encoding="utf-8") as lines:
            first = next(lines, "")
            if not first:
                raise ValueError(f"{source} holds no items")
            yield map(json.loads, itertools.chain([first], lines))


def write_corpora(
    source: Path | None,
    count: int,
    *,
    portal: Path,
    pelican: Path | None = None,
    hugo: Path | None = None,
    paragraphs: int = PARAGRAPHS,
) -> None:
    """`portal` and `pelican` become content folders, `hugo` a site; see `read_items`."""
    if hugo:
        write_site(hugo)
    draw = random.Random(SEED)
    officials = [f"{draw.choice(['Nguyễn', 'Trần', 'Lê'])} {draw.choice(SYLLABLES).title()} {n}" for n in range(400)]
    tags = [f"{draw.choice(SYLLABLES)} {draw.choice(SYLLABLES)} {n}" for n in range(300)]
    for number, item in enumerate(read_items(source, count, paragraphs)):
        slug = f"{slugify(item['title'], 60) or 'tin'}-{number}"
        date = START + dt.timedelta(minutes=number * MINUTES // count)
        region, category = draw.choice(REGIONS), draw.choice(CATEGORIES)
        chosen = sorted({tags[min(int(draw.paretovariate(0.7)), 300) - 1] for _ in range(4)})
        chairs = sorted(
            {officials[min(int(draw.paretovariate(0.5)), 400) - 1] for _ in range(draw.choice([1, 1, 2, 3]))}
        )
        title, summary = " ".join(item["title"].split()), " ".join(item["abstract"].split())
        # Stock Pelican's feeds fail on control characters, which one of the real items holds.
        body = "\n\n".join(re.sub(r"^([#>*+-]|\d+[.)])", r"\\\1", CONTROL.sub("", text)) for text in item["body"])
        front = {
            "title": title, "slug": slug, "date": date.isoformat(), "region": region, "category": category,
            "tags": chosen, "chairs": chairs, "summary": summary, "authors": [officials[number % 400]],
        }  # fmt: skip
        _write(portal / "news" / f"{date:%Y/%m}" / f"{slug}.md", f"---\n{_head(front)}\n---\n\n{body}\n")
        if hugo:
            _write(hugo / "content" / f"{date:%Y}" / f"{slug}.md", item_text(front, body))
        header = (
            f"Title: {title}\nSlug: {slug}\nDate: {date:%Y-%m-%d %H:%M}\nCategory: {category}\n"
            f"Tags: {', '.join(chosen)}\nRegion: {region}\nChair: {'; '.join(chairs)}\n"
            f"Summary: {summary}\nAuthors: {officials[number % 400]}\n"
        )
        if pelican:
            _write(pelican / f"{date:%Y}" / f"{slug}.md", f"{header}\n{body}\n")


def _head(front: dict[str, str | list[str]]) -> str:
    """As editors write it: a line for each key, and one for each name in a list."""
    lines: list[str] = []
    for key, value in front.items():
        if isinstance(value, str):
            lines.append(f"{key}: {_quote(value)}")
        else:
            lines += (f"{key}:", *(f"  - {_quote(each)}" for each in value))
    return "\n".join(lines)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # which YAML takes for a text in quotation marks


def _drawn_item(draw: random.Random, paragraphs: int) -> dict:
    def words(low: int, high: int) -> str:
        return " ".join(draw.choices(SYLLABLES, k=draw.randint(low, high))).capitalize()

    return {
        "title": words(8, 16),
        "abstract": words(20, 40) + ".",
        "body": [words(40, 90) + "." for _ in range(paragraphs)],
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
