"""The setting `PORTAL_VIEWS`, which turns view counts on.

In: Pelican's settings. Out: a `Setting`, or None where the portal counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.model import SiteError

NAME = "PORTAL_VIEWS"
FOLDER, LEAST = ".cache/views", 10
_PROJECT = Path(__file__).resolve().parents[3]
_KINDS = {"folder": str, "logs": list, "least": int}


@dataclass(frozen=True)
class Setting:
    """`folder` holds the ledger and the figures, `logs` are the files and patterns that `views` reads when none is
    given, and `least` is the number of views from which on readers are told of them.
    """

    folder: Path = _PROJECT / FOLDER
    logs: tuple[str, ...] = ()
    least: int = LEAST

    @property
    def ledger(self) -> Path:
        return self.folder / "so-luot-xem.db"

    @property
    def figures(self) -> Path:
        """The folder of the files that are published."""
        return self.folder / "luot-xem"


def read_setting(settings: Mapping[str, Any]) -> Setting | None:
    """SiteError names what is wrong in the setting."""
    given: Any = settings.get(NAME)
    if given is None:
        return None
    if not isinstance(given, dict):
        raise SiteError(f"{NAME} phải là một bảng, ví dụ {NAME} = {{}}; bỏ dòng này đi thì cổng không đếm lượt xem.")
    for key, value in given.items():
        if key not in _KINDS:
            raise SiteError(f"{NAME}: không có mục «{key}»; các mục: {', '.join(_KINDS)}.")
        if type(value) is not _KINDS[key] or (key == "logs" and {*map(type, given[key])} - {str}):
            raise SiteError(f"{NAME}: «{key}» không nhận giá trị {value!r}.")
    least = given.get("least", LEAST)
    if least < 1:
        raise SiteError(f"{NAME}: «least» phải từ 1 trở lên.")
    return Setting(_PROJECT / str(given.get("folder", FOLDER)), tuple(given.get("logs", ())), least)
