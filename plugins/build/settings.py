"""Opens the portal: reads the settings, chooses the folders, makes the `Portal` and initialises Pelican with it.

In: the project's settings file and what the command line says. Out: an initialised Pelican whose settings hold the
portal, with every room's values provided.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import zoneinfo
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

from pelican import Pelican
from pelican.log import init as init_logging
from pelican.settings import read_settings

from plugins.model import LANGUAGE, Config, Edition, Limits, Portal, SiteError
from plugins.model.announced import read_announced
from plugins.model.paths import PathError, confine, walk
from plugins.model.portal import SETTING, portal_of

from .storage.address import Address, read_address

PROJECT = Path(__file__).resolve().parents[2]
CACHE = PROJECT / ".cache"
SOURCE, TARGET = "BUILD_FROM", "BUILD_TO"  # settings that name addresses in storage


class Remote(NamedTuple):
    """Addresses in storage (`s3://bucket/prefix`) in place of folders. What is empty, BUILD_FROM and BUILD_TO of the
    settings say where no folder is given either.
    """

    content: str = ""
    output: str = ""


@dataclass(frozen=True)
class Options:
    """What the command line asks of a build. Where `content`, `output`, `executor` or `url` is empty, the settings say.

    `executor` is the address of a cluster (`dask://scheduler:8786`) that does the work in place of `jobs` processes.
    `remote` is None for all that needs folders: only a build can do without. `voice` turns on what readers may say
    (comments), whatever the settings say; `views` is a folder of view counts to show, whatever the settings say.
    `examined` tells that the report is to hold the publication and the pages, which a small edit is built without.
    `why` is a page (an address, an output file or a content file) of which the report is to tell why it was rendered.
    """

    content: Path | None = None
    output: Path | None = None
    remote: Remote | None = None
    jobs: int = 0
    executor: str = ""
    clean: bool = False
    why: str = ""
    examined: bool = False
    drafts: bool = False
    voice: bool = False
    views: Path | None = None
    url: str = ""
    settings: Path = PROJECT / "pelicanconf.py"

    @property
    def workers(self) -> int:
        """How many processes to use; 0 jobs means all processors this process may run on."""
        return self.jobs if self.jobs > 0 else available_processors()


def available_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_pelican(options: Options) -> Pelican:
    """An initialised Pelican; SiteError when a folder is missing or a plugin cannot be loaded."""
    return start_pelican(configure(options))


def configure(options: Options) -> dict[str, Any]:
    """Pelican's settings with the portal in them, into which no room has put anything yet."""
    settings: dict[str, Any] = read_settings(str(options.settings))
    source, target = _find_addresses(settings, options)
    content = _mirror(source) if source else (options.content or Path(settings["PATH"])).resolve()
    output = (options.output or Path(settings["OUTPUT_PATH"])).resolve()
    if not content.is_dir():
        raise SiteError(f"Không có thư mục nội dung {content}; hãy kiểm tra đường dẫn sau --content.")
    if content == output or content in output.parents or output in content.parents:
        raise SiteError(f"Thư mục kết quả {output} và thư mục nội dung {content} không được lồng nhau.")
    theme = _own_or_project(content, "theme", Path(settings["THEME"]))
    if theme == content / "theme" and content == Path(settings["PATH"]).resolve():
        raise SiteError(
            f"Giao diện là mã chạy khi dựng nên không lấy từ thư mục nội dung: xoá {theme}, "
            "hoặc chuyển vào theme/ của dự án."
        )
    settings["PATH"], settings["OUTPUT_PATH"], settings["THEME"] = str(content), str(output), str(theme)
    settings["THEME_TEMPLATES_OVERRIDES"] = [str(theme / "blocks")]
    settings["WRITE_SELECTED"] = []
    settings["PORTAL_VOICE"] = options.voice
    if options.views and isinstance(given := settings.get("PORTAL_VIEWS") or {}, dict):
        settings["PORTAL_VIEWS"] = given | {"folder": str(options.views)}
    settings[SETTING] = Portal(_configure(settings, content, theme, options))
    settings["BUILD_OPTIONS"], settings[SOURCE], settings[TARGET] = options, source, target
    return settings


def _find_addresses(settings: dict[str, Any], options: Options) -> tuple[Address | None, Address | None]:
    """Of content and output; None for what is a folder."""
    remote = options.remote or Remote()
    content = remote.content or ("" if options.content else settings.get(SOURCE, ""))
    output = remote.output or ("" if options.output else settings.get(TARGET, ""))
    if options.remote is None:
        if content:
            raise SiteError(
                f"Nội dung ở {SOURCE} của {options.settings.name} là kho, chỉ `build` đọc được; việc này cần một thư "
                "mục: ghi nó sau --content."
            )
        return None, None
    source = read_address(content, "--content") if content else None
    target = read_address(output, "--output") if output else None
    if source and target and (source.holds(target) or target.holds(source)):
        raise SiteError(f"Kết quả {target} và nội dung {source} không được lồng nhau.")
    return source, target


def _mirror(source: Address) -> Path:
    from .storage.mirror import mirror

    return mirror(source, CACHE / "content")


def start_pelican(settings: dict[str, Any]) -> Pelican:
    wanted = list(settings["PLUGINS"])
    init_logging(fatal="errors")
    pelican = Pelican(settings)
    missing = set(wanted) - set(settings["PLUGINS"])
    if missing:
        raise SiteError("Không nạp được phần bổ trợ: " + ", ".join(sorted(missing)))
    return pelican


def open_portal(options: Options) -> Portal:
    return portal_of(open_pelican(options).settings)


def _configure(settings: dict[str, Any], content: Path, theme: Path, options: Options) -> Config:
    project_content = options.settings.parent / "content"
    try:
        zone = zoneinfo.ZoneInfo(settings["TIMEZONE"])
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise SiteError(f"TIMEZONE «{settings['TIMEZONE']}» trong {options.settings.name} không có thật.") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = dt.datetime.fromtimestamp(int(epoch), zone) if epoch.isdigit() else dt.datetime.now(zone)
    editions = _editions(settings)
    own = editions.get(settings["DEFAULT_LANG"])
    return Config(
        content=content,
        pages=_own_or_project(content, "pages", project_content / "pages"),
        vocabulary=_without_links(_own_or_project(content, "vocabulary", project_content / "vocabulary")),
        theme=theme,
        name=own.name if own else settings["SITENAME"],
        tagline=own.tagline if own else settings.get("PORTAL_TAGLINE", ""),
        organisation=own.organisation if own else settings.get("PORTAL_ORGANISATION", settings["SITENAME"]),
        url=(options.url or settings["SITEURL"]).rstrip("/"),
        language=settings["DEFAULT_LANG"],
        zone=zone,
        now=now,
        drafts=options.drafts,
        views=settings.get("PORTAL_VIEWS") is not None,
        page_size=settings.get("PORTAL_PAGE_SIZE", 30),
        editions=editions,
        host=settings.get("PORTAL_HOST", ""),
        announced=read_announced(settings),
        limits=_limits(settings),
    )


def _limits(settings: dict[str, Any]) -> Limits:
    """SiteError names what is wrong in PORTAL_LIMITS."""
    given = settings.get("PORTAL_LIMITS", {})
    known = {field.name: field.default for field in fields(Limits)}
    for name, value in given.items():
        if name not in known:
            raise SiteError(f"PORTAL_LIMITS không có «{name}»; các khoá: {', '.join(known)}.")
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise SiteError(f"PORTAL_LIMITS: «{name}» là {value!r}; ghi một số lớn hơn 0, mặc định {known[name]:g}.")
        if name != "seconds" and value != int(value):
            raise SiteError(f"PORTAL_LIMITS: «{name}» phải là số nguyên, mặc định {known[name]:g}.")
    return Limits(**given)


def _editions(settings: dict[str, Any]) -> dict[str, Edition]:
    """The languages that items may be translated into; SiteError names what is wrong in PORTAL_EDITIONS."""
    editions = {}
    for code, names in sorted(settings.get("PORTAL_EDITIONS", {}).items()):
        if not re.fullmatch("[a-z]{2}", code) or code == LANGUAGE:
            raise SiteError(f"PORTAL_EDITIONS: «{code}» không phải mã hai chữ của một tiếng khác tiếng của tin gốc.")
        try:
            edition = Edition(**names)
        except TypeError:
            raise SiteError(f"PORTAL_EDITIONS: «{code}» cần name, và có thể thêm tagline, organisation.") from None
        editions[code] = replace(edition, organisation=edition.organisation or edition.name)
    return editions


def _own_or_project(content: Path, name: str, fallback: Path) -> Path:
    try:
        own = confine(content, name)
    except PathError as error:
        raise SiteError(f"Trong thư mục nội dung {content}, {error.message}; {error.hint}.") from None
    return own if own.is_dir() else fallback.resolve()


def _without_links(folder: Path) -> Path:
    """The folder of the vocabularies, which several rooms read before the content is looked through."""
    for path, is_link, is_hidden in walk(folder):
        if is_link and not is_hidden:
            raise SiteError(f"{path} là liên kết tượng trưng; hãy chép chính tệp đó vào thư mục danh mục.")
    return folder
