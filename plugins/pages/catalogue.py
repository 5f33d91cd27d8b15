"""The interface texts in the site's language.

In: the gettext catalogues below `theme/locale/`, whose message ids are the Vietnamese texts. Out: translations for
Jinja and for composers. Catalogues are read as text (.po), so that nobody has to compile them after an edit.
"""

from __future__ import annotations

import gettext
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from plugins.model import SiteError

DOMAIN = "portal"


def load_translations(locale_folder: Path, language: str) -> gettext.NullTranslations:
    """The catalogue of `language`; SiteError when the theme has none, since a page in two languages helps nobody."""
    path = locale_folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    except FileNotFoundError:
        raise SiteError(
            f"Giao diện chưa có tiếng «{language}»: thiếu {path}; hãy đổi DEFAULT_LANG trong pelicanconf.py."
        ) from None
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
