"""A desk that writes files below a content folder and reads them, and how its faults are shown."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, settings

from plugins.model import NewsItem, ReadItem
from plugins.reader.items import ItemReader
from tests.stand_ins import stand_in_portal

HEAD = 'title: "Sơ kết công tác dân vận"\ndate: 2022-07-01T14:43:32+07:00\ncategory: Dân vận\n'
PROPERTY = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


class Desk:
    """Writes files below a content folder and reads them."""

    def __init__(self, root: Path) -> None:
        self.portal = stand_in_portal(root)
        self.content = self.portal.config.content
        self.reader = ItemReader(self.portal)
        (self.content / "images" / "hoi-nghi.jpg").write_bytes(b"\xff\xd8")

    def file(self, data: str | bytes, name: str = "news/2022/07/x.md") -> Path:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def read(self, data: str | bytes, name: str = "news/2022/07/x.md") -> ReadItem:
        return self.reader.read_item(self.file(data, name))

    def item(self, head: str = "", body: str = "Nội dung.") -> NewsItem:
        """The item with the required fields, further ones and a body; it must read without errors."""
        result = self.read(f"---\n{HEAD}{head}\n---\n{body}\n")
        assert isinstance(result.item, NewsItem), result.faults
        return result.item

    def faults(self, head: str = "", body: str = "Nội dung.") -> list[tuple[str, int]]:
        """Codes and lines; the first of the further fields stands on line 5."""
        return shown(self.read(f"---\n{HEAD}{head}\n---\n{body}\n"))

    def page(self, data: str, name: str = "pages/gioi-thieu.md") -> ReadItem:
        return self.reader.read_page(self.file(data, name))


def shown(result: ReadItem) -> list[tuple[str, int]]:
    return [(fault.code, fault.line) for fault in result.faults]


def codes(result: ReadItem) -> set[str]:
    return {fault.code for fault in result.faults}


def only(result: ReadItem):
    assert len(result.faults) == 1, result.faults
    return result.faults[0]
