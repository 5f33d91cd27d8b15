"""The rooms keep apart: who may import what."""

import ast
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parents[1] / "plugins"
MODULES = sorted(PLUGINS.rglob("*.py"))


def imported_modules(path: Path) -> set[str]:
    """Full names of all modules that the file imports, relative ones resolved against its package."""
    package = ["plugins", *path.relative_to(PLUGINS).parent.parts]
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            names.add(".".join([*base, *([node.module] if node.module else [])]))
    return names


def room_of(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PLUGINS)))
def test_a_room_imports_only_the_model_and_itself(path):
    own = path.relative_to(PLUGINS).parts[0]
    if path.parent == PLUGINS or own == "tasks":  # the tasks wire the rooms together
        return
    rooms = {room_of(name) for name in imported_modules(path) if name.split(".")[0] == "plugins"}
    assert rooms <= {own, "model"}


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("model/*.py")), ids=lambda path: path.name)
def test_the_model_imports_the_standard_library_and_msgspec_only(path):
    outside = {name.split(".")[0] for name in imported_modules(path)} - {"plugins"}
    assert outside <= {*sys.stdlib_module_names, "msgspec"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PLUGINS)))
def test_only_the_entrance_of_a_room_the_build_and_the_tasks_import_pelican(path):
    if path.name != "__init__.py" and not {"build", "tasks"} & {*path.relative_to(PLUGINS).parts}:
        assert not any(name.split(".")[0] == "pelican" for name in imported_modules(path))


@pytest.mark.parametrize(
    "path",
    sorted(path for path in PLUGINS.glob("*/__init__.py") if "def register" in path.read_text("utf-8")),
    ids=lambda path: path.parent.name,
)
def test_register_stands_last_in_a_room(path):
    last = ast.parse(path.read_text("utf-8")).body[-1]
    assert isinstance(last, ast.FunctionDef)
    assert last.name == "register"
