"""What the search page finds in these tests: items, tags and filters, and the page itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from plugins.build.theme import provide_theme
from plugins.model.views import Head, SearchView
from tests.samples import SITE, THEME, make_environment
from tests.search_sample import make_portal

BLOCK = THEME / "blocks/search"
STAND_IN = Path(__file__).parent / "stand_in_engine.js"
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='2'><rect width='3' height='2'/></svg>"
HOSTILE = 'Chữ </script><script>window.hacked=1</script> <img src=x onerror=window.hacked=1> & "nháy"'


def made(title: str, day: str = "2024-01-05", **fields: Any) -> dict[str, Any]:
    return {
        "title": title,
        "standfirst": "",
        "day": day,
        "date": day,
        "category": "dan-van",
        "regions": [],
        "officials": [],
        "tags": [],
        "picture": "",
    } | fields


ITEMS = (
    made(
        "Bến Lức sơ kết công tác dân vận",
        "2022-07-01",
        date="2022-07-01T23:43:32+07:00",
        standfirst="Hội nghị bàn nhiệm vụ cuối năm.",
        regions=["ben-luc", "tay-ninh"],
        officials=["duong-van-ut"],
        tags=["dan-van-kheo"],
        picture="/images/bia.svg",
    ),
    made("Bến Lức họp mặt", "2023-07-01", category="thong-bao", regions=["ben-luc"]),
    made("Hoà Bình hôm nay"),
    made("Vườn quýt được mùa"),
    made(HOSTILE),
    made("Ảnh hỏng", picture="/images/khong-co.svg"),
    *(
        made(f"Bản tin số {n}", f"2025-01-{n:02}", standfirst="Đoạn dẫn của bản tin. " * (n * 7 % 25))
        for n in range(1, 26)
    ),
)
NAMES = {"dan-van": "Dân vận", "thong-bao": "Thông báo"}
PLACES = {"ben-luc": "Bến Lức, Long An", "tay-ninh": "Tây Ninh"}
TAGS = [
    ("cay-quyt", "Cây quýt"),
    ("dan-van-kheo", "Dân vận khéo"),
    ("khung-nui", "<b>Khủng</b> núi"),
    ("ma", "ma"),
    ("ma-2", "mạ"),
    *((f"the-so-{n}", f"Thẻ số {n}") for n in range(1000, 3000)),
]
MANIFEST = {"items": ITEMS, "partial": False, "suggestions": {"vuon quit": "vườn quýt"}}
CHOICES = {
    "categories": list(NAMES.items()),
    "regions": list(PLACES.items()),
    "officials": [("duong-van-ut", "Dương Văn Út")],
}


def card(item: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "address": f"/tin/{number}/",
        "title": item["title"],
        "standfirst": item["standfirst"],
        "date": item["date"],
        "category": {"id": item["category"], "name": NAMES[item["category"]]},
        "regions": [PLACES[region] for region in item["regions"]],
        "picture": item["picture"],
    }


def search_page(language: str = "vi", **view: str) -> bytes:
    portal = make_portal(THEME)
    provide_theme(portal)
    addresses = {
        "index": "/search/manifest.json",
        "script": "/search/search.js",
        "worker": "",
    } | view
    page = SearchView(head=Head(title="Tìm kiếm", address="/tim-kiem/", indexed=False), crumbs=(), **addresses)
    site = replace(SITE, styles=portal.styles, script=portal.script, language=language)
    return make_environment(language).get_template("search.html").render(view=page, site=site).encode()
