"""The bill of materials of a release, as CycloneDX JSON: all that it was made with, by version and hash.

In: the locks of Python libraries, the lock of npm packages, and what is pinned elsewhere. Out: `OUTPUT.sbom.cdx.json`
beside the release, with the same bytes for the same locks: no time, no random number.
"""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from plugins.model import SiteError

SPECIFICATION = "1.6"
_PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)([^\n]*(?:\n[ \t]+--hash=[^\n]+)*)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_HEX = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256"}


class Component(NamedTuple):
    """`hashes` are (algorithm, hex) of the files that may stand for it; `is_needed` tells tools that only examine from
    what the site is made with.
    """

    ecosystem: str  # pypi or npm, as package addresses have it
    name: str
    version: str
    hashes: tuple[tuple[str, str], ...]
    is_needed: bool = True

    @property
    def purl(self) -> str:
        name = self.name.lower().replace("_", "-") if self.ecosystem == "pypi" else self.name.replace("@", "%40")
        return f"pkg:{self.ecosystem}/{name}@{self.version}"

    @property
    def page(self) -> str:
        if self.ecosystem == "pypi":
            return f"https://pypi.org/project/{self.name}/{self.version}/"
        return f"https://www.npmjs.com/package/{self.name}/v/{self.version}"


def read_lock(lock: Path, *, is_needed: bool = True) -> Iterator[Component]:
    """The libraries of a lock of pip's; SiteError when it cannot be read."""
    for name, version, rest in _PINNED.findall(_read(lock)):
        hashes = tuple(("SHA-256", digest) for digest in sorted(set(_HASH.findall(rest))))
        yield Component("pypi", name, version, hashes, is_needed)


def read_npm_lock(lock: Path) -> Iterator[Component]:
    """The packages of a lock of npm's, all of them tools."""
    for path, package in json.loads(_read(lock))["packages"].items():
        if path:
            yield npm_component(path.rpartition("node_modules/")[2], package["version"], package["integrity"], False)


def npm_component(name: str, version: str, integrity: str, is_needed: bool = True) -> Component:
    """`integrity` as npm writes it: `sha512-` and Base64."""
    kind, _, digest = integrity.partition("-")
    return Component("npm", name, version, ((_HEX[kind], base64.b64decode(digest).hex()),), is_needed)


def write_sbom(output: Path, name: str, version: str, components: Iterable[Component]) -> Path:
    """Write it beside the output folder; SiteError when that fails."""
    path = sbom_path(output)
    try:
        path.write_text(json.dumps(describe(name, version, components), ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise SiteError(f"Không ghi được {path}: {error.strerror}.") from error
    return path


def sbom_path(output: Path) -> Path:
    return output.with_name(f"{output.name}.sbom.cdx.json")


def describe(name: str, version: str, components: Iterable[Component]) -> dict[str, Any]:
    """A component that several locks name stands once, as needed where one needs it."""
    unique: dict[str, Component] = {}
    for component in components:
        known = unique.get(component.purl)
        if known is None or (component.is_needed and not known.is_needed):
            unique[component.purl] = component
    described = [_describe(unique[purl]) for purl in sorted(unique)]
    content = json.dumps([name, version, described], ensure_ascii=False)
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": name, "name": name, "version": version}},
        "components": described,
        "dependencies": [{"ref": name, "dependsOn": sorted(p for p in unique if unique[p].is_needed)}],
    }


def _describe(component: Component) -> dict[str, Any]:
    hashes = [{"alg": kind, "content": digest} for kind, digest in component.hashes]
    return {
        "type": "library",
        "bom-ref": component.purl,
        "name": component.name,
        "version": component.version,
        "scope": "required" if component.is_needed else "excluded",
        "purl": component.purl,
        "externalReferences": [{"type": "distribution", "url": component.page, "hashes": hashes}],
    }


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise SiteError(f"Không đọc được {path}: {error.strerror}.") from error
