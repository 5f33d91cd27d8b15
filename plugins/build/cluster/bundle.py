"""The bundle: all that a worker needs of a build beside the content, as one zip named by its digest.

In: the settings and folders of the driver. Out: the zip; in a worker's process, the portal opened from it.
"""

from __future__ import annotations

import hashlib
import io
import json
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
from plugins.build.storage.address import Address
from plugins.build.storage.connecting import is_provided
from plugins.model import Config, Portal, SiteError, portal_of
from plugins.model.portal import SETTING

FACTS, SETTINGS = "facts.json", "settings.pickle"
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


def pack_bundle(portal: Portal, settings: bytes, output: Path | Address) -> Bundle:
    """Writes a token into the state of the output, by which workers tell that they share its folder if they are to."""
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
    if not portal.is_apart:
        portal.state.parent.mkdir(parents=True, exist_ok=True)
        (portal.state.parent / SEEN).write_text(token, "utf-8")
        shared = [str(config.content), str(config.pages), *([str(output.parent)] if isinstance(output, Path) else [])]
    facts = {"libraries": libraries(), "shared": shared, "state": str(portal.state), "token": token,
             "storage": isinstance(output, Address)}  # fmt: skip
    files[FACTS] = json.dumps(facts).encode()
    archive = _zip(files)
    return Bundle(f"cong-tin-{hashlib.sha256(archive).hexdigest()[:16]}", archive)


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
    state = Path(facts["state"])
    hidden = [path for path in facts["shared"] if not Path(path).is_dir()]
    token = state.parent / SEEN
    if facts["shared"] and (not token.is_file() or token.read_text("utf-8") != facts["token"]):
        hidden.append(str(state.parent))
    if hidden:
        raise SiteError(
            f"không thấy {', '.join(hidden)} của máy điều khiển; hãy gắn thư mục chung ở cùng đường dẫn trên mọi máy"
        )
    settings, config = pickle.loads((folder / SETTINGS).read_bytes())  # noqa: S301 — from the driver, as the code is
    portal = _open_portal(settings, replace(config, theme=folder / "theme", vocabulary=folder / "vocabulary"))
    portal.state, portal.spread = state, partial(spread, 1)
    return portal


def _open_portal(settings: dict[str, Any], config: Config) -> Portal:
    settings |= {"THEME": str(config.theme), "THEME_TEMPLATES_OVERRIDES": [str(config.theme / "blocks")]}
    settings[SETTING] = portal = Portal(config)
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
