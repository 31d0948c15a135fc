"""Where a message goes: cheap rules first, a model only where they are unsure."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from graphs.state import Mode

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
_FOLLOW_UP_WORDS = 12
_WORD = re.compile(r"[\u3400-\u9fff]{1,2}|[^\s\u3400-\u9fff]+")
"""In Chinese, which has no spaces, two characters, about."""


def route_by_rules(text: str, previous: Mode | None, names: Iterable[str]) -> Mode | None:
    """The mode that `text` certainly belongs to, or None where only a model could tell.

    `previous` is where the last turn went; `names` are the halls' names and aliases.
    """
    if is_small_talk(text):
        return "chat"
    if _HALLS.search(text) or _names_a_hall(text, names):
        return "consultant"
    if previous == "consultant" and len(_WORD.findall(text)) <= _FOLLOW_UP_WORDS and _FOLLOW_UP.search(text):
        return "consultant"
    return None


def is_small_talk(text: str) -> bool:
    """Whether `text` is a greeting, thanks, or asks what this is."""
    return bool(_SMALL_TALK.match(text))


def _names_a_hall(text: str, names: Iterable[str]) -> bool:
    words = [word for word in re.findall(r"\w+", text.casefold()) if len(word) >= 4]
    return any(_close(part, words) for name in names for part in re.findall(r"\w+", name.casefold()))


def _close(part: str, words: Sequence[str]) -> bool:
    return len(part) >= 4 and any(fuzz.ratio(part, word) >= 80 for word in words)


def mode_named(answer: str) -> Mode | None:
    """The mode that a model's one-word answer names."""
    word = answer.strip().strip("`'\".:").casefold()
    if word.startswith("consult"):
        return "consultant"
    return "chat" if word.startswith("chat") else None
