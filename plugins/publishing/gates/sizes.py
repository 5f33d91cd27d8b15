"""The site must fit its host and its readers: sizes of pages and files, and how many files there are.

In: sizes of all files, and the limits in PORTAL_PUBLISH. Out: an error for a page or file that is too large, a warning
where the whole is more than the host takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugins.model import Fault, SiteError
from plugins.publishing.built import BuiltSite

from .gate import Verdict

SETTING = "PORTAL_PUBLISH"
LIMITS = {
    "page_kb": 1_000,  # of one page, uncompressed: some twenty times an ordinary one
    "file_mb": 25,  # of one file, as Cloudflare Pages takes it
    "files": 20_000,  # as Cloudflare Pages takes them without charge; 0 for no limit
    "total_mb": 1_000,  # of all, as GitHub Pages takes them; 0 for no limit
}
# What limits the whole, by PORTAL_HOST; a server of one's own has no such limit.
WHOLE = {"": ("files", "total_mb"), "cloudflare": ("files",), "github": ("total_mb",), "gitlab": ("total_mb",)}
KB, MB = 1_000, 1_000_000


def read_limits(setting: Mapping[str, Any], host: str = "") -> dict[str, int]:
    """The limits of this host with those of the settings; SiteError names what is wrong there."""
    for name, value in setting.items():
        if name not in LIMITS:
            raise SiteError(f"{SETTING}: không có khoá «{name}»; các khoá: {', '.join(LIMITS)}.")
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise SiteError(f"{SETTING}: «{name}» phải là một số nguyên không âm, không phải {value!r}.")
    elsewhere = {"files", "total_mb"} - set(WHOLE.get(host, ()))
    return LIMITS | dict.fromkeys(elsewhere, 0) | dict(setting)


def weigh_files(site: BuiltSite) -> Verdict:
    total = sum(state.size for state in site.files.values())
    return Verdict(tuple(_weigh(site, total)), f"{len(site.files)} tệp, {total / MB:.0f} MB")


def _weigh(site: BuiltSite, total: int) -> Iterator[Fault]:
    limits = site.limits
    for file, state in site.files.items():
        if file.endswith(".html") and limits["page_kb"] and state.size > limits["page_kb"] * KB:
            message = f"trang nặng {state.size // KB} kB, quá {limits['page_kb']} kB"
            yield Fault(file, 1, "E-OUTPUT-SIZE", message, f"chia bài làm nhiều tin, hoặc nâng page_kb trong {SETTING}")
        elif limits["file_mb"] and state.size > limits["file_mb"] * MB:
            message = f"tệp nặng {state.size // MB} MB, quá {limits['file_mb']} MB"
            yield Fault(file, 1, "E-OUTPUT-SIZE", message, f"thu nhỏ tệp, hoặc nâng file_mb trong {SETTING}")
    if limits["files"] and len(site.files) > limits["files"]:
        message = f"có {len(site.files)} tệp, máy chủ chỉ nhận {limits['files']}"
        hint = f"đặt PORTAL_SOCIAL_CARDS = False, chọn gói hay máy chủ khác, hoặc nâng files trong {SETTING}"
        yield Fault("", 0, "W-OUTPUT-SIZE", message, hint)
    if limits["total_mb"] and total > limits["total_mb"] * MB:
        message = f"cả trang nặng {total // MB} MB, máy chủ chỉ nhận {limits['total_mb']} MB"
        yield Fault("", 0, "W-OUTPUT-SIZE", message, f"chọn máy chủ khác, hoặc nâng total_mb trong {SETTING}")
