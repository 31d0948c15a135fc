"""gettext over the `.po` files of this package."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_FOLDER = Path(__file__).parent


class Translator:
    """Calls like gettext: `_("Held until {until}").format(...)`; `_.plural` where a number decides the form."""

    def __init__(self, locale: str, translations: gettext.NullTranslations) -> None:
        self.locale = locale
        self._translations = translations

    def __call__(self, message: str) -> str:
        return self._translations.gettext(message)

    def plural(self, singular: str, plural: str, number: int) -> str:
        return self._translations.ngettext(singular, plural, number)


@cache
def translator(locale: str) -> Translator:
    """The translator into `locale` ("ru", "ru-RU" and "ru_RU" are one); English for a locale we don't have."""
    language = locale.replace("-", "_").split("_")[0]
    translations = gettext.NullTranslations()
    for path in sorted((_FOLDER / language).glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        catalogue = gettext.GNUTranslations(compiled)
        catalogue.add_fallback(translations)
        translations = catalogue
    return Translator(language, translations)


def N_(text: str) -> str:
    """Marks a text for translation where it is used later."""
    return text
