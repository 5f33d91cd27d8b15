"""Whether a word could be a Vietnamese syllable: the judge of texts in old encodings.

In: a word. Out: whether onset, rime and tone go together, whatever the place of the tone mark. The lists are those of
the school spelling.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op
ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uô uôc uôi uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt
uynh uyp uyt uyu ư ưa ưc ưi ưm ưng ươ ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu
"""
_KNOWN_ONSETS, _KNOWN_RIMES = frozenset(("", *_ONSETS.split())), frozenset(_RIMES.split())
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_STOPPED = re.compile(r"(?:c|ch|p|t)\Z")
_OPEN_TONES = {"\u0300", "\u0303", "\u0309"}  # no syllable that ends in a stop bears one of these


@functools.lru_cache(maxsize=1 << 15)
def is_syllable(word: str) -> bool:
    """Whether the word, in any case, is built as Vietnamese syllables are: `nghĩa`, `Quý`; not `nghie` or `der`."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in decomposed if c in _TONES]
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    if tones and tones[0] in _OPEN_TONES and _STOPPED.search(plain):
        return False
    return any(
        plain[:size] in _KNOWN_ONSETS
        and (plain[size:] in _KNOWN_RIMES or (plain[:size] == "gi" and plain[size:] in ("", "êng")))
        for size in range(min(len(plain), 3) + 1)
    )
