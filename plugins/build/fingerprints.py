"""Fingerprints: what a file was made from, so that a build can tell without making it whether it is still the same.

In: jobs with their inputs, the theme, the code, the vocabularies and the settings. Out: a digest for each job. A
template's salt covers the templates it includes and no others, so that a change renders just the pages that use it.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import stat
from collections.abc import Iterable, Mapping
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, TemplateNotFound

from plugins.model import Config, Job
from plugins.model.limits import MOST_BYTES
from plugins.model.views import SiteView

PLUGINS = Path(__file__).resolve().parents[1]
LIBRARIES = (
    "babel", "brotli", "feedgenerator", "font-source-serif-pro", "jinja2", "markdown", "msgspec", "nh3", "numpy",
    "pelican", "pillow", "pyyaml", "rjsmin", "zlib-ng",
)  # fmt: skip
READING_ROOMS = ("model", "reader", "vocabulary")
SYNTAX = (
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks",
    "newline_sequence", "keep_trailing_newline", "autoescape",
)  # fmt: skip
_TEXT = re.compile(r"""(["'])(.*?)\1""", re.DOTALL)
# Settings that decide where things lie, when the build runs and what it may cost, but not what it says.
_ASIDE = {"content", "pages", "vocabulary", "theme", "now", "limits"}


def digest_bytes(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digest_file(path: str) -> str:
    """Of the file's bytes; empty for what the reader is to refuse."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MOST_BYTES:
            return ""
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 — a build may ask for every file of the content
            return digest_bytes(file.readall())
    except OSError:
        return ""


def digest(parts: Iterable[str]) -> str:
    """A digest of the parts in their order. No text of the portal holds a NUL, so it can stand between them."""
    return digest_bytes("\0".join(parts).encode())


def reading_salt(config: Config) -> str:
    """Stands for all that an item depends on beside its own file and pictures: code, vocabularies, settings."""
    rooms = tuple(f"code:{room}/" for room in READING_ROOMS)
    code = [part for named in code_digests().items() if named[0].startswith(rooms) for part in named]
    settings = [config.zone.key, str(config.limits.entries), *config.editions]
    return digest([*libraries(), *code, *_contents(files_below(config.vocabulary)), *settings])


class Fingerprints:
    """Computes the fingerprint of each job of one build."""

    def __init__(self, config: Config, environment: Environment, sites: Mapping[str, SiteView]) -> None:
        self.now = config.now
        self._common = {
            **{f"library:{library.partition(' ')[0]}": library for library in libraries()},
            **code_digests(),
            **named_digests("vocabulary", config.vocabulary, files_below(config.vocabulary)),
            **named_digests("locale", config.theme / "locale", files_below(config.theme / "locale")),
            "setting:JINJA_ENVIRONMENT": repr([getattr(environment, name) for name in SYNTAX]),
            **{f"setting:{name}": repr(value) for name, value in sorted(vars(config).items()) if name not in _ASIDE},
        }
        self._site = {"site:": digest(map(repr, sites.values()))}
        self._read_source = cache(partial(read_template, environment))
        self._templates: dict[str, dict[str, str]] = {}
        self._salts: dict[str, str] = {}

    def of(self, job: Job) -> str:
        """The job's fingerprint; empty when its inputs are not known."""
        if job.inputs is None:
            return ""
        return digest((self._salt(job.renderer), job.address, *job.inputs))

    def _salt(self, renderer: str) -> str:
        if renderer not in self._salts:
            sources = self._sources(renderer) if renderer.endswith(".html") else {}
            templates = {f"template:{name}": digest([source]) for name, source in sorted(sources.items())}
            self._templates[renderer] = templates | self._site if templates else {}
            parts = self._common | self._templates[renderer]
            self._salts[renderer] = digest([renderer, *(part for named in parts.items() for part in named)])
        return self._salts[renderer]

    def compiling(self, language: str) -> str:
        """Stands for all that decides what a template is compiled to but its source."""
        named = {name: part for name, part in self._common.items() if not name.startswith("vocabulary:")}
        return digest([language, *(part for pair in named.items() for part in pair)])

    def parts_of(self, renderer: str) -> dict[str, dict[str, str]]:
        """What a renderer's salt is made of, by group and name: what all have in common, and its templates."""
        self._salt(renderer)
        return {"": self._common, renderer: self._templates[renderer]}

    def parts(self) -> dict[str, dict[str, str]]:
        """The same for all renderers of this build."""
        return {"": self._common} | self._templates

    def templates_of(self, renderer: str) -> list[str]:
        """The template and all those that it refers to."""
        return [name for name, source in self._sources(renderer).items() if source]

    def _sources(self, template: str) -> dict[str, str]:
        """The template's source with those of all templates it refers to, by name."""
        found: dict[str, str] = {}
        waiting = [template]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name], referred = self._read_source(name)
                waiting += referred
        return found


def read_template(environment: Environment, name: str) -> tuple[str, list[str]]:
    """A template's source and the names of the templates it may refer to; both empty where there is none.

    Every text in a statement that refers to templates counts: one name too many only renders a page too many, and
    parsing all templates would take longer than most edits.
    """
    assert environment.loader is not None
    try:
        source = environment.loader.get_source(environment, name)[0]
    except TemplateNotFound:
        return "", []
    begin, end = re.escape(environment.block_start_string), re.escape(environment.block_end_string)
    statement = rf"{begin}[-+]?\s*(?:extends|from|import|include)\b(.*?){end}"
    statements = [source] if environment.line_statement_prefix else re.findall(statement, source, re.DOTALL)
    return source, [text for part in statements for _, text in _TEXT.findall(part)]


@cache
def libraries() -> list[str]:
    """Python and the libraries that decide what pages look like, with their versions."""
    return [f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES)]


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def named_digests(kind: str, folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """`kind:path below the folder` -> digest of the file."""
    return {f"{kind}:{file.relative_to(folder).as_posix()}": digest_bytes(file.read_bytes()) for file in files}


@cache
def code_digests() -> Mapping[str, str]:
    """The code as this process found it, which goes on with it whatever becomes of the files."""
    return named_digests("code", PLUGINS, sorted(PLUGINS.rglob("*.py")))


def _contents(files: Iterable[Path]) -> Iterable[str]:
    for file in files:
        yield file.name
        yield digest_bytes(file.read_bytes())
