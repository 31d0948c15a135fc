"""Short answers that certainly decide an open question: yes, change it, no, and what people say for them."""

import re

from tools.confirmation import Decision

_POLITE = """
    please, thanks, thank you, then, well, so, just,
    пожалуйста, спасибо, тогда, ну, вот, так, 请, 谢谢
"""
_YES = """
    confirm, confirmed, confirm it, i confirm, yes, y, yep, yeah, yup, ok, okay, sure, of course, correct, perfect,
    great, fine, that's right, that's fine, that's it, do, go ahead, do it, sounds good, looks good,
    да, ага, угу, подтверждаю, подтвердить, подтверди, подтвердите, верно, всё верно, все верно, всё так, все так,
    правильно, всё правильно, все правильно, давай, давайте, конечно, ок, окей, хорошо, отлично,
    согласен, согласна, 确认, 是, 是的, 好, 好的, 可以
"""
_BOOK = """
    book, book it, i'll take it, we'll take it,
    бронируй, бронируйте, забронируй, забронируйте, бронирую, беру, берём, берем, оформляй, оформляйте
"""
_CHANGE = """
    change, change it, edit, edit it, i want to change it, let me change it,
    изменить, измени, измените, изменим, поменять, поменяй, поменяйте, поправить, хочу изменить, 更改, 修改
"""
_NO = """
    no, n, nope, nah, stop, don't, never mind, nevermind, forget it, changed my mind, i changed my mind,
    нет, не надо, не нужно, не стоит, передумал, передумала, передумали, я передумал, я передумала, стоп,
    不, 不用, 不要
"""
_CANCEL = """
    cancel, cancel it, cancel the booking, отмена, отменить, отмени, отмените, отменяй, отменяйте,
    отменить бронь, отмени бронь, отмените бронь, 取消
"""
_KEEP = """
    keep, keep it, leave it, don't cancel, don't cancel it,
    оставить, оставь, оставьте, оставляем, пусть остаётся, пусть остается, не отменяй, не отменяйте, 保留
"""


def _only(*lists: str) -> re.Pattern[str]:
    """Matches any number of these phrases and nothing else."""
    phrases = {phrase.strip() for phrase in ",".join(lists).split(",")}
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(map(re.escape, longest_first))})(?: |$))+")


_COURTESY = _only(_POLITE)
_TO_BOOK: dict[Decision, re.Pattern[str]] = {
    "confirm": _only(_YES, _BOOK, _POLITE),
    "change": _only(_CHANGE, _POLITE),
    "cancel": _only(_NO, _CANCEL, _POLITE),
}
_TO_CANCEL: dict[Decision, re.Pattern[str]] = {
    "confirm": _only(_YES, _CANCEL, _POLITE),
    "cancel": _only(_NO, _KEEP, _POLITE),
}


def typed_decision(text: str, *, cancels: bool = False) -> Decision | None:
    """The decision that a short text certainly means; None for anything that says more.

    `cancels` says that the question was whether to cancel something: "cancel" is then a yes.
    """
    said = " ".join(re.sub(r"[^\w\s'’]", " ", text.casefold()).replace("’", "'").split())
    if _COURTESY.fullmatch(said):
        return None
    meanings = _TO_CANCEL if cancels else _TO_BOOK
    return next((decision for decision, words in meanings.items() if words.fullmatch(said)), None)
