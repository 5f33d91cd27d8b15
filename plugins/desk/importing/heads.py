"""The heads of the items that there are, each file opened once: what an import must know of them all.

In: the files of the news. Out: the text of each head; the tags in use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from plugins.model import spelling_key

HEAD = 4_096  # bytes of an item's file among which its head stands
MOST_TAGS = 2_000  # that are looked for in every source

_UNPUBLISHED = re.compile(r"^status\s*:\s*[\"']?(?:draft|review)", re.MULTILINE)
_TAGS = re.compile(r"^tags\s*:[ ]*(?:\[(?P<row>[^\]]*)\]|(?P<column>(?:\n[ ]*-[ ]+[^\n]+)+))", re.MULTILINE)
_TAG = re.compile(r"\"([^\"\n]+)\"|'([^'\n]+)'|([^\s,\"'\[\]-][^,\n]*)")


def read_heads(files: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The first part of each file, with plain line feeds; files that cannot be read are left out."""
    for path in files:
        try:
            with path.open("rb") as file:
                yield path, file.read(HEAD).decode("utf-8", "replace").replace("\r\n", "\n")
        except OSError:
            continue


def find_tags_in_use(heads: Iterable[str]) -> tuple[str, ...]:
    """Tags of items past review, those of most items first, each as it is written most often."""
    written: dict[str, Counter[str]] = {}
    for head in heads:
        head = head.partition("\n---")[0]
        match = _TAGS.search(head)
        if match and not _UNPUBLISHED.search(head):
            for groups in _TAG.findall(match["row"] or match["column"] or ""):
                tag = "".join(groups).strip()
                written.setdefault(spelling_key(tag), Counter())[tag] += 1
    ranked = sorted(written.values(), key=lambda forms: (-forms.total(), min(forms)))
    return tuple(forms.most_common(1)[0][0] for forms in ranked[:MOST_TAGS])
