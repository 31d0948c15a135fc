"""Where a message goes: cheap rules first, a model only where they are unsure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

_HALLS = re.compile(
    r"\b(hall|room|venue|book|reserv|hir(e|ing)\b|rent|availab|free (time|slot)|opening hours|my booking"
    r"|price|cost|how much|per hour|held|hold\b)"
    r"|зал|помещени|брон|аренд|снять|свободн|занят|часы работы|прайс|цен[аыу]|стоит|стоимост|сколько"
    r"|场地|会场|会议室|大厅|预[订定约]|租|空闲|有空|空位|开放时间|价格|多少钱|费用|收费",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"\d|\b(yes|no|ok|okay|sure|confirm|cancel|change|same|instead|later|earlier|and|what about|how about"
    r"|(mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|tomorrow|week|noon|midnight|hour|evening|morning)\b"
    r"|\b(да|нет|ага|ок|хорошо|подтвержда|отмен|измен|то же|тоже|так же|лучше|а если|а в|а на|позже|раньше"
    r"|понедельник|вторник|сред[ау]|четверг|пятниц|суббот|воскресень|сегодня|завтра|послезавтра|недел|час"
    r"|вечер|утр|полдень|полноч)"
    r"|^\W*(是|好|对|行|可以|不)|确认|取消|改|换|一样|[早晚]一?点|[今明后]天|今晚|周|星期|小时|上午|下午|晚上|中午",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"^\W*(hi|hello|hey|good (morning|evening|afternoon)|thanks?( you)?|thank you|bye|who are you"
    r"|what can you do|help|привет\w*|здравствуй\w*|добр\w+ (день|вечер|утро)|спасибо|пока|кто ты|помощь"
    r"|что ты умеешь|[你您]好|早上好|下午好|晚上好|谢谢[你您]?|再见|[你您]是谁|帮助|[你您](能|会|可以)做什么)\W*$",
    re.IGNORECASE,
)
_TRANSLATE = re.compile(
    r"^\W*((please|could you|can you)\W+)*translate\b"
    r"|^\W*(пожалуйста\W+)?(переведи|переведите|перевести)\b(?!.*(брон|зал))"
    r"|^\W*(请|帮我|请帮我)?(把.{0,20}|将.{0,20})?翻译",
    re.IGNORECASE | re.DOTALL,
)
_SUM_UP = re.compile(
    r"^\W*((please|could you|can you)\W+)*(summari[sz]e|sum up|tl;?dr)\b"
    r"|^\W*(пожалуйста\W+)?(перескажи|суммируй|резюмируй|подведи итог|сделай (краткое|выжимку|резюме|пересказ))"
    r"|^\W*(请|帮我|请帮我)?(把.{0,20}|将.{0,20})?(总结|概括)",
    re.IGNORECASE,
)
_FOLLOW_UP_WORDS = 12
_WORD = re.compile(r"[\u3400-\u9fff]{1,2}|[^\s\u3400-\u9fff]+")
"""In Chinese, which has no spaces, two characters, about."""


class Because(StrEnum):
    """Why a message goes to a mode."""

    CHOSEN = "chosen"
    """The session is for it."""
    SMALL_TALK = "small_talk"
    ASKED_FOR = "asked_for"
    """The message begins by asking for what the mode does."""
    HALLS = "halls"
    FOLLOW_UP = "follow_up"
    """It goes on with the talk before it."""
    SORTED = "sorted"
    """A model has sorted it."""
    UNSURE = "unsure"
    """Nobody could tell: it stays where the talk was."""
    BUILT_IN = "built_in"
    """There is only the built-in model, which is good for nothing else."""


@dataclass(frozen=True, slots=True)
class Routed:
    """The mode that a message goes to; of a session's own one, what was chosen for it."""

    mode: str
    because: Because
    choice: str = ""


def route_by_rules(text: str, previous: str | None, names: Iterable[str]) -> Routed | None:
    """The mode that `text` certainly belongs to, or None where only a model could tell.

    `previous` is where the last turn went; `names` are the halls' names and aliases.
    """
    if is_small_talk(text):
        return Routed("chat", Because.SMALL_TALK)
    if _TRANSLATE.match(text):
        return Routed("translator", Because.ASKED_FOR)
    if _SUM_UP.match(text):
        return Routed("summary", Because.ASKED_FOR)
    if _HALLS.search(text) or _names_a_hall(text, names):
        return Routed("consultant", Because.HALLS)
    if previous == "consultant" and len(_WORD.findall(text)) <= _FOLLOW_UP_WORDS and _FOLLOW_UP.search(text):
        return Routed("consultant", Because.FOLLOW_UP)
    return None


def is_small_talk(text: str) -> bool:
    """Whether `text` is a greeting, thanks, or asks what this is."""
    return bool(_SMALL_TALK.match(text))


def _names_a_hall(text: str, names: Iterable[str]) -> bool:
    words = [word for word in re.findall(r"\w+", text.casefold()) if len(word) >= 4]
    return any(_close(part, words) for name in names for part in re.findall(r"\w+", name.casefold()))


def _close(part: str, words: Sequence[str]) -> bool:
    return len(part) >= 4 and any(fuzz.ratio(part, word) >= 80 for word in words)


def mode_named(answer: str, modes: Iterable[str]) -> str | None:
    """The one of `modes` that a model's short answer names."""
    said = " ".join(re.findall(r"[\w-]+", answer.casefold()))
    return next((mode for mode in modes if said and _names(said, mode)), None)


def _names(said: str, mode: str) -> bool:
    """Models like to shorten a word or to go on after it."""
    return said.startswith(mode) or (len(said) >= 4 and mode.startswith(said))
