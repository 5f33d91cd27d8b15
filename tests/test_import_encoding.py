"""Bytes and old encodings become Unicode; what is Unicode, in whatever language, stays as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugins.desk.importing import legacy
from plugins.desk.importing.encoding import decode, is_binary, to_unicode
from plugins.desk.importing.legacy import convert, recognise
from plugins.desk.importing.syllables import is_syllable
from tests.import_samples import PARAGRAPHS

TONES = {"\u0301": "'", "\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0323": "."}
SHAPES = {"ă": "a(", "â": "a^", "ê": "e^", "ô": "o^", "ơ": "o+", "ư": "u+", "đ": "dd"}
ONSETS = ("b", "ch", "d", "đ", "gi", "h", "kh", "l", "m", "ngh", "nh", "ph", "qu", "s", "t", "th", "tr", "v", "x")
RIMES = (
    "a",
    "ai",
    "anh",
    "ăng",
    "ân",
    "ây",
    "em",
    "ên",
    "iên",
    "oan",
    "on",
    "ông",
    "ơi",
    "uôn",
    "uy",
    "ưa",
    "ương",
    "ươi",
)


def toned(rime: str, tone: str) -> str:
    """The rime with a tone on its last marked vowel, or on its first."""
    place = max((n for n, c in enumerate(rime) if c in "ăâêôơư"), default=0)
    return unicodedata.normalize("NFC", rime[: place + 1] + tone + rime[place + 1 :])


syllables = st.builds(
    lambda onset, rime, tone: onset + toned(rime, tone),
    st.sampled_from(ONSETS),
    st.sampled_from(RIMES),
    st.sampled_from(["", *TONES]),
)
texts = st.lists(syllables, min_size=8, max_size=40).map(" ".join)


def to_tcvn3(text: str) -> str:
    table = {letter: byte for byte, letter in legacy._TCVN3.items()}
    return "".join(table.get(c, c) for c in text)


def to_vni(text: str) -> str:
    table: dict[str, str] = {}
    for written, letter in legacy._VNI.items():
        if letter not in table or len(written) > len(table[letter]):
            table[letter] = written
    return "".join(table.get(c, c) for c in text)


def to_viqr(text: str) -> str:
    for sign in "\\'`?~.^(+*":  # signs that are none of the encoding are kept by a backslash
        text = text.replace(sign, f"\\{sign}")
    done = []
    for c in text:
        decomposed = unicodedata.normalize("NFD", c.lower())
        tone = "".join(TONES[mark] for mark in decomposed if mark in TONES)
        base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in TONES))
        written = SHAPES.get(base, base) + tone
        done.append(written[:1].upper() + written[1:] if c.isupper() else written)
    return "".join(done)


def to_1258(text: str) -> bytes:
    parts = []
    for c in text:
        try:
            parts.append(c.encode("cp1258"))
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", c)
            tone = "".join(mark for mark in marks if mark in TONES)
            base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
            parts.append((base + tone).encode("cp1258"))
    return b"".join(parts)


@settings(deadline=None)
@given(texts)
@example("ngày hội đọc sách của xã thử nghiệm được mở lại vào mùa thu")
@pytest.mark.parametrize(("name", "write"), [("TCVN3", to_tcvn3), ("VNI", to_vni), ("VIQR", to_viqr)])
def test_text_written_in_an_old_encoding_comes_back(name, write, text):
    assert convert(write(text), name) == text


@settings(deadline=None)
@given(texts)
def test_unicode_text_is_never_converted(text):
    assert recognise(text) is None
    assert to_unicode([text]) == ([text], ())


@pytest.mark.parametrize(("name", "write"), [("TCVN3", to_tcvn3), ("VNI", to_vni), ("VIQR", to_viqr)])
@pytest.mark.parametrize("text", [text.lower() for text in PARAGRAPHS])
def test_a_paragraph_in_an_old_encoding_is_recognised(name, write, text):
    assert recognise(write(text)) == name
    assert to_unicode([write(text)]) == ([text], (f"chuyển 1 đoạn từ {name} sang Unicode",))


def test_a_short_line_follows_the_paragraphs_around_it():
    lines = [*(to_tcvn3(text.lower()) for text in PARAGRAPHS), to_tcvn3("người viết")]
    assert to_unicode(lines)[0][-1] == "người viết"


def test_viqr_beside_dashes_and_quotes_of_unicode_is_recognised():
    text = f"“{PARAGRAPHS[0].lower()}” – {PARAGRAPHS[1].lower()}"
    assert to_unicode([to_viqr(text), "Tin, a?nh: An Bi`nh"])[0] == [text, "Tin, ảnh: An Bình"]


def test_a_unicode_headline_over_old_paragraphs_stays():
    lines = ["Tiêu đề đã ở Unicode", to_vni(PARAGRAPHS[0].lower()), "Có cá"]
    assert to_unicode(lines)[0] == ["Tiêu đề đã ở Unicode", PARAGRAPHS[0].lower(), "Có cá"]


@pytest.mark.parametrize(
    "text",
    [
        "The café's naïve façade: déjà vu, über señor, smörgåsbord.",
        "Un été à la fête où l'élève était né près de là même.",
        "Não são vocês, avó. Ação e coração já não estão lá.",
        "Die Bücher für größere Männer, die schönen Mädchen.",
        "We're sure he's here. Who are you? It's a dad's job: a^2 + b^2, o+o, e.g. this one.",
        "C++ and x = a^b + c^d; do^n't (see a(b) and o(n)).",
        "có cô bé và cá, mà là bà",
        "§ 5 «quoted» · 10 × 20 ± 3 ½ °C",
    ],
)
def test_other_languages_and_plain_vietnamese_are_let_be(text):
    assert to_unicode([text])[0] == [text]


def test_a_soft_hyphen_is_a_letter_in_tcvn3_and_nothing_elsewhere():
    assert to_unicode([to_tcvn3("người dân được thư viện tặng sách")])[0] == ["người dân được thư viện tặng sách"]
    assert to_unicode(["từ\u00ad\u200bng chữ\u202e"])[0] == ["từng chữ"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_files_are_read_whatever_their_form(encoding):
    text = "\n".join(PARAGRAPHS)
    assert decode(text.encode(encoding))[0] == text


@settings(deadline=None)
@given(st.lists(syllables, min_size=20, max_size=40, unique=True).map(" ".join))
def test_windows_1258_is_recognised_by_its_syllables(text):
    assert decode(to_1258(text))[0] == text


def test_utf_8_that_was_encoded_twice_is_mended():
    twice = PARAGRAPHS[0].encode().decode("latin-1")
    assert to_unicode([twice]) == ([PARAGRAPHS[0]], ("sửa 1 đoạn UTF-8 bị mã hoá hai lần",))


def test_a_file_of_several_encodings_is_read_line_by_line():
    data = b"\n".join((PARAGRAPHS[0].encode(), to_1258(PARAGRAPHS[1]), PARAGRAPHS[2].encode()))
    text, notes = decode(data)
    assert text.strip().split("\n") == list(PARAGRAPHS)
    assert "nhiều bảng mã" in notes[0]


def test_two_encodings_on_one_line_do_not_spoil_each_other():
    assert decode(PARAGRAPHS[0].encode() + b" caf\xe9")[0].strip() == f"{PARAGRAPHS[0]} café"


@settings(deadline=None)
@given(st.binary(max_size=400), st.text(max_size=12))
def test_no_bytes_make_reading_fail(data, declared):
    text, _ = decode(data, declared)
    assert to_unicode(text.split("\n"))[0]


def test_a_picture_is_no_text():
    assert is_binary(decode(bytes(range(256)) * 20)[0])
    assert not is_binary(decode("\n".join(PARAGRAPHS).encode())[0])


@pytest.mark.parametrize(
    "word", ["nghiêng", "Quý", "thuở", "khuỷu", "GIẾNG", "gì", "ngoằn", "yêu", "hoà", "hòa", "Ễnh"]
)
def test_vietnamese_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["der", "café", "được.", "nghie", "hoạch5", "cạtt", "bàc", "strong", ""])
def test_what_is_no_syllable(word):
    assert not is_syllable(word)
