"""The bundle: all that a worker needs of a build beside the content, as one zip named by its digest.

In: the settings and folders of the driver. Out: the zip; in a worker's process, the portal opened from it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment
from pelican.generators import Generator

from plugins.build.executor import spread
from plugins.build.fingerprints import PLUGINS, files_below, libraries
from plugins.build.memory import CompiledTemplates
from plugins.build.rendering import localise, prepare_environment
from plugins.build.settings import start_pelican
from plugins.build.storage.address import Address, read_address
from plugins.build.storage.connecting import is_provided, probe
from plugins.build.storage.mirror import read_versions
from plugins.model import HERE, Config, Files, Portal, SiteError, portal_of
from plugins.model.limits import MOST_BYTES
from plugins.model.paths import join
from plugins.model.portal import SETTING

from .fetching import FetchedFiles, write_versions

FACTS, SETTINGS, VERSIONS = "facts.json", "settings.pickle", "versions"
SEEN = "cluster"  # a file in the state of the output, which the workers are to see
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Bundle(NamedTuple):
    """`name` is a digest of the archive."""

    name: str
    archive: bytes


def keep_settings(settings: Mapping[str, Any]) -> bytes:
    """The settings as they were read, before any room has put anything into them."""
    plain = {name: value for name, value in settings.items() if name != SETTING and not name.startswith("BUILD_")}
    plain["JINJA_ENVIRONMENT"] = {**settings["JINJA_ENVIRONMENT"], "bytecode_cache": None}  # each process has its own
    try:
        return pickle.dumps((plain, portal_of(settings).config))
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        message = f"Cài đặt có giá trị không gửi sang máy khác được ({error}); hãy dựng không có --executor."
        raise SiteError(message) from error


def pack_bundle(portal: Portal, settings: bytes, output: Path | Address, source: Address | None = None) -> Bundle:
    """Writes a token into the state of the output, by which workers tell that they share its folder.

    Unless they have none in common: they then get what they look at of the content from `source`.
    """
    config = portal.config
    folders = {"plugins": PLUGINS, "theme": config.theme, "vocabulary": config.vocabulary}
    files = {
        f"{name}/{file.relative_to(folder).as_posix()}": file.read_bytes()
        for name, folder in folders.items()
        for file in files_below(folder)
        if "__pycache__" not in file.parts
    }
    files[SETTINGS] = settings
    token, shared = hashlib.sha256(settings).hexdigest(), list[str]()
    if source is not None:
        files[VERSIONS] = write_versions(_fetchable(config.content))
    else:
        portal.state.parent.mkdir(parents=True, exist_ok=True)
        (portal.state.parent / SEEN).write_text(token, "utf-8")
        shared = [str(config.content), str(config.pages), *([str(output.parent)] if isinstance(output, Path) else [])]
    facts = {"libraries": libraries(), "shared": shared, "state": str(portal.state), "token": token,
             "storage": isinstance(output, Address), "source": str(source or "")}  # fmt: skip
    files[FACTS] = json.dumps(facts).encode()
    archive = _zip(files)
    return Bundle(f"cong-tin-{hashlib.sha256(archive).hexdigest()[:16]}", archive)


def _fetchable(content: Path) -> dict[str, int]:
    """What a worker may have to fetch, with versions: other files of the content come with the work."""
    versions = read_versions(content).items()
    return {name: version for name, (size, version) in versions if not name.endswith(".md") or size > MOST_BYTES}


def _zip(files: Mapping[str, bytes]) -> bytes:
    """The same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def open_bundle(folder: Path) -> Portal:
    """The portal that the bundle in this folder describes; SiteError says why this machine cannot work for it."""
    facts = json.loads((folder / FACTS).read_text("utf-8"))
    if others := list(differences(facts["libraries"], libraries())):
        raise SiteError(describe_differences(others))
    if facts["storage"] and not is_provided():
        raise SiteError("thiếu s3fs; hãy cài requirements-storage.lock của bản mã này rồi khởi động lại worker")
    settings, config = pickle.loads((folder / SETTINGS).read_bytes())  # noqa: S301 — from the driver, as the code is
    config = replace(config, theme=folder / "theme", vocabulary=folder / "vocabulary")
    if facts["source"]:
        return _open_apart(folder, read_address(facts["source"], "--content"), settings, config)
    state = Path(facts["state"])
    hidden = [path for path in facts["shared"] if not Path(path).is_dir()]
    token = state.parent / SEEN
    if not token.is_file() or token.read_text("utf-8") != facts["token"]:
        hidden.append(str(state.parent))
    if hidden:
        raise SiteError(
            f"không thấy {', '.join(hidden)} của máy điều khiển; hãy gắn thư mục chung ở cùng đường dẫn trên mọi máy"
        )
    return _open_portal(settings, config, state, HERE)


def _open_apart(folder: Path, source: Address, settings: dict[str, Any], config: Config) -> Portal:
    """With folders of this process in place of the driver's."""
    probe(source)  # before any file is read within bounds
    content, state = folder / "content" / str(os.getpid()), folder / "state"
    for made in (content, state):
        made.mkdir(parents=True, exist_ok=True)
    files = FetchedFiles(source, config.content, content, (folder / VERSIONS).read_bytes())
    pages = config.pages
    if pages.is_relative_to(config.content):
        pages = join(content, pages.relative_to(config.content).as_posix())
    return _open_portal(settings, replace(config, content=content, pages=pages), state, files)


def _open_portal(settings: dict[str, Any], config: Config, state: Path, files: Files) -> Portal:
    settings |= {"THEME": str(config.theme), "THEME_TEMPLATES_OVERRIDES": [str(config.theme / "blocks")]}
    settings[SETTING] = portal = Portal(config)
    portal.is_apart, portal.files, portal.state, portal.spread = files is not HERE, files, state, partial(spread, 1)
    start_pelican(settings)
    environment = Generator({}, settings, str(config.content), str(config.theme), None).env
    prepare_environment(environment, portal)
    portal.environments = _Environments(environment, portal)
    return portal


class _Environments(dict[str, Environment]):
    """Made when they are first needed: the driver knows which editions there are, a worker does not."""

    def __init__(self, environment: Environment, portal: Portal) -> None:
        super().__init__()
        self._environment, self._portal = environment, portal
        self._compiled = defaultdict[str, CompiledTemplates](CompiledTemplates)

    def __missing__(self, language: str) -> Environment:
        self[language] = localise(self._environment, self._portal, language, self._compiled[language])
        return self[language]


def differences(wanted: Iterable[str], found: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of `name version`, wanted and found, that are not the same."""
    return ((ours, theirs) for ours, theirs in zip(wanted, found, strict=True) if ours != theirs)


def describe_differences(pairs: Iterable[tuple[str, str]]) -> str:
    """What to do about libraries of other versions, with which bytes would differ."""
    said = ", ".join(f"{theirs} (máy điều khiển: {ours})" for ours, theirs in pairs)
    return (
        f"có {said}, nên trang dựng ra có thể khác; hãy cài đúng requirements.lock và requirements-cluster.lock "
        "của bản mã này, cùng phiên bản Python, rồi khởi động lại worker"
    )
