"""The sections of the portal, in the order of the section bar.

In: `categories.yaml`, a list of {id, name, names, description, notices, home}. Out: look-up by id or name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugins.model import Category, UnknownNameError
from plugins.vocabulary.loading import VocabularyFile
from plugins.vocabulary.names import NearestNames, name_key, quoted

KEYS = ("id", "name", "names", "description", "notices", "home")


class CategoryList:
    """Look-up of categories. Names may differ from the file's in case, spacing, dashes or the tone mark's place."""

    def __init__(self, categories: Iterable[Category]) -> None:
        self._by_id = {category.id: category for category in categories}
        self._by_key = {name_key(category.name): category for category in self._by_id.values()}
        self._nearest = NearestNames(category.name for category in self._by_id.values())
        self._resolved: dict[str, Category] = {}

    def __getitem__(self, category_id: str) -> Category:
        return self._by_id[category_id]

    def __iter__(self) -> Iterator[Category]:
        return iter(self._by_id.values())

    def resolve(self, name: str) -> Category:
        """The category of this name or id; UnknownNameError with the nearest names, or with all, otherwise."""
        category = self._resolved.get(name) or self._by_id.get(name.strip()) or self._by_key.get(name_key(name))
        if category is None:
            near = self._nearest(name)
            names = near or [category.name for category in self]
            hint = f"có phải {quoted(near)}?" if near else f"các chuyên mục: {quoted(names, len(names))}"
            raise UnknownNameError(f"không có chuyên mục «{name}»", hint, names)
        self._resolved[name] = category
        return category


def read_categories(file: VocabularyFile) -> list[Category]:
    """The categories of the file in its order; its faults are left in `file.faults`."""
    entries = file.entries(KEYS, required=("id", "name"))
    file.check_ids((entry.text("id"), entry.line) for entry in entries if entry.text("id"))
    named: dict[str, int] = {}
    for entry in entries:
        key = name_key(entry.text("name"))
        if key and named.setdefault(key, entry.line) != entry.line:
            file.report(entry.line, "DUPLICATE", f"tên «{entry.text('name')}» đã có ở dòng {named[key]}")
    if not entries and not file.faults:
        file.report(1, "MISSING", "chưa có chuyên mục nào", "thêm ít nhất một mục «- id: … / name: …»")
    return [
        Category(
            entry.text("id"),
            entry.text("name"),
            entry.text("description"),
            entry.flag("notices"),
            entry.number("home"),
            entry.names("names"),
        )
        for entry in entries
    ]
