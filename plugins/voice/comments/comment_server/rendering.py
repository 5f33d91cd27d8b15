"""The server's own pages, in Vietnamese and without scripts: reviewing, and writing in without JavaScript.

In: comments as plain values. Out: HTML in the form of XML, in which every word that somebody wrote is escaped.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from .database import Waiting
from .exchange import HTML, Answer
from .reading import PUBLISHED, REMOVED
from .wording import LONGEST_NAME, LONGEST_TEXT

ZONE = dt.timezone(dt.timedelta(hours=7))
NAMELESS = "Bạn đọc"
SHOWN = 20  # comments on a page
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STYLES = b"""\
:root { color-scheme: light dark; --ground: #fdfbf6; --ink: #1b1916; --grey: #625c52;
  --line: #d8d1c4; --accent: #9a1c1f; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #171614; --ink: #ebe6db; --grey: #a8a092; --line: #3d3933; --accent: #f0877c; }
}
html { background: var(--ground); color: var(--ink); font: 106% / 1.6 "Source Sans 3", "Segoe UI", Roboto, sans-serif; }
body { max-width: 42rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font: 700 1.6rem / 1.3 "Source Serif 4", "Noto Serif", Georgia, serif; }
h2 { font: 700 1.1rem / 1.4 "Source Serif 4", "Noto Serif", Georgia, serif; margin: 0; }
a { color: var(--accent); }
article { padding: 1rem 0; border-top: 1px solid var(--line); }
article article { margin-left: 1.5rem; padding-bottom: 0; }
p { margin: 0.3rem 0; }
.text { white-space: pre-line; unicode-bidi: isolate; }
.meta { color: var(--grey); font-size: 0.9rem; }
form { display: flex; flex-wrap: wrap; gap: 0.6rem; margin-top: 0.6rem; }
label { flex: 1 0 100%; font-size: 0.9rem; }
button, input, textarea { font: inherit; min-height: 2.6rem; padding: 0.3rem 1rem; color: inherit;
  background: var(--ground); border: 1px solid var(--grey); border-radius: 0; }
input, textarea { flex: 1 0 100%; box-sizing: border-box; }
button { cursor: pointer; font-weight: 600; }
button[value="activate"], button.send { background: var(--ink); color: var(--ground); border-color: var(--ink); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
"""


def render_review(path: str, waiting: Iterable[Waiting], count: int, done: str = "") -> Answer:
    """The queue, or the one comment of a link; `done` tells of what was just decided."""
    parts = [f'<p role="status"><strong>{escape(done)}</strong></p>'] if done else []
    parts += [_review(comment) for comment in waiting]
    if not parts or (done and len(parts) == 1):
        parts.append("<p>Không có ý kiến nào đang chờ duyệt.</p>")
    return _page(path, f"Duyệt ý kiến ({count} đang chờ)", "".join(parts))


def render_message(path: str, message: str, page: str = "", status: HTTPStatus = HTTPStatus.OK) -> Answer:
    again = f'<p><a href="{path}viet/?uri={quote(page)}">Trở lại ý kiến về bài</a></p>' if page else ""
    back = f'<p><a href="{escape(page)}" rel="noreferrer">Trở lại bài</a></p>' if page else ""
    said = f'<p role="status"><strong>{escape(message)}</strong></p>'
    return _page(path, "Ý kiến bạn đọc", said + again + back, status)


def render_letter(path: str, page: str, found: dict[str, Any], offset: int) -> Answer:
    """What was written about a page, and a form that needs no script."""
    comments = "".join(map(_comment, found["replies"])) or "<p>Chưa có ý kiến nào.</p>"
    left = found["hidden_replies"]
    address = f"{path}viet/?uri={quote(page)}"
    more = f'<p><a href="{address}&amp;offset={offset + SHOWN}">Xem thêm ({left})</a></p>' if left > 0 else ""
    form = f"""\
<form method="post" action="{address}">
<label for="ten">Tên của bạn (không bắt buộc)</label>
<input id="ten" name="author" maxlength="{LONGEST_NAME}" autocomplete="name" />
<label for="y-kien">Ý kiến (nhiều nhất {LONGEST_TEXT} ký tự)</label>
<textarea id="y-kien" name="text" rows="6" maxlength="{LONGEST_TEXT}" required=""></textarea>
<button class="send">Gửi ý kiến</button>
</form>
<p class="meta">Ý kiến được duyệt trước khi hiện. Không cần tài khoản; cổng không lưu địa chỉ mạng của bạn.</p>"""
    body = f'<p><a href="{escape(page)}" rel="noreferrer">Trở lại bài</a></p>{form}{comments}{more}'
    return _page(path, f"Ý kiến bạn đọc ({found['total']})", body)


def escape(text: str) -> str:
    """Also without the characters that XML does not know."""
    return html.escape(_NO_XML.sub("", text))


def format_moment(created: float) -> str:
    return f"{dt.datetime.fromtimestamp(created, ZONE):%H:%M, %d/%m/%Y}"


def _review(comment: Waiting) -> str:
    page, state = escape(comment.uri), ""
    if comment.mode != PUBLISHED:
        state = '<button name="action" value="activate">Duyệt</button>'
    parent = f'<p class="meta">Trả lời: “{escape(comment.parent)}”</p>' if comment.parent else ""
    return f"""\
<article>
<h2>{escape(comment.author or NAMELESS)}</h2>
<p class="meta">{format_moment(comment.created)} · <a href="{page}" rel="noreferrer">{escape(comment.title)}</a></p>
{parent}<p class="text" dir="auto">{escape(comment.text)}</p>
<form method="post"><input type="hidden" name="id" value="{comment.id}" />{state}
<button name="action" value="delete">Xoá</button></form>
</article>
"""


def _comment(comment: dict[str, Any]) -> str:
    if comment["mode"] == REMOVED:
        words = "<p>Ý kiến đã được gỡ.</p>"
    else:
        words = (
            f"<h2>{escape(comment['author'] or NAMELESS)}</h2>"
            f'<p class="meta">{format_moment(comment["created"])}</p>'
            f'<p class="text" dir="auto">{escape(comment["text"])}</p>'
        )
    return f"<article>{words}{''.join(map(_comment, comment.get('replies', ())))}</article>\n"


def _page(path: str, title: str, body: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    text = f"""\
<!DOCTYPE html>
<html lang="vi" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{escape(title)}</title>
<link rel="stylesheet" href="{path}trang.css" />
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
"""
    return Answer(status, text.encode(), HTML)
