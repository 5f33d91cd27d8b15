"""Templates are compiled once, where Python keeps compiled code; what stands on all pages alike is made once."""

from __future__ import annotations

import gettext
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from plugins.build import memory
from plugins.build.memory import MOST_KEPT, CompiledTemplates
from plugins.build.settings import PROJECT
from plugins.build.templates import PortalEnvironment
from plugins.model import Interface


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


class Texts(gettext.NullTranslations):
    """Translates as it is told."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self.texts = texts

    def gettext(self, message: str) -> str:
        return self.texts.get(message, message)


def make(source: str, texts: dict[str, str] | None = None, **others: str) -> PortalEnvironment:
    """An environment that has the source as its page."""
    environment = PortalEnvironment(
        loader=DictLoader({"page": source, **others}),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.speak(Interface("", Texts(texts or {}), {}))
    return environment


class Name:
    """What is no string, and writes itself as text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


class Element(Name):
    """What writes itself as HTML."""

    def __html__(self) -> str:
        return self.text


text = st.text() | st.text("<>&'\"ab")
values = text | st.integers() | st.none() | st.booleans() | text.map(Markup) | text.map(Name) | text.map(Element)


@given(st.lists(values, max_size=4))
def test_values_are_written_as_jinja_writes_them(shown):
    source = (
        "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{% for x in shown %}{{ x }}{{ m(x) }}{{ x ~ '<' }}{% endfor %}"
    )
    plain = Environment(autoescape=True).from_string(source).render(shown=shown)
    assert make(source).get_template("page").render(shown=shown) == plain


def test_what_is_not_there_is_an_error_and_not_an_empty_place():
    with pytest.raises(UndefinedError, match="nothing"):
        make("<p>{{ nothing }}</p>").get_template("page").render()


def test_texts_of_the_interface_are_those_of_the_catalogue_wherever_they_stand():
    source = (
        "{% macro m(x) %}{{ x }}{% endmacro %}{% set a = _('một') %}"
        "{{ a }} {{ m(_('hai')) }} {{ _('ba' ~ name) }} {{ 'một' if _('một') == '1' }}"
    )
    environment = make(source, {"một": "1", "hai": "<2> %%", "ba!": "3"})
    assert environment.get_template("page").render(name="!") == "1 <2> % 3 một"


def test_each_language_compiles_its_own_texts(folder):
    pages = {}
    for language, said in {"vi": "Đóng", "en": "Close"}.items():
        templates = CompiledTemplates()
        templates.open(language)
        environment = make("{{ _('Đóng') }}", {"Đóng": said})
        environment.bytecode_cache = templates
        pages[language] = environment.get_template("page").render()
        templates.keep()
    assert pages == {"vi": "Đóng", "en": "Close"}


def test_a_process_that_lives_on_forgets_what_was_compiled_for_other_texts(folder):
    templates = CompiledTemplates()
    for mark, said in (("before", "Đóng"), ("after", "Đóng lại")):
        templates.open(mark)
        environment = make("{{ _('Đóng') }}", {"Đóng": said})
        environment.bytecode_cache = templates
        assert environment.get_template("page").render() == said


def test_a_macro_is_called_once_for_the_same_arguments():
    asked = []
    environment = make(
        "{% from 'row' import row %}{{ once(row, a, wide=true) }}{{ once(row, b) }}{{ once(row, a, wide=true) }}",
        row="{% macro row(x, wide=false) %}<i>{{ ask(x) }}{{ wide }}</i>{% endmacro %}",
    )
    environment.globals["ask"] = lambda value: asked.append(value) or f"{value}<"
    page = environment.get_template("page").render(a="a", b="b")
    assert page == "<i>a&lt;True</i><i>b&lt;False</i><i>a&lt;True</i>"
    assert asked == ["a", "b"]


def test_a_template_with_globals_of_its_own_keeps_them_to_itself():
    environment = make("{{ own }}", other="{{ own is defined }}")
    assert environment.get_template("page", globals={"own": "x"}).render() == "x"
    assert environment.get_template("other").render() == "False"


def test_a_template_is_looked_up_once_however_often_pages_import_it(monkeypatch):
    environment = make("{% from 'part' import part %}{{ part() }}", part="{% macro part() %}x{% endmacro %}")
    seen: list[str] = []
    monkeypatch.setattr(
        environment,
        "_load_template",
        lambda *given: seen.append(given[0]) or Environment._load_template(environment, *given),
    )
    for _ in range(3):
        assert environment.get_template("page").render() == "x"
    assert seen == ["page", "part"]
