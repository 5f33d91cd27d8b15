"""Fingerprints: what a file was made from, so that a build can tell without making it whether it is still the same.

In: jobs with their inputs, the theme, the code, the vocabularies and the settings. Out: a digest for each job. A
template's salt covers the templates it includes and no others, so that a change renders just the pages that use it.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, TemplateNotFound, meta

from plugins.model import Config, Job
from plugins.model.views import SiteView

PLUGINS = Path(__file__).resolve().parents[1]
LIBRARIES = ("babel", "feedgenerator", "jinja2", "markdown", "nh3", "pelican", "pyyaml", "pillow")
READING_ROOMS = ("model", "reader", "vocabulary")
# Settings that decide where things lie and when the build runs, but not what it says.
_ASIDE = {"content", "pages", "vocabulary", "theme", "now"}


def digest_bytes(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digest(parts: Iterable[str]) -> str:
    """A digest of the parts in their order. No text of the portal holds a NUL, so it can stand between them."""
    return digest_bytes("\0".join(parts).encode())


def reading_salt(config: Config) -> str:
    """Stands for all that an item depends on beside its own file and pictures: code, vocabularies, time zone."""
    code = [file for room in READING_ROOMS for file in sorted((PLUGINS / room).rglob("*.py"))]
    return digest([*_environment(), *_contents(code), *_contents(_files(config.vocabulary)), config.zone.key])


class Fingerprints:
    """Computes the fingerprint of each job of one build."""

    def __init__(self, config: Config, environment: Environment, site: SiteView) -> None:
        self._environment = environment
        settings = [f"{name}={value!r}" for name, value in sorted(vars(config).items()) if name not in _ASIDE]
        code = sorted(PLUGINS.rglob("*.py"))
        self._code = digest([
            *_environment(),
            *_contents(code),
            *_contents(_files(config.vocabulary)),
            *_contents(_files(config.theme / "locale")),
            *settings,
        ])  # fmt: skip
        self._site = digest([repr(site)])
        self._salts: dict[str, str] = {}

    def of(self, job: Job) -> str:
        """The job's fingerprint; empty when its inputs are not known."""
        if job.inputs is None:
            return ""
        return digest((self._salt(job.renderer), job.address, *job.inputs))

    def _salt(self, renderer: str) -> str:
        if renderer not in self._salts:
            sources = self._sources(renderer) if renderer.endswith(".html") else {}
            parts = [part for name in sorted(sources) for part in (name, sources[name])]
            self._salts[renderer] = digest([renderer, self._code, self._site if sources else "", *parts])
        return self._salts[renderer]

    def _sources(self, template: str) -> dict[str, str]:
        """The template's source with those of all templates it refers to, by name."""
        loader = self._environment.loader
        assert loader is not None
        found: dict[str, str] = {}
        waiting = [template]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            try:
                found[name] = loader.get_source(self._environment, name)[0]
            except TemplateNotFound:
                found[name] = ""
            references = meta.find_referenced_templates(self._environment.parse(found[name]))
            waiting += [reference for reference in references if reference is not None]
        return found


def _environment() -> list[str]:
    return [platform.python_version(), *(f"{name} {version(name)}" for name in LIBRARIES)]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _contents(files: Iterable[Path]) -> Iterable[str]:
    for file in files:
        yield file.name
        yield digest_bytes(file.read_bytes())
