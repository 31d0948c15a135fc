"""Money, dates and times as people of a locale write them. Times come in already in the zone to show."""

import re
from datetime import date as Date
from datetime import datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, get_currency_precision

from texts.translator import translator

_CODE = re.compile(r"\b([A-Z]{3})(?=\d)")
"""A currency without a sign of its own, which Babel writes close to the amount."""


def money(minor: int, currency: str, locale: str) -> str:
    """`minor` units of `currency` (ISO 4217), e.g. 12000 EUR: €120.00 in English, 120,00 € in Russian.

    Telegram's Stars (XTR) have no smaller unit: 500 ⭐.
    """
    if currency == "XTR":
        return f"{minor} ⭐"
    precision = get_currency_precision(currency)
    written = format_currency(Decimal(minor).scaleb(-precision), currency, locale=_babel(locale))
    return _CODE.sub(r"\1 ", _plain(written))


def date(day: Date, locale: str) -> str:
    """A day with its weekday, e.g. Saturday, 21 November 2026."""
    pattern = {"zh": "full", "ru": "EEEE, d MMMM y 'г'."}.get(_babel(locale), "EEEE, d MMMM y")
    return _plain(format_date(day, pattern, locale=_babel(locale)))


def short_date(day: Date, locale: str) -> str:
    """A day of which the year is clear, e.g. Tue 24 Nov."""
    pattern = {"zh": "M月d日EEE", "ru": "EEE, d MMM"}.get(_babel(locale), "EEE d MMM")
    return _plain(format_date(day, pattern, locale=_babel(locale)))


def date_time(moment: datetime, locale: str) -> str:
    """A day and a time of day, e.g. Tue, 24 Nov 2026, 18:00."""
    pattern = {"zh": "y年M月d日EEE HH:mm"}.get(_babel(locale), "EEE, d MMM y, HH:mm")
    return _plain(format_datetime(moment, pattern, locale=_babel(locale)))


def near_date_time(moment: datetime, locale: str) -> str:
    """A time of day on a day of which the year is clear, e.g. 24 November, 18:00."""
    pattern = {"zh": "M月d日 HH:mm"}.get(_babel(locale), "d MMMM, HH:mm")
    return _plain(format_datetime(moment, pattern, locale=_babel(locale)))


def clock_range(start: datetime, end: datetime) -> str:
    """Two times of day, e.g. 18:00–20:00; an end at midnight reads 24:00."""
    midnight = end.hour == 0 and end.minute == 0 and end.date() > start.date()
    return f"{start:%H:%M}–{'24:00' if midnight else f'{end:%H:%M}'}"


def duration(minutes: int, locale: str) -> str:
    """A length of time, e.g. 2 h 30 min."""
    _ = translator(locale)
    hours, rest = divmod(minutes, 60)
    parts = [_("{hours} h").format(hours=hours)] if hours else []
    if rest or not hours:
        parts.append(_("{minutes} min").format(minutes=rest))
    return " ".join(parts)


def share(part: float, locale: str) -> str:
    """A part of a whole, which is 1, e.g. 12 %; 12% in Chinese."""
    return f"{part:.0%}" if _babel(locale) == "zh" else f"{part:.0%}".replace("%", " %")


def _babel(locale: str) -> str:
    return {"ru": "ru", "zh": "zh"}.get(locale.replace("-", "_").split("_")[0], "en_GB")


def _plain(text: str) -> str:
    """Without the no-break and thin spaces that terminals and searches stumble over."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
