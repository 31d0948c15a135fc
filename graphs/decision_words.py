"""Short answers that certainly decide an open question: yes, change it, no, and what people say for them."""

import re

from tools.confirmation import Decision

_POLITE = """
    please, thanks, thank you, then, well, so, just,
    пожалуйста, спасибо, тогда, ну, вот, так,
    请, 谢谢, 谢谢您, 多谢, 麻烦您
"""
_YES = """
    confirm, confirmed, confirm it, i confirm, yes, y, yep, yeah, yup, ok, okay, sure, of course, correct, perfect,
    great, fine, that's right, that's fine, that's it, do, go ahead, do it, sounds good, looks good,
    да, ага, угу, подтверждаю, подтвердить, подтверди, подтвердите, верно, всё верно, все верно, всё так, все так,
    правильно, всё правильно, все правильно, давай, давайте, конечно, ок, окей, хорошо, отлично,
    согласен, согласна,
    是, 对, 没错, 好, 行, 可以, 没问题, 嗯, 同意, 就这样, 确认, 确认无误, 确认预订, 确定, 確認, 確定
"""
_BOOK = """
    book, book it, i'll take it, we'll take it,
    бронируй, бронируйте, забронируй, забронируйте, бронирую, беру, берём, берем, оформляй, оформляйте,
    订, 预订, 帮我预订, 就订这个, 我要了, 預訂
"""
_CHANGE = """
    change, change it, edit, edit it, i want to change it, let me change it,
    изменить, измени, измените, изменим, поменять, поменяй, поменяйте, поправить, хочу изменить,
    改, 改一下, 更改, 修改, 修改一下, 我要修改, 我想修改, 我想改一下
"""
_NO = """
    no, n, nope, nah, stop, don't, never mind, nevermind, forget it, changed my mind, i changed my mind,
    нет, не надо, не нужно, не стоит, передумал, передумала, передумали, я передумал, я передумала, стоп,
    不, 不用, 不要, 不需要, 不是, 不行, 不订, 不预订, 先不订, 否, 别, 算, 算了, 停
"""
_CANCEL = """
    cancel, cancel it, cancel the booking, отмена, отменить, отмени, отмените, отменяй, отменяйте,
    отменить бронь, отмени бронь, отмените бронь,
    取消, 取消预订, 取消它, 确认取消, 确定取消, 我要取消
"""
_KEEP = """
    keep, keep it, leave it, don't cancel, don't cancel it,
    оставить, оставь, оставьте, оставляем, пусть остаётся, пусть остается, не отменяй, не отменяйте,
    保留, 留着, 先留着, 不取消, 不要取消, 别取消
"""
_BEFORE, _AFTER = "(?:请|麻烦|那就|那|就)?", "(?:吧|了|的|啊|呀|哦|谢谢您|谢谢)*"
"""What Chinese puts around a phrase without a space."""


def _only(*lists: str) -> re.Pattern[str]:
    """Matches any number of these phrases and nothing else."""
    phrases = {phrase.strip() for phrase in ",".join(lists).split(",")}
    longest_first = sorted(phrases, key=len, reverse=True)
    any_of_them = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?:{_BEFORE}(?:{any_of_them}){_AFTER}(?: |$))+")


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
