"""What Telegram has to say by itself where an answer can't be shown, in the language of the question."""

from bots.telegram.parts import TextPart
from graphs.dialogue import Incoming
from texts import Translator, detect, translator


def nothing(asked: Incoming) -> TextPart:
    """In place of an answer in which there is nothing to see."""
    _ = _translator(asked)
    return TextPart(_("I have nothing to say to that. Ask me in other words, please."))


def unsent(name: str, asked: Incoming) -> TextPart:
    """In place of a file that is gone, or that Telegram doesn't take."""
    _ = _translator(asked)
    return TextPart(_("The file {name} can't be sent.").format(name=name or "…"))


def no_invoice(asked: Incoming) -> TextPart:
    """In place of an invoice that Telegram doesn't take."""
    _ = _translator(asked)
    return TextPart(_("Telegram doesn't show this invoice. Please pay on the booking's page."))


def _translator(asked: Incoming) -> Translator:
    return translator(detect(asked.text, asked.sender.locale or "en"))
