"""Heads that are nothing but plain lines, as most are, without YAML's parser.

In: a head's text. Out: the values that the parser would give, in a fifth of its time, or None where there may be more
than `key: value`, and `key:` with a `- value` on each line below, all of them bare or in quotation marks.
"""

from __future__ import annotations

import re

from plugins.model.limits import MOST_VALUES
from plugins.reader.typed import NULLS, Value

# What YAML does not know as a letter, takes for a break, or must not hold; a tab stands for more than one thing.
_UNUSUAL = re.compile("[^\n -~\u00a0-\u1fff\u2010-\u2027\u2030-\ud7ff]")
# No bare value begins with a mark or holds what could end it: `#`, or `:` before a space.
_VALUE = r"""(?:"[^"\\\n]*(?:\\["\\][^"\\\n]*)*"|'[^'\n]*'|[0-9A-Za-z\u00c0-\u1fff][^:#\n]*(?::[^ :#\n][^:#\n]*)*)"""
_LINE = re.compile(rf"^(?:([A-Za-z]\w*):(?: +({_VALUE}))?|( *- +)({_VALUE})) *$", re.ASCII | re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
ANY = "?"  # where a list may begin


def read_plain_head(head: str, first_line: int) -> dict[str, Value] | None:
    """Each key with its value; lines are counted from the first."""
    if _UNUSUAL.search(head):
        return None
    lines = _LINE.findall(head)
    if len(lines) != head.count("\n") + 1 or 2 * len(lines) >= MOST_VALUES:
        return None
    values: dict[str, Value] = {}
    last, entries, dash = Value("", 0), list[Value](), ""
    for number, (key, text, mark, entry) in enumerate(lines, first_line):
        if key:
            if key in values or key in NULLS:
                return None
            values[key] = last = Value(_read(text), number)
            dash = "" if text else ANY
        elif dash == ANY:
            entries = [Value(_read(entry), number)]
            last.data, last.line, dash = entries, number, mark
        elif dash == mark:
            entries.append(Value(_read(entry), number))
        else:
            return None
    return values


def _read(text: str) -> str | None:
    if text[:1] == '"':
        return _ESCAPED.sub(r"\1", text[1:-1]) if "\\" in text else text[1:-1]
    if text[:1] == "'":
        return text[1:-1]
    text = text.rstrip(" ")
    return None if text in NULLS else text
