"""Compiled templates are kept between processes where Python keeps compiled code."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from jinja2 import DictLoader, Environment

from plugins.build import memory
from plugins.build.memory import MOST_KEPT, CompiledTemplates
from plugins.build.settings import PROJECT


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where they are kept; a module's code would lie beside them."""
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(memory, "__file__", str(tmp_path / "memory.py"))
    return tmp_path / "__pycache__"


def render(source: str, mark: str = "a") -> tuple[str, int]:
    """What a process of its own makes of the template, and how many it had to compile."""
    templates = CompiledTemplates()
    templates.open(mark)
    known = templates._kept
    page = Environment(autoescape=True, loader=DictLoader({"page": source}), bytecode_cache=templates)
    text = page.get_template("page").render(name="Huế")
    compiled = len(templates._codes) - known
    templates.keep()
    return text, compiled


def test_a_later_process_compiles_nothing_again(folder):
    assert render("Chào {{ name }}") == ("Chào Huế", 1)
    assert render("Chào {{ name }}") == ("Chào Huế", 0)


def test_another_source_is_compiled_anew(folder):
    render("Chào {{ name }}")
    assert render("Tạm biệt {{ name }}")[0] == "Tạm biệt Huế"


def test_other_code_or_settings_have_templates_of_their_own(folder):
    render("Chào {{ name }}")
    assert render("Chào {{ name }}", "b") == ("Chào Huế", 1)


@pytest.mark.parametrize("content", [b"", b"no code", b"\xe3\x00", b"i\x01\x00\x00\x00"])
def test_a_damaged_file_is_as_none(folder, content):
    render("Chào {{ name }}")
    for file in folder.iterdir():
        file.write_bytes(content)
    assert render("Chào {{ name }}")[0] == "Chào Huế"


def test_few_are_kept_and_none_half_written(folder):
    for number in range(MOST_KEPT + 5):
        render("Chào {{ name }}", f"mark-{number}")
    assert len(list(folder.iterdir())) == MOST_KEPT
    assert all(file.suffix == ".pyc" for file in folder.iterdir())


def test_nothing_is_left_where_python_is_to_leave_nothing(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    render("Chào {{ name }}")
    assert not folder.exists()


def test_the_command_that_people_type_keeps_them(tmp_path):
    content, output = tmp_path / "content", tmp_path / "output"
    (content / "news").mkdir(parents=True)
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    settings["PYTHONPYCACHEPREFIX"] = str(tmp_path / "compiled")
    command = [sys.executable, str(PROJECT / "tasks.py"), "build", "--content", str(content), "--output", str(output)]
    subprocess.run(command, env=settings, check=True, capture_output=True, timeout=120)
    assert list((tmp_path / "compiled").rglob("templates-*.pyc"))
    assert list((tmp_path / "compiled").rglob("plugins/pages/home.*.pyc"))
