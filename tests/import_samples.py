"""Sources for the tests of importing: made-up text about nobody, a page as portals write it, a portal to import into.

In: what a test wants different. Out: text, HTML, a portal with stand-in vocabularies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from plugins.images.inspection import inspect_picture
from plugins.reader.files import find_files
from plugins.reader.items import ItemReader
from tests.stand_ins import stand_in_portal

HEADLINE = "Xã thử nghiệm tổ chức ngày hội đọc sách mùa thu"
PARAGRAPHS = (
    "Đây là đoạn mở đầu của một bài viết được soạn riêng cho việc thử nghiệm; nó không kể về ai và không nêu một sự "
    "việc có thật nào cả.",
    "Đoạn thứ hai kéo dài thêm một chút để phần thân bài đủ độ dài mà chương trình nhận ra rằng đây là văn xuôi, không "
    "phải tên một mục hay lời của một nút bấm.",
    "Đoạn cuối cùng khép lại bài thử nghiệm bằng vài chữ có dấu khó như Ễnh ương, thuở ấy, khuỷu tay, nghiêng nghiêng "
    "và ngoằn ngoèo.",
)
CLOCK = "Thứ Ba, 17/11/2026 09:15 (GMT +7)"
DATE_LINE = "Thứ 2, 16/11/2026 | 08:30"


def page(
    *paragraphs: str, headline: str = HEADLINE, head: str = "", date: str = DATE_LINE, after: str = "", before: str = ""
) -> str:
    """A page with clock, menu, breadcrumb, share bar, comments, other news and footer around the article."""
    text = "\n".join(p if p.startswith("<") else f"<p>{p}</p>" for p in paragraphs or PARAGRAPHS)
    others = "".join(
        f'<li><a href="/tin-{n}">Tin khác thứ {n} trong danh sách của chuyên mục</a></li>' for n in range(6)
    )
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{headline} - Cổng thử nghiệm</title>{head}
<style>p {{ color: red }}</style><script>var tin = "<p>không phải chữ của bài</p>";</script></head>
<body><form action="/"><div class="dau-trang"><span>{CLOCK}</span>
<ul class="menu"><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li></ul></div>
<div class="duong-dan"><a href="/">Trang chủ</a> &gt; <a href="/tin">Tin tức</a></div>
<div class="chi-tiet">{before}<h1>{headline}</h1><div>{date} A  A</div><div>Lượt xem: 5546 In bài viết</div>
<div><a href="#">Chia sẻ</a> <a href="#">Facebook</a></div>
<div class="noi-dung">{text}</div>{after}
<div class="khung-duoi"><h3>Ý kiến bạn đọc</h3><p>0 / 500 ký tự</p><p>Guest</p><textarea></textarea></div>
<div class="danh-sach"><h3>Các tin khác</h3><ul>{others}</ul></div></div>
<div class="cuoi">Back To Top</div><div id="footer">Bản quyền của cổng thử nghiệm, nơi không có thật.</div></form>
</body></html>"""


def import_portal(folder: Path) -> Any:
    """A portal over stand-in vocabularies that reads items as the real one does."""
    portal = stand_in_portal(folder)
    reader = ItemReader(portal)
    portal.read_item, portal.read_page = reader.read_item, reader.read_page
    portal.find_files = lambda: find_files(portal.config)
    portal.inspect_picture = inspect_picture
    return portal


def one_by_one(work: Callable[[int], Any], count: int, *_: object) -> Iterator[Any]:
    return map(work, range(count))
