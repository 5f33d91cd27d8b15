"""The interface in one language: its texts, its dates and numbers, its own name.

In: the gettext catalogues below `theme/locale/`, whose message ids are the Vietnamese texts. Out: what Jinja and
composers need of a language. Catalogues are read as text (.po), so that nobody has to compile them after an edit.
"""

from __future__ import annotations

import gettext
import io
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from plugins.model import Config, Interface, SiteError

from .formats import make_filters

DOMAIN = "portal"


def load_interface(config: Config, language: str) -> Interface:
    translations = load_translations(config.theme / "locale", language)
    name = Locale.parse(language).get_language_name() or language
    return Interface(name[:1].upper() + name[1:], translations, make_filters(language, config.url))


def load_translations(locale_folder: Path, language: str) -> gettext.NullTranslations:
    """The catalogue of `language`; SiteError when the theme has none, since a page in two languages helps nobody."""
    path = locale_folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    except FileNotFoundError:
        raise SiteError(
            f"Giao diện chưa có tiếng «{language}»: thiếu {path}; "
            "hãy đổi DEFAULT_LANG hoặc PORTAL_EDITIONS trong pelicanconf.py."
        ) from None
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
