"""One attack: the files that make it, and what must come of it.

In: a name, what it tries, and the input. Out: a `Case`. The same files are given to stock Pelican (`stock.py`) and to
the portal (`site.py`), so items bear Pelican's own `Key: value` header unless the attack lies in another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

HACK = "alert(1)"  # what every script tries; no `=`, `"` or space, which would end it in some places
SECRET = "BI-MAT-CUA-MAY-DUNG-TRANG"  # stands in files beside the content folder
HELD = "CHU-CHUA-DUOC-DANG"  # stands in what readers may not see yet, or no longer
TAKEN = "CUOI-BAI-CUA-CA-THU"  # stands at the end of the bodies that try to take another file's place
OUTSIDE = ("secret.txt", ".git/config")  # files beside the content folder that hold the secret

Way = Literal["content", "import", "query", "request", "store"]


@dataclass(frozen=True)
class Link:
    """A symbolic link; `target` as written in it."""

    target: str


@dataclass(frozen=True)
class Case:
    """One attack.

    `files` lie below the content folder, or are the sources of an import; `asks` is a query of the search page or a raw
    request. `code` is that of the fault that refuses it; where it is empty, the input is published, held or left out,
    and does no harm: none of `marks` stands in any file of the site, and a browser finds nothing that acts. `watch` is
    an output file of the site's own that must stay so. `kept` tells how the site deals with what it does not refuse.
    """

    name: str
    tries: str
    files: Mapping[str, str | bytes | Link] = field(default_factory=dict)
    code: str = ""
    marks: tuple[str, ...] = ()
    watch: str = ""
    kept: str = ""
    way: Way = "content"
    asks: str = ""

    @property
    def title(self) -> str:
        """The headline of the item, where the attack does not lie in it."""
        return f"Ca thử {self.name}"

    @property
    def ours(self) -> str:
        return f"refused: {self.code}" if self.code else self.kept


def item(name: str, body: str = "Nội dung.", **header: str | None) -> str:
    """An item with Pelican's header; a value of None leaves a key out."""
    values = {"Title": f"Ca thử {name}", "Date": "2022-07-01T08:00:00+07:00", "Category": "Dân vận"} | header
    lines = [f"{key}: {value}" for key, value in values.items() if value is not None]
    return "\n".join(lines) + f"\n\n{body}\n"


def yaml_item(name: str, head: str = "", body: str = "Nội dung.") -> str:
    """An item with YAML front matter; `head` holds further lines."""
    return f'---\ntitle: "Ca thử {name}"\ndate: 2022-07-01T08:00:00+07:00\ncategory: Dân vận\n{head}\n---\n\n{body}\n'


def in_body(name: str, tries: str, body: str, code: str = "", kept: str = "", marks: tuple[str, ...] = ()) -> Case:
    return Case(name, tries, {f"news/{name}.md": item(name, body)}, code, marks, kept=kept)


def in_header(
    name: str,
    tries: str,
    code: str = "",
    kept: str = "",
    *,
    marks: tuple[str, ...] = (),
    watch: str = "",
    **header: str,
) -> Case:
    text = item(name, f"{'Chữ. ' * 80}\n\n{TAKEN}", **header)
    return Case(name, tries, {f"news/{name}.md": text}, code, marks, watch, kept)


def write_files(folder: Path, files: Mapping[str, str | bytes | Link]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(content.target)
        else:
            path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)


def lay_secrets(folder: Path) -> None:
    """What lies beside the content folder and is none of the site's."""
    write_files(folder, dict.fromkeys(OUTSIDE, f"[remote]\n\turl = {SECRET}\n"))
