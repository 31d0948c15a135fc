"""What the bot says at Discord's edge, before anything is a turn; `locale` as Discord writes it."""

from texts import translator


def another_persons(owner: str, locale: str) -> str:
    _ = translator(locale)
    text = _("These buttons belong to {person}. Ask me yourself, and you get your own.")
    return text.format(person=f"<@{owner}>")


def pressed_before(locale: str) -> str:
    _ = translator(locale)
    return _("You have chosen here already. If something is missing, just write to me.")


def unknown_command(locale: str) -> str:
    _ = translator(locale)
    return _("I don't know this command any more. /help lists those that I know.")


def not_mine(locale: str) -> str:
    _ = translator(locale)
    return _("I did not write this message, so it belongs to none of our conversations.")


def not_sent(names: str, locale: str) -> str:
    """Of files."""
    _ = translator(locale)
    return _("I could not send these files here: {names}.").format(names=names)


def not_stored(locale: str) -> str:
    _ = translator(locale)
    return _("Your message could not be stored, so nothing was done. Please send it again.")
