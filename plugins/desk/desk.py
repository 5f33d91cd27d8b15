"""The desk as a task uses it: one content folder with its settings, checked and mended.

In: the portal, Pelican's settings, and where to keep what was read. Out: `Desk`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plugins.desk.check import Outcome, check_content, choose_files
from plugins.desk.examination import examine, standards_of
from plugins.desk.keeping import DigestStore, mark_of
from plugins.desk.levels import SETTING, Levels, read_levels
from plugins.desk.mending import Mended, mend_files
from plugins.desk.rules import RULES, tones
from plugins.model import Fault, Portal, SiteError, normalise


@dataclass
class Desk:
    portal: Portal
    levels: Levels
    tone: str
    store: DigestStore
    refused: tuple[Fault, ...] = ()

    def check(self, paths: Sequence[Path] = ()) -> Outcome:
        """What is wrong with the files and folders, or with everything; and what could not be mended."""
        outcome = check_content(self.portal, paths, self.levels, self.tone, self.store)
        return replace(outcome, faults=tuple(sorted({*outcome.faults, *self.refused})))

    def check_alone(self, path: Path) -> Outcome:
        """What is wrong with one file by itself, at once: nothing else is read."""
        digest = examine(path, self.portal, standards_of(self.portal, self.tone))
        if digest is None:
            return Outcome(())
        told = zip(map(self.levels.apply, digest.faults), digest.mendable, strict=True)
        settled = {fault: mends for fault, mends in told if fault is not None}
        return Outcome(tuple(sorted(settled)), frozenset(fault for fault, mends in settled.items() if mends))

    def unread(self, most: int) -> int:
        """How many files no check has seen as they are; counting ends at `most`."""
        known, files = self.store.load(), self.portal.find_files()
        count = 0
        for path in (*files.news, *files.pages):
            kept = known.get(str(path))
            count += kept is None or kept.mark != mark_of(path)
            if count == most:
                break
        return count

    def mend(self, paths: Sequence[Path] = ()) -> tuple[Fault, ...]:
        """Mend the files and folders, or everything, and give the faults that are gone."""
        config = self.portal.config
        known = self.portal.find_files()
        faults: list[Fault] = []  # of paths that are none, which `check` tells too
        files = choose_files(self.portal, paths, faults) if paths else [*known.news, *known.pages]
        named = []
        for file in files:
            for folder in (config.content, config.pages.parent):
                if file.is_relative_to(folder):
                    named.append((file, normalise(file.relative_to(folder).as_posix())))
                    break
        mended: Mended = mend_files(
            named, standards_of(self.portal, self.tone), self.levels, self.portal.spread, config.limits
        )
        self.refused = mended.refused
        return mended.done


def open_desk(portal: Portal, settings: Mapping[str, Any], cache: Path, salt: str) -> Desk:
    """SiteError when a setting of the desk asks for what there is not."""
    codes = [*portal.codes, *(rule.code for rule in RULES if not rule.reader_s)]
    tone = settings.get(tones.SETTING, "")
    if tone not in ("", tones.OLD, tones.NEW):
        raise SiteError(f"{tones.SETTING} là «{tone}»; ghi «{tones.OLD}», «{tones.NEW}» hoặc để trống.")
    levels = read_levels(settings.get(SETTING, {}), codes)
    return Desk(portal, levels, tone, DigestStore(cache / "digests", f"{salt} {tone}"))
