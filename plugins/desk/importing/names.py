"""Names of people in running text: where one begins and ends, and what it looks like in the right capitals.

In: words of a sentence, and the names of places, which people's names stand next to. Out: names, as written.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from itertools import pairwise

from plugins.desk.importing.positions import opens_post
from plugins.model import spelling_key

# Family names and the first words of names of the ethnic minorities (Lò, Sùng, Rơ, H', K', Y, A …), as keys.
_SURNAME_WORDS = """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn lâm trịnh mai đào cao tạ chu châu
    tô hà tống thái lương trương quách phùng vương văn tăng lưu kiều la lữ lã từ doãn đàm đồng đường giang giáp hứa
    khúc khổng kim lại mạc mạch nghiêm ninh ông phó quan quản sử tiêu thân thạch thẩm tôn triệu trang ung uông vi viên
    âu bạch bành biện cái cầm chung chử công cù cung dư diệp đái đậu điền đới hán hạ hàn hình hồng khương khuất lục
    mã mẫn nhan nhâm nhữ nông phí phù quang sầm thang thiều tiết tòng trà tưởng vòng danh sơn thiên liêu bế ma hạng
    mùa lò vàng giàng sùng thào lầu cà quàng bạc lường vừ cứ chá ly má tẩn chảo phàn lù lèng hầu hảng mùng pờ khoàng
    tao điêu hờ sồng thò cháng sần tráng ngải vùi thền thào lừu chang cư mua vì lèo hoàng lộc lồ chíu đèo pịt
    rơ siu kpă ksor nay rmah rah rcom rahlan y a h' h’ k' k’ k ka kơ bríu zơ alăng pơloong hôih coor bnước briu đinh
    điểu thị neáng néang chau tà đàng đạo bá thổ quảng hán bo pi pinăng chamaléa katơ mấu cil liêng krajăn lơ mu
    bon dong ha rơông bơ păng ting kră đa niê ê êban mlô byă bkrông hđơk ayun ktla nie kbuôr kpơr adrơng
"""
# Words that are written in capitals beside names but belong to offices, posts, events and things.
_OFFICE_WORDS = "sở cục ủy uỷ huyện tỉnh quận xã phường tịch ubnd hđnd mttq btv bch lđlđ lhpn đbqh"
_OFFICE_PAIRS = frozenset((
    "trung ương", "việt nam", "quốc hội", "nhà nước", "chính phủ", "ban chấp", "ban thường", "công an", "dân vận",
    "tuyên giáo", "mặt trận", "tổ quốc", "hội đồng", "nhân dân", "bí thư", "thị trấn", "thành phố", "nội vụ", "y tế",
    "tài chính", "ban chỉ", "văn phòng", "giáo dục", "đào tạo", "khoa học", "công thương", "nông nghiệp", "ban tổ",
    "liên đoàn", "lao động", "phụ nữ", "cựu chiến", "thanh niên", "nông dân", "bộ đội", "biên phòng", "quân sự",
    "tòa án", "kiểm sát", "thường trực", "thường vụ", "hội nghị",
))  # fmt: skip
_MIDDLE_WORDS = "văn thị đình ngọc hữu xuân minh thanh quốc đức công thế quang bá duy viết trọng a bích"
_SURNAMES = frozenset(_SURNAME_WORDS.split())
_NOT_IN_NAMES = frozenset(_OFFICE_WORDS.split())
_MIDDLE = frozenset(_MIDDLE_WORDS.split())

# «Đồng chí», «ông», titles and ranks stand before a name and are no part of it.
_TITLES = (
    r"đồng\s+chí|đ/c|đ\.c|đc|ông|bà|anh|chị|quý|ngài|thầy|cô|"
    r"gs|pgs|ts|tskh|ths|bs|bscki{1,2}|ks|kts|ls|ngưt|ngnd|nsnd|nsưt|"
    r"phó\s+giáo\s+sư|giáo\s+sư|tiến\s+sĩ|tiến\s+sỹ|thạc\s+sĩ|thạc\s+sỹ|bác\s+sĩ|bác\s+sỹ|kỹ\s+sư|luật\s+sư|"
    r"nhà\s+giáo|nhà\s+báo|"
    r"(?:đại|thượng|trung|thiếu)\s+(?:tướng|tá|úy|uý)|(?:chuẩn|phó)\s+đô\s+đốc|"
    r"hòa\s+thượng|hoà\s+thượng|thượng\s+tọa|thượng\s+toạ|đại\s+đức|ni\s+sư|linh\s+mục|giám\s+mục|mục\s+sư"
)
_PLURAL = r"(?:các|hai|ba|bốn|những|vị|\d)\s+"
HONORIFIC = re.compile(rf"(?:{_PLURAL})*(?:(?:{_TITLES})(?:\.\s*|\s+|(?=:)|$))+", re.IGNORECASE)
# Ranks are capitals within a sentence too; the others must be whole words.
HONORIFIC_INSIDE = re.compile(rf"(?<![\w/])(?:{_PLURAL})*(?:(?:{_TITLES})(?:\.\s*|\s+|(?=:)))+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+|\.(?=[^\W\d_]\b))*['’]?")
_LONGEST, _USUAL = 6, 4  # words


def split_honorific(text: str) -> tuple[str, str]:
    """The titles a text begins with, and what follows them."""
    match = HONORIFIC.match(text)
    return (match[0], text[match.end() :]) if match else ("", text)


def is_surname(word: str) -> bool:
    key = spelling_key(word)
    return key in _SURNAMES or (len(key) > 2 and key[:2] in ("h'", "h’", "k'", "k’"))


def leading_name(text: str, *, trusted: bool) -> str:
    """The name a text begins with, or nothing. `trusted` where a title says that a name follows."""
    words: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        if text[end : match.start()].strip() or (words and not text[end : match.start()]):
            break
        if words and opens_post(text[match.start() :]):
            break
        if len(words) == _LONGEST or not _may_belong(match[0], words, text, match.end()):
            break
        words.append(match[0])
        end = match.end()
    if not _is_name(words, trusted=trusted):
        return ""
    return text[:end].strip()


def trailing_name(text: str, places: AbstractSet[str], *, after_place: bool) -> str:
    """The name a text ends with, or nothing: `Phó Bí thư Tỉnh ủy Lò Văn A`.

    `places` are keys of names of regions; `after_place` where the word before the capitals is a unit (`huyện`), so that
    the capitals may begin with the name of one.
    """
    matches = list(_WORD.finditer(text))
    run: list[re.Match[str]] = []
    for match in reversed(matches):
        gap_end = run[0].start() if run else len(text)
        if text[match.end() : gap_end].strip():
            break
        word = match[0]
        lower_middle = bool(run) and spelling_key(word) in _MIDDLE and word[0].islower()
        if not (word[0].isupper() or lower_middle) or _is_not_in_names(word):
            break
        run.insert(0, match)
    while run and run[0][0][0].islower():
        run.pop(0)
    words = [match[0] for match in run]
    skip = _place_words(words, places) if after_place else 0
    first = skip or (_name_start(words) if after_place or len(words) > _USUAL else 0)
    for start in range(first, len(words)):
        rest = words[start:]
        if is_surname(rest[0]) and len(rest) <= _LONGEST and _is_name(rest, trusted=False):
            return text[run[start].start() :].strip()
        if skip:
            break
    return ""


def _name_start(words: list[str]) -> int:
    """Where a name may begin in capitals that follow a unit's kind, when no known place stands first."""
    if len(words) <= 4 and words and is_surname(words[0]):
        return 0
    for length in (3, 4, 2):
        start = len(words) - length
        if start > 0 and is_surname(words[start]):
            return start
    return 0


def _place_words(words: list[str], places: AbstractSet[str]) -> int:
    for count in range(min(4, len(words)), 0, -1):
        if spelling_key(" ".join(words[:count])) in places:
            rest = words[count:]
            if not rest or (len(rest) > 1 and is_surname(rest[0])):
                return count
    return 0


def mend_capitals(name: str) -> str:
    """`Dương văn Út`, `DƯƠNG VĂN ÚT` → `Dương Văn Út`; a name in the right capitals is left alone."""
    return " ".join(
        word if word[0].isupper() and (len(word) == 1 or not word.isupper() or "." in word) else _capitalised(word)
        for word in name.split()
    )


def _capitalised(word: str) -> str:
    return "".join(part[:1].upper() + part[1:].lower() for part in re.split(r"(['’-])", word))


def is_capitalised(words: list[str]) -> bool:
    return bool(words) and all(word[0].isupper() for word in words)


def _may_belong(word: str, words: list[str], text: str, end: int) -> bool:
    if _is_not_in_names(word):
        return False
    if word[0].isupper():
        return True
    following = _WORD.match(text, end + 1) if end < len(text) and text[end] == " " else None
    return bool(
        words
        and is_surname(words[0])
        and spelling_key(word) in _MIDDLE
        and following
        and following[0][0].isupper()
        and not _is_not_in_names(following[0])
    )


def _is_not_in_names(word: str) -> bool:
    key = spelling_key(word)
    return key in _NOT_IN_NAMES or (word.isupper() and len(word) > 2 and not _has_vowel(key))


def _has_vowel(key: str) -> bool:
    return any(letter not in "bcdđghklmnpqrstvxfjwz" for letter in key)


def _is_name(words: list[str], *, trusted: bool) -> bool:
    if len(words) < 2 or not words[0][0].isupper():
        return False
    keys = [spelling_key(word) for word in words]
    if any(f"{first} {second}" in _OFFICE_PAIRS for first, second in pairwise(keys)):
        return False
    return trusted or is_surname(words[0])
