"""The task `views`: counts what is new in the logs, and writes the figures.

In: the portal, its setting, names of logs and where to write. Out: an `Outcome`, which says in Vietnamese what was
found. The ledger is committed before the figures are written: where that fails, the next run writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from plugins.model import Portal, SiteError
from plugins.model.redirects import Redirect

from .counting import Tally, count_logs, find_logs
from .figures import gather, moment_teller, public_addresses, write_figures
from .ledger import open_ledger
from .lines import page_month
from .setting import Setting

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True)
class Outcome:
    tally: Tally

    @property
    def notices(self) -> list[str]:
        return self.tally.notices

    @property
    def failed(self) -> bool:
        return self.tally.unread > 0

    def __str__(self) -> str:
        tally = self.tally
        parts = {
            "lượt xem mới": tally.views,
            "đã đếm từ trước": tally.known,
            "của chương trình tự động": tally.robots,
            "tải trước khi đọc": tally.unseen,
            "không phải dòng log": tally.broken,
            "ghi giờ ở tương lai": tally.future,
            "của những ngày đã khoá sổ": tally.closed,
        }
        told = [f"{count} {name}" for name, count in parts.items() if count or name == "lượt xem mới"]
        unchanged = f"; {tally.unchanged} tệp không có gì mới" if tally.unchanged else ""
        return f"Đã đọc {tally.lines} dòng: {', '.join(told)}{unchanged}."


def count_views(
    portal: Portal,
    setting: Setting,
    names: Sequence[str],
    progress: Progress,
    public: Path | None = None,
    site: Path | None = None,
    redirects: Iterable[Redirect] = (),
) -> Outcome:
    """Count the logs of these names, or those of the setting, and write the figures; into `public` too, if given.

    With a built `site` the figures tell of those items alone that its sitemaps name. What was read at an old address
    counts for the new one to which the `redirects` lead. SiteError where there is no log, or the figures cannot be
    written.
    """
    shown = _shown(site)
    paths = find_logs(names or setting.logs)
    if not paths:
        raise SiteError("Hãy cho biết log của máy chủ: python3 tasks.py views /var/log/nginx/access.log*")
    config = portal.config
    with (
        open_ledger(setting.ledger) as ledger,
        progress("Đếm lượt xem", sum(path.stat().st_size for path in paths if path.is_file())) as advance,
    ):
        tally = count_logs(paths, ledger, config.zone, config.now, advance)
        moves = {redirect.old: redirect.new for redirect in redirects if page_month(redirect.new)}
        figures = gather(ledger, config.zone, setting.least, moves)
    if figures is not None:
        figures = figures if shown is None else figures.only(shown)
        for folder in filter(None, (setting.figures, public)):
            try:
                write_figures(figures, moment_teller(portal), folder)
            except OSError as error:
                raise SiteError(f"Không ghi được số liệu vào {folder}: {error.strerror}.") from error
    return Outcome(tally)


def _shown(site: Path | None) -> set[str] | None:
    if site is None:
        return None
    try:
        addresses = public_addresses(site)
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"Không đọc được sitemap trong {site}: {error}") from error
    if addresses is None:
        raise SiteError(f"Không thấy sitemap nào trong {site}; sau --site là thư mục của trang đã dựng.")
    return addresses
