"""What a file's name says of its language: `slug.en.md` is the English translation of `slug.md` in the same folder.

In: the path of a file of news. Out: the language and the path of the original, with a fault for a name that means
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from plugins.model import LANGUAGE
from plugins.reader.codes import Report

# A language's code has two letters; with any other ending the name is that of an ordinary item.
_NAME = re.compile(r"(?P<stem>.+)\.(?P<code>[A-Za-z]{2})\.md")


def read_language(path: str, languages: Collection[str], report: Report) -> tuple[str, str]:
    """The language of an item and the path of its original, empty for an item that is no translation."""
    match = _NAME.fullmatch(path)
    if match is None:
        return LANGUAGE, ""
    stem, code = match["stem"], match["code"]
    if code == LANGUAGE:
        hint = f"đổi tên tệp thành {_file(stem)}"
        report.add("E-TRANSLATION", 1, f"«{code}» là tiếng của tin gốc, không phải của bản dịch", hint)
    elif code not in languages:
        hint = f"cổng dịch sang: {', '.join(sorted(languages))}" if languages else "khai báo PORTAL_EDITIONS"
        if code.lower() in languages:
            hint = f"đổi tên tệp thành {_file(f'{stem}.{code.lower()}')}"
        report.add("E-TRANSLATION", 1, f"cổng không có tiếng «{code}»", hint)
    elif (earlier := _NAME.fullmatch(f"{stem}.md")) is not None:
        hint = f"dịch từ {_file(earlier['stem'])} và đổi tên tệp thành {_file(earlier['stem'] + '.' + code)}"
        report.add("E-TRANSLATION", 1, f"{_file(stem)} đã là bản dịch, không dịch lại từ đó", hint)
    return code, f"{stem}.md"


def _file(stem: str) -> str:
    return f"{stem.rpartition('/')[2]}.md"
