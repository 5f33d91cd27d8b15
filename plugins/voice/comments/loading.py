"""What item pages load for comments: a small script at once, and the rest when the reader nears the section.

In: the theme's block `comments` and the interface's texts. Out: the files' addresses, by language, and a job for each.
They are no part of the site's bundles: with comments off, these stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

from rjsmin import jsmin

from plugins.model import Corpus, Job, Portal, SiteError, short_digest
from plugins.model.views import Comments

from .comment_server.wording import LONGEST_NAME, LONGEST_TEXT, SHORTEST_TEXT

FOLDER = "/theme/"
LIMITS = {"text": LONGEST_TEXT, "name": LONGEST_NAME, "least": SHORTEST_TEXT}


class CommentFiles:
    """The files of one build; read when they are first needed."""

    def __init__(self, server: str, portal: Portal) -> None:
        self._server, self._portal = server, portal
        self._files: dict[str, str] = {}

    def facts(self, language: str) -> Comments:
        """What a page of the edition is told."""
        return Comments(
            self._server,
            self._keep("comments-loader", "js", jsmin(self._read("loader.js"))),
            self._keep(f"comments-{language}", "js", self._program(language)),
            self._keep("comments", "css", self._portal.slim_style(self._read("comments.css"))),
            self._keep("comment-counts", "js", jsmin(self._read("counts.js"))),
        )

    def compose(self, portal: Portal, corpus: Corpus) -> Iterator[Job]:
        for page in corpus.pages:
            if page.address.startswith(self._server):  # nobody could open it: the server answers there
                raise SiteError(f"{page.path}: máy chủ ý kiến ở {self._server}; chọn slug khác cho trang này.")
        for language in (portal.config.language, *corpus.languages):
            self.facts(language)
        for address, text in self._files.items():
            yield Job(address, "voice", partial(str, text), ())  # the digest in the address is the input

    def _program(self, language: str) -> str:
        texts = write_texts(self._portal.interface(language).translations.gettext)
        values = {"TEXTS": texts, "FORM": LIMITS, "ZONE": self._portal.config.zone.key}
        constants = [f"const {name}={json.dumps(value, ensure_ascii=False)};\n" for name, value in values.items()]
        return "".join([*constants, str(jsmin(self._read("comments.js")))])

    def _keep(self, name: str, ending: str, text: str) -> str:
        address = f"{FOLDER}{name}.{short_digest(text, 8)}.{ending}"
        self._files[address] = f"{text}\n"
        return address

    def _read(self, name: str) -> str:
        path = self._portal.config.theme / "blocks/comments" / name
        try:
            return path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SiteError(f"Không đọc được tệp giao diện {path}: {error}") from error


def write_texts(gettext: Callable[[str], str]) -> dict[str, str]:
    """What the script says; `error_…` go by the codes of the server's refusals."""
    return {
        "write": gettext("Viết ý kiến"),
        "text": gettext("Ý kiến của bạn"),
        "name": gettext("Tên của bạn (không bắt buộc)"),
        "note": gettext("Ý kiến được duyệt trước khi hiện. Không cần tài khoản; cổng không lưu địa chỉ mạng của bạn."),
        "send": gettext("Gửi ý kiến"),
        "sending": gettext("Đang gửi…"),
        "cancel": gettext("Thôi trả lời"),
        "received": gettext("Cảm ơn bạn. Ý kiến đang chờ duyệt và sẽ hiện dưới bài khi được duyệt."),
        "left": gettext("Còn {count} ký tự"),
        "over": gettext("Quá {count} ký tự"),
        "none": gettext("Chưa có ý kiến nào."),
        "nameless": gettext("Bạn đọc"),
        "removed": gettext("Ý kiến đã được gỡ."),
        "answer": gettext("Trả lời"),
        "answering": gettext("Trả lời {name}"),
        "more": gettext("Xem thêm ý kiến (còn {count})"),
        "more_replies": gettext("Xem thêm trả lời (còn {count})"),
        "error_short": gettext("Hãy viết ít nhất 3 ký tự."),
        "error_long": gettext("Ý kiến dài hơn 500 ký tự; hãy rút ngắn."),
        "error_name": gettext("Tên dài quá; hãy rút ngắn."),
        "error_often": gettext("Bạn gửi nhiều ý kiến quá; hãy thử lại sau ít phút. Ý kiến đang viết vẫn còn ở đây."),
        "error_full": gettext("Đang có nhiều ý kiến chờ duyệt; hãy thử lại sau. Ý kiến đang viết vẫn còn ở đây."),
        "error_gone": gettext("Ý kiến bạn trả lời không còn nữa. Ý kiến đang viết vẫn còn ở đây."),
        "error_closed": gettext("Bài này không nhận ý kiến."),
        "error_offline": gettext("Thiết bị đang ngoại tuyến, mà ý kiến cần có mạng. Ý kiến đang viết vẫn còn ở đây."),
        "error_failed": gettext("Máy chủ ý kiến chưa trả lời; hãy thử lại sau. Ý kiến đang viết vẫn còn ở đây."),
    }
