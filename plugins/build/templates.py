"""Jinja as the portal uses it: the same templates and the same pages, made in half of the time.

In: Jinja's options. Out: an environment that settles at compiling what stays as it is in all pages of a build, and
remembers what templates ask it to. `memory.py` keeps the compiled code.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cache, lru_cache
from types import CodeType
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]  # no other gives a plain string

from plugins.model import Interface

MOST_REMEMBERED = 20_000  # pieces of HTML in one process, of a kilobyte each


class _Template(Template):
    """One whose output is joined from plain strings: a page has hundreds, and `Markup` of each takes as long as all
    else that is done for it.
    """

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002 — Jinja's name
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = _write
        return template


class PortalEnvironment(Environment):
    """An environment whose texts (`_`) and globals stand before its first template is loaded.

    `once(macro, …)` calls the macro and remembers what it gave for these arguments, which are to be hashable.
    """

    template_class = _Template

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.globals["once"] = lru_cache(MOST_REMEMBERED)(_call)
        self._loaded: dict[str, Template] = {}

    def speak(self, interface: Interface) -> None:
        """Take texts, dates and numbers from this interface."""
        translations = interface.translations
        self.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
        # The catalogue is ours, so its texts are safe.
        self.globals["_"] = cache(lambda message: Markup(translations.gettext(message)) % {})  # noqa: S704
        self.filters.update(interface.filters)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 — Jinja's name
    ) -> Template:
        """Looked up by name alone, as often as pages import it; the theme stays as it is while a build lasts."""
        if globals or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        template = self._loaded.get(name)
        if template is None:
            template = self._loaded[name] = super().get_template(name, parent)
        return template

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """For a template without globals of its own those of all: each page compares them for each import."""
        return super().make_globals(d) if d else self.globals

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:
        return super()._generate(_Texts(self).visit(source), *args, **options)


class _Texts(NodeTransformer):
    """Puts the texts of the interface where templates ask for them by `_("…")`."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._translate: Any = environment.globals["_"]

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 — the library calls it so
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(message))], kwargs=[]):
                text = str(self._translate(message))
                return nodes.MarkSafe(nodes.Const(text), lineno=node.lineno, environment=self._environment)
        return node


def _write(value: Any) -> str:
    """What `escape` gives, but for its type."""
    kind = type(value)
    if kind is str:
        return escape_text(value)
    return value if kind is Markup else escape(value)


def _call(macro: Callable[..., Markup], *args: Any, **named: Any) -> Markup:
    return macro(*args, **named)
