"""Sets the pages that the desk makes for editors: they look like the portal and need no other file.

In: a template of `templates/` and its values. Out: HTML. The theme's own style sheets and the blocks named in
`BLOCKS` are set into the page, so that it can be opened, sent and printed anywhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plugins.model import LANGUAGE, Portal

TEMPLATES = Path(__file__).parent / "templates"
SHEETS = ("static/tokens.css", "static/base.css", "blocks/bar-chart/bar-chart.css", "static/print.css")


def typeset(portal: Portal, template: str, **values: Any) -> str:
    """The page; its words are Vietnamese, whatever language the portal has."""
    interface = portal.interface(LANGUAGE)
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, portal.config.theme / "blocks"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(interface.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(interface.filters)
    config = portal.config
    return environment.get_template(template).render(styles=styles(config.theme), name=config.name, **values)


def styles(theme: Path) -> str:
    """What a theme lacks is left out."""
    files = [*(theme / sheet for sheet in SHEETS), TEMPLATES / "frame.css"]
    return "\n".join(file.read_text("utf-8") for file in files if file.is_file())
