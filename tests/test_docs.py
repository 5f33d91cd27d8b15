"""The documentation says what is true: fields, tasks, dependencies, rooms."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from plugins.model import FIELDS
from plugins.tasks.program import collect_tasks

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MARKS = re.compile(r"(?<=<!-- fields -->\n).*(?=<!-- /fields -->)", re.DOTALL)


def field_table() -> str:
    rows = ["| key | | required | meaning | example |", "|---|---|---|---|---|"]
    for field in FIELDS:
        required = "yes" if field.required else ""
        rows.append(f"| `{field.name}` | {field.label} | {required} | {field.description} | `{field.example}` |")
    return "\n".join(rows) + "\n"


def test_the_readme_s_table_of_fields_is_the_shared_list(request):
    if request.config.getoption("--update-golden"):
        (ROOT / "README.md").write_text(MARKS.sub(lambda _: field_table(), README), "utf-8")
        return
    assert MARKS.search(README)[0] == field_table()


def test_every_task_is_in_the_readme():
    names = collect_tasks().task_names
    assert names
    for name in names:
        assert re.search(rf"^\| `{name}[ `]", README, re.MULTILINE), name


def test_every_direct_dependency_is_in_the_readme_with_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    names = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    told = README.lower().replace(" ", "").replace("beautifulsoup", "beautifulsoup4")
    for requirement in names:
        name = re.split(r"[>=<\[]", requirement)[0].lower()
        name = name.rstrip("2") if name == "jinja2" else name
        if not name.startswith("types-") and not name.endswith("-stubs"):
            assert name in told, name


@pytest.mark.parametrize("room", sorted(path.parent.name for path in (ROOT / "plugins").glob("*/__init__.py")))
def test_every_room_is_on_the_map(room):
    assert f"| `plugins/{room}/` |" in README


def test_the_lock_pins_every_library_with_a_hash_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = re.findall(r"^([\w.-]+)==\S+", lock, re.MULTILINE)
    assert len(pinned) > 30
    for block in re.split(r"\n(?=[\w.-]+==)", lock):
        if "==" in block.split("\n")[0]:
            assert "--hash=sha256:" in block, block.split("\n")[0]
    assert "://" not in lock
    assert "--index" not in lock
