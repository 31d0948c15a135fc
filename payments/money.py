"""Minor units as each provider counts them. Everything is whole numbers; nothing is ever rounded down."""

from decimal import ROUND_CEILING, Decimal

from babel.numbers import get_currency_precision

STARS = "XTR"
"""Telegram's own currency, which has no minor units."""

_STRIPE_WHOLE = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
_STRIPE_THOUSANDTHS = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
"""Of these Stripe takes tens only. https://docs.stripe.com/currencies; ISK and UGX have hundredths there."""
_TELEGRAM_WHOLE = frozenset(["CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND"])
"""https://core.telegram.org/bots/payments/currencies.json"""


class NotExact(ValueError):
    """An amount that can't be said in the provider's units."""


def digits(currency: str) -> int:
    """How many decimal places our amounts in a currency have."""
    return 0 if currency == STARS else int(get_currency_precision(currency))


def to_stripe(minor: int, currency: str) -> int:
    """Raises `NotExact` for an amount that Stripe can't be asked for."""
    units = _scaled(minor, digits(currency), _stripe_digits(currency))
    if currency in _STRIPE_THOUSANDTHS and units % 10:
        raise NotExact(f"{minor} {currency}")
    return units


def from_stripe(units: int, currency: str) -> int:
    """Raises `NotExact` for a fraction of our minor unit."""
    return _scaled(units, _stripe_digits(currency), digits(currency))


def payable_at_stripe(minor: int, currency: str) -> int:
    """The least amount that Stripe can be asked for and that pays `minor`."""
    step = 10 if currency in _STRIPE_THOUSANDTHS else 1
    units = _scaled_up(minor, digits(currency), _stripe_digits(currency))
    return from_stripe(-(-units // step) * step, currency)


def to_telegram(minor: int, currency: str) -> int:
    """Raises `NotExact` for an amount that Telegram can't be asked for."""
    return _scaled(minor, digits(currency), _telegram_digits(currency))


def from_telegram(units: int, currency: str) -> int:
    """Raises `NotExact` for a fraction of our minor unit."""
    return _scaled(units, _telegram_digits(currency), digits(currency))


def payable_at_telegram(minor: int, currency: str) -> int:
    """The least amount that Telegram can be asked for and that pays `minor`."""
    return from_telegram(_scaled_up(minor, digits(currency), _telegram_digits(currency)), currency)


def stars(minor: int, currency: str, rate: Decimal) -> int:
    """How many Stars pay an amount at `rate` Stars per whole unit of its currency: rounded up."""
    whole = Decimal(minor).scaleb(-digits(currency))
    return int((whole * rate).to_integral_value(ROUND_CEILING))


def _stripe_digits(currency: str) -> int:
    if currency in _STRIPE_WHOLE:
        return 0
    return 3 if currency in _STRIPE_THOUSANDTHS else 2


def _telegram_digits(currency: str) -> int:
    if currency == STARS or currency in _TELEGRAM_WHOLE:
        return 0
    return 2


def _scaled(amount: int, before: int, after: int) -> int:
    if after >= before:
        return amount * _power(after - before)
    scaled, rest = divmod(amount, _power(before - after))
    if rest:
        raise NotExact(f"{amount} of 10^-{before}")
    return scaled


def _scaled_up(amount: int, before: int, after: int) -> int:
    step = _power(max(0, before - after))
    return _scaled(-(-amount // step) * step, before, after)


def _power(places: int) -> int:
    return int(10**places)
