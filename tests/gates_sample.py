"""A site to publish: content as tests write it, released as the task does it, and small sites of any files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from plugins.build import BuildReport, Options, build_site, open_portal
from plugins.build.settings import PROJECT
from plugins.model import Fault, NewsItem, Portal, Publication, publish
from plugins.publishing.built import BuiltSite, list_files
from plugins.publishing.gates.sizes import LIMITS
from plugins.publishing.publishing import Production, Published, publish_site

URL = "https://cong.example.vn"
PAGE = '<!doctype html>\n<html lang="vi"><head><title>Trang</title></head><body><main>{}</main></body></html>'
NOTHING = Publication((), (), {}, (), ())


def nowhere(work: Callable[[int], object], count: int, label: str):
    """Spreads work over this process alone."""
    del label
    return map(work, range(count))


class Releases:
    """Publishes the content of a `site`; `told` are the lines of the last run."""

    def __init__(self, site) -> None:
        self.site = site
        self.memory = site.content.parent / "publish"
        self.told: list[str] = []

    def publish(
        self,
        faults: Sequence[Fault] = (),
        url: str = URL,
        spoil: Callable[[Path], object] = lambda _: None,
        **limits: int,
    ) -> Published:
        """`spoil` changes what was built before the gates see it."""
        self.told = []
        options = Options(content=self.site.content, output=self.memory / "site", jobs=1, url=url, examined=True)

        def prepare() -> Production:
            portal = open_portal(options)
            portal.spread = nowhere

            def build() -> BuildReport:
                report = build_site(options)
                spoil(options.output)
                return report

            return Production(self.site.output, self.memory, portal, limits, build, lambda: faults, tuple, PROJECT)

        return publish_site(prepare, self.told.append)


def make_site(
    folder: Path,
    files: Mapping[str, str | bytes],
    /,
    portal: Portal | None = None,
    items: Sequence[NewsItem] = (),
    **limits: int,
) -> BuiltSite:
    """A site of these files, made anew in the folder, whose content is of these items."""
    for name, content in files.items():
        path = folder / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    publication = publish(items, portal.config.now) if portal is not None else NOTHING
    if portal is None:
        portal = Portal.__new__(Portal)
        portal.backends = set()
    portal.spread = nowhere
    found = list_files(folder / "site")
    return BuiltSite(folder / "site", found, URL, portal, publication, (), folder / "memory", LIMITS | limits)
