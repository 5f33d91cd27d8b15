"""Tasks for readers' voice: comments and page views."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from invoke import Context, Exit

from plugins.build.progress import show_progress
from plugins.build.settings import PROJECT, Options, open_pelican
from plugins.model import SiteError, portal_of

from .joining import find_redirects
from .task import CONTENT_HELP, path_of, task

if TYPE_CHECKING:
    from plugins.model.redirects import Redirect


@task(
    help={
        "action": "việc: config, link, export, import hoặc move (docs/voice.md)",
        "file": "tệp cho export, import; bảng địa chỉ cho move (mặc định: địa chỉ cũ mà cổng biết)",
        "output": "thư mục cho config (mặc định: .cache/voice/y-kien); cho move: chỉ ghi bảng địa chỉ vào tệp này",
        "config": "cấu hình của máy chủ ý kiến (mặc định: của serve --voice)",
        "comment": "số của một ý kiến, cho link: để gỡ một ý kiến đã duyệt (docs/voice.md)",
        "mail": "địa chỉ nhận thư báo ý kiến chờ duyệt, cho config",
        "content": CONTENT_HELP,
    }
)
def comments(
    _: Context,
    action: str,
    file: str = "",
    output: str = "",
    config: str = "",
    comment: int = 0,
    mail: str = "",
    content: str = "",
) -> None:
    """Máy chủ ý kiến bạn đọc: lập cấu hình, lấy liên kết duyệt, xuất, nhập, chuyển ý kiến sang địa chỉ mới."""
    from plugins.voice.comments.operating import operate

    options = Options(content=path_of(content), settings=PROJECT / "publishconf.py")
    settings = open_pelican(options).settings
    find = partial(find_redirects, portal_of(settings), options)
    print(operate(action, settings, path_of(file), path_of(output), path_of(config), mail, find, comment))


@task(
    iterable=["log"],
    help={
        "log": "log của máy chủ, cả tệp .gz; nhận mẫu như access.log* (mặc định: PORTAL_VIEWS trong pelicanconf.py)",
        "folder": "nơi giữ sổ lượt xem và số liệu (mặc định: PORTAL_VIEWS, hoặc .cache/views)",
        "public": "ghi thêm số liệu vào thư mục này, nơi máy chủ phát /luot-xem/",
        "site": "trang đã dựng: chỉ đưa ra số liệu của những tin có trong sitemap của nó",
        "content": CONTENT_HELP,
    },
)
def views(_: Context, log: list[str], folder: str = "", public: str = "", site: str = "", content: str = "") -> None:
    """Đếm lượt xem từ log của máy chủ; chạy lại bao nhiêu lần, mỗi dòng cũng chỉ đếm một lần."""
    from plugins.voice.views.running import count_views
    from plugins.voice.views.setting import Setting, read_setting

    options = Options(content=path_of(content), views=path_of(folder))
    settings = open_pelican(options).settings
    portal, setting = portal_of(settings), read_setting(settings) or Setting()
    redirects: tuple[Redirect, ...] = ()
    try:
        redirects = find_redirects(portal, options, refuse=False)
    except SiteError as error:  # logs do not wait until the map is mended
        print(error, file=sys.stderr)
    outcome = count_views(portal, setting, log, show_progress, path_of(public), path_of(site), redirects)
    for notice in outcome.notices:
        print(notice, file=sys.stderr)
    print(outcome)
    if outcome.failed:
        raise Exit(code=1)
