"""Texts for the search bench, drawn by rule: syllables that sound Vietnamese, words, names and topics.

In: a number of items. Out: dictionaries {title, abstract, body}, the same for the same number. As in real text a few
syllables are very common, most words have two, several syllables differ only in accents, a name stands in some items,
and an item keeps to its topic. Nobody of these names exists and nothing in the texts means anything.
"""

from __future__ import annotations

import itertools
import random
import unicodedata
from collections.abc import Iterator

SEED = 7
ONSETS = ("", "b", "c", "ch", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "s", "t", "th", "tr", "v", "x")
# The star follows the vowel that bears the tone; `o*a` and `oa*` are two spellings of one sound.
RIMES = (
    "a*", "a*i", "a*o", "a*n", "a*ng", "a*nh", "a*ch", "ă*n", "ă*ng", "â*n", "â*y", "â*u", "e*n", "e*o", "ê*", "ê*n",
    "ê*nh", "i*", "i*n", "i*nh", "i*ch", "iê*n", "iê*t", "iê*u", "o*", "o*n", "o*ng", "o*c", "oa*n", "oa*t", "o*a",
    "oa*", "o*e", "ô*", "ô*i", "ô*n", "ô*ng", "ô*t", "ơ*", "ơ*i", "ơ*n", "u*", "u*n", "u*ng", "u*c", "u*y", "uy*",
    "uyê*n", "uyê*t", "ư*", "ư*ng", "ươ*ng", "ươ*c", "ưu*",
)  # fmt: skip
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
STOPPED = ("\u0301", "\u0323")  # syllables that end in c, ch, t bear one of two tones
FRONT = {"c": "k", "g": "gh", "ng": "ngh"}
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Mai", "Tô")
MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Thanh", "Quốc", "Hữu", "Ngọc", "Xuân", "Thuỳ", "Công", "Bá", "Kim", "Gia")
GIVEN = ("An", "Bình", "Cường", "Dũng", "Giang", "Hải", "Hoà", "Khánh", "Lan", "Lượng", "Lương", "Nga", "Phúc", "Quý")
WORDS, TOPICS, TOPIC_WORDS = 6000, 400, 40


def draw_items(count: int) -> Iterator[dict]:
    draw = random.Random(SEED)
    words = _draw_words(draw)
    topics = [draw.sample(words[300:], TOPIC_WORDS) for _ in range(TOPICS)]
    people = [" ".join(parts) for parts in itertools.product(FAMILY, MIDDLE, GIVEN)]
    draw.shuffle(people)
    common, weights = words, [1 / (rank + 8) for rank in range(len(words))]
    cumulated = list(itertools.accumulate(weights))
    for number in range(count):
        own = random.Random(SEED * 1_000_003 + number)
        topic = own.choice(topics)
        names = [people[min(int(own.expovariate(1 / 600)), len(people) - 1)] for _ in range(own.randint(0, 2))]

        def sentence(
            low: int,
            high: int,
            share: float,
            draw: random.Random = own,
            topic: list[str] = topic,
            names: list[str] = names,
        ) -> str:
            size = draw.randint(low, high)
            chosen = draw.choices(common, cum_weights=cumulated, k=size)
            chosen = [draw.choice(topic) if draw.random() < share else word for word in chosen]
            if names and draw.random() < 0.15:
                chosen.insert(draw.randrange(1, size), draw.choice(names))
            if size > 6:
                chosen[size // 2] += ","
            text = " ".join(chosen)
            return text[0].upper() + text[1:]

        title = sentence(5, 9, 0.6)
        abstract = f"{sentence(12, 20, 0.4)}."
        body = [
            " ".join(f"{sentence(7, 14, 0.3)}." for _ in range(own.randint(2, 5))) for _ in range(own.randint(3, 8))
        ]
        yield {"title": title.replace(",", ""), "abstract": abstract, "body": body}


def _draw_words(draw: random.Random) -> list[str]:
    """Distinct words of one or two syllables, the commonest first."""
    syllables = [syllable for onset in ONSETS for rime in RIMES for syllable in _syllables(onset, rime)]
    draw.shuffle(syllables)
    favourites = syllables[:1200]  # the others are rare, as in real text
    words: dict[str, None] = {}
    while len(words) < WORDS:
        pool = favourites if draw.random() < 0.9 else syllables
        words[" ".join(draw.choices(pool, k=1 if draw.random() < 0.2 else 2))] = None
    return list(words)


def _syllables(onset: str, rime: str) -> Iterator[str]:
    if rime[0] in "eêi":
        onset = FRONT.get(onset, onset)
    for tone in STOPPED if rime.endswith(("c", "ch", "t")) else TONES:
        yield unicodedata.normalize("NFC", onset + rime.replace("*", tone))
