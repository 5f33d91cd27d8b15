"""The whole output of a small site against the one kept in `tests/golden/`: every file, and what each page says.

`python3 -m pytest tests/test_golden.py --update-golden` writes it anew; read the difference before committing it.
"""

from __future__ import annotations

import re
from pathlib import Path

from bs4 import BeautifulSoup

GOLDEN = Path(__file__).parent / "golden"


def words(html: str) -> str:
    """The page's title and the text of its main part, a line for each piece of text, with links as `text <address>`."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.select("main a[href]"):
        link.append(f" <{link['href']}>")
    lines = [soup.title.get_text(), *soup.main.stripped_strings]
    return "\n".join(" ".join(line.split()) for line in lines)


def describe(tree: dict[str, bytes]) -> str:
    """All files in order; pages with their words, feeds and sitemaps as they are, other files by name.

    Digests, which change with the code, are left out.
    """
    parts = []
    for name in sorted(tree):
        if name.startswith("theme/") or name.endswith(".js"):
            continue  # named after a digest of their content
        parts.append(f"== {name}")
        if name.endswith(".html"):
            parts.append(words(tree[name].decode()))
        elif name.endswith((".xml", ".json", ".txt")):
            parts.append(tree[name].decode().replace("><", ">\n<"))
    return re.sub(r"\b([0-9a-f]{8}|[0-9a-f]{20})\b", "DIGEST", "\n".join(parts)) + "\n"


def write_items(site) -> None:
    site.write(
        "ben-luc",
        title="Bến Lức sơ kết công tác dân vận",
        date="2022-07-01T14:43:32+07:00",
        event_date="2022-06-30",
        region="Bến Lức, Long An",
        chairs=["Dương Văn Út", {"name": "Người Thứ Hai", "position": "Phó Trưởng ban"}],
        tags=["dân vận khéo"],
        summary="Sáu tháng nhìn lại.",
        authors=["Việt Hằng", "Kim Phượng"],
        source={"name": "Cổng thông tin", "url": "https://example.vn/tin"},
        corrections=[{"date": "2022-07-02", "text": "Sửa tên cơ quan."}],
        body="Đoạn đầu.\n\n## Mục một\n\n- việc một\n- việc hai\n\n> Lời trích.\n> — Người nói",
    )
    site.write("dien-bien", title="Điện Biên tổng kết", date="2023-01-09", region="Điện Biên", chairs=["Mùa A Sơn"],
               tags=["dân vận khéo"], folder="2023/01")  # fmt: skip
    site.write(
        "thong-bao", title="Thông báo thử", date="2026-11-20T07:30:00+07:00", category="Thông báo", folder="2026/11"
    )
    site.write(
        "thong-bao.en", title="Notice", date="2026-11-20T09:00:00+07:00", category=None, body="Text.", folder="2026/11"
    )


def test_the_small_site_is_the_one_kept_in_the_golden_tree(site, request):
    write_items(site)
    site.build()
    found = describe(site.tree())
    kept = GOLDEN / "site.txt"
    if request.config.getoption("--update-golden"):
        kept.write_text(found, "utf-8")
    assert found == kept.read_text("utf-8")
