"""A portal with the editors' index, and the ways an editor uses them."""

from __future__ import annotations

import json

from plugins.model import Portal
from plugins.reader.files import find_files
from plugins.reader.items import ItemReader
from plugins.search.editors import EditorsIndex, search_items
from tests.stand_ins import stand_in_portal


class Desk:
    """A portal with its index, and the ways an editor uses them; `read` lists every file that was parsed."""

    def __init__(self, root) -> None:
        self.folder = root / "cache" / "editors"
        self.portal: Portal = stand_in_portal(root)
        self.portal.find_files = lambda: find_files(self.portal.config)
        self.portal.read_item = ItemReader(self.portal).read_item
        self.read: list[str] = []

    def write(self, slug, title="Tin", /, *, body="Nội dung.", **front):
        path = self.portal.config.content / "news" / f"{slug}.md"
        front = {"title": title, "date": "2022-07-01T08:00:00+07:00", "category": "Dân vận", "slug": slug} | front
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
        path.write_text("---\n" + "\n".join(lines) + f"\n---\n\n{body}\n", "utf-8")
        return path

    def index(self):
        def read_items(paths):
            self.read += [path.stem for path in paths]
            return map(self.portal.read_item, paths)

        return EditorsIndex(self.portal, self.folder, read_items)

    def search(self, query, limit=10):
        self.read.clear()
        return search_items(self.portal, self.index(), query, limit)

    def find(self, query):
        return {result.item.slug for result in self.search(query).results}


def stocked_desk(root) -> Desk:
    """Five items for tests that only ask."""
    desk = Desk(root)
    desk.write(
        "ben-luc", "Bến Lức sơ kết công tác dân vận", region="Bến Lức, Long An", chairs=["Dương Văn Út"],
        event_date="2022-06-30", tags=["dân vận khéo"], body="Chỉ thị 217-QĐ/TW về hòa giải được nhắc lại.",
    )  # fmt: skip
    desk.write("tay-ninh", "Tây Ninh tổng kết năm", region="Tây Ninh", date="2024-01-05", summary="Quý IV thu đủ.")
    desk.write("thong-bao", "Lịch tiếp công dân", category="Thông báo", date="2026-07-25T09:00:00+07:00")
    desk.write("nhap", "Bản nháp về quyền dân", status="draft", authors=["Việt Hằng"], source={"name": "Báo Long An"})
    desk.write("giu", "Tin chờ giờ đăng", date="2026-07-01", publish_at="2026-08-01T08:00:00+07:00")
    return desk
