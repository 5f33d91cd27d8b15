"""An environment to render views in."""

from __future__ import annotations

import json
from pathlib import Path

import jinja2

from plugins.build.templates import PortalEnvironment
from plugins.model import Interface
from plugins.model.policy import META_POLICY
from plugins.pages.catalogue import load_translations
from plugins.pages.formats import make_filters
from plugins.patterns.examples import distinct_ids

THEME = Path(__file__).parents[2] / "theme"


def make_environment(language: str = "vi", url: str = "https://cong.example.vn") -> jinja2.Environment:
    """The theme's templates with the filters and globals that pages rely on."""
    environment = PortalEnvironment(
        loader=jinja2.FileSystemLoader([THEME / "templates", THEME / "blocks"]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.speak(Interface(language, load_translations(THEME / "locale", language), make_filters(language, url)))
    environment.filters["distinct_ids"] = distinct_ids
    environment.globals["content_policy"] = META_POLICY
    environment.globals["structured_data"] = lambda _view: (json.dumps({"@context": "https://schema.org"}),)
    return environment
