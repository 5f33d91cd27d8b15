"""Abbreviations of official Vietnamese and their long forms.

In: `abbreviations.yaml` of the vocabulary folder, a mapping from each abbreviation to its long form or forms. Out: what
to add to a text so that each form is found by the other. A portal without the file has no abbreviations.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from plugins.model import Fault, SiteError
from plugins.model.limits import MOST_LIST_BYTES

from .analysis import analyse

Tokens = tuple[str, ...]

FILE = "abbreviations.yaml"
HINT = "mỗi dòng ghi `UBND: Ủy ban nhân dân`, nhiều dạng đầy đủ thì ghi thành danh sách"


def read_abbreviations(folder: Path) -> dict[str, tuple[str, ...]]:
    """Abbreviation to long forms, as written; SiteError when the file cannot be understood."""
    path = folder / FILE
    try:
        if path.stat().st_size > MOST_LIST_BYTES:
            raise _error(folder, f"tệp nặng quá {MOST_LIST_BYTES // 1_000_000} MB")
        content = yaml.safe_load(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        reason = str(getattr(error, "problem", None) or error)
        raise _error(folder, f"không đọc được tệp: {reason}", mark.line + 1 if mark else 1) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise _error(folder, "tệp phải gồm các dòng «từ tắt: dạng đầy đủ»")
    table = {}
    for short, forms in content.items():
        longs = forms if isinstance(forms, list) else [forms]
        if not isinstance(short, str) or not longs or not all(isinstance(form, str) for form in longs):
            raise _error(folder, f"mục «{str(short)[:40]}» không đúng")
        table[short] = tuple(longs)
    return table


def _error(folder: Path, message: str, line: int = 1) -> SiteError:
    fault = Fault(f"{folder.name}/{FILE}", line, "E-VOCAB-VALUE", message, HINT)
    return SiteError("Danh mục của cổng có lỗi.", [fault])


class Abbreviations:
    """Finds abbreviations and long forms among folded tokens and says what else a reader may look for."""

    def __init__(self, table: dict[str, tuple[str, ...]]) -> None:
        self.others: dict[Tokens, list[Tokens]] = {}
        for short, longs in table.items():
            abbreviation = fold_words(short)
            for form in map(fold_words, longs):
                if abbreviation and form:
                    self.others.setdefault(abbreviation, []).append(form)
                    self.others.setdefault(form, []).append(abbreviation)
        self._lengths: dict[str, list[int]] = {}
        for tokens in self.others:
            self._lengths.setdefault(tokens[0], []).append(len(tokens))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)
        self.first_tokens = frozenset(self._lengths)
        self.openings = frozenset(tokens[:2] for tokens in self.others)

    def may_begin(self, first: str, second: str) -> bool:
        """Whether something with another form may begin with these two tokens."""
        return (first, second) in self.openings or (first,) in self.openings

    def expand(self, run: list[str], start: int) -> Iterator[list[str]]:
        """The other forms of what begins at `start`, each between the tokens that stand beside it in the run."""
        for length in self._lengths.get(run[start], ()):
            tokens = tuple(run[start : start + length])
            if tokens in self.others:
                before, after = run[max(0, start - 1) : start], run[start + length : start + length + 1]
                for other in self.others[tokens]:
                    yield [*before, *other, *after]
                return


def fold_words(text: str) -> Tokens:
    return tuple(token.folded for run in analyse(text) for token in run.tokens)
