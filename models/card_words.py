"""What a catalogue card says, in people's words."""

from decimal import Decimal

from models.card import Card
from texts import Translator


def known_as(card: Card, _: Translator) -> str:
    """What people call the model; the address of an owner's server is nobody's business."""
    return card.name if card.model or card.provider == "builtin" else _("the owner's server")


def window_text(card: Card, _: Translator) -> str:
    """How much the model reads and writes at once, e.g. "128,000 tokens"."""
    if card.window is None:
        return _("unknown")
    return _.plural("{count} token", "{count} tokens", card.window).format(count=f"{card.window:,}")


def price_text(card: Card, _: Translator) -> str:
    """What the model costs, e.g. "$0.10 read, $0.50 written (a million tokens)"."""
    if card.input_price is None or card.output_price is None:
        return _("unknown")
    if not card.input_price and not card.output_price:
        return _("free")
    return _("{read} read, {written} written (a million tokens)").format(
        read=dollars(card.input_price), written=dollars(card.output_price)
    )


def dollars(amount: Decimal) -> str:
    """An amount of US dollars, with as many decimals as it takes to show it, at least two."""
    cents = amount.quantize(Decimal("0.01"))
    return f"${cents:,}" if cents == amount else f"${amount.normalize():,f}"
