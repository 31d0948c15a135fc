"""Where a message goes: cheap rules first, a model only where they are unsure."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from graphs.state import Mode

_HALLS = re.compile(
    r"\b(hall|room|venue|book|reserv|hir(e|ing)\b|rent|availab|free (time|slot)|opening hours|my booking"
    r"|price|cost|how much|per hour|held|hold\b)"
    r"|зал|помещени|брон|аренд|снять|свободн|занят|часы работы|прайс|цен[аыу]|стоит|стоимост|сколько",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"\d|\b(yes|no|ok|okay|sure|confirm|cancel|change|same|instead|later|earlier|and|what about|how about"
    r"|(mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|tomorrow|week|noon|midnight|hour|evening|morning)\b"
    r"|\b(да|нет|ага|ок|хорошо|подтвержда|отмен|измен|то же|тоже|так же|лучше|а если|а в|а на|позже|раньше"
    r"|понедельник|вторник|сред[ау]|четверг|пятниц|суббот|воскресень|сегодня|завтра|послезавтра|недел|час"
    r"|вечер|утр|полдень|полноч)",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"^\W*(hi|hello|hey|good (morning|evening|afternoon)|thanks?( you)?|thank you|bye|who are you"
    r"|what can you do|help|привет\w*|здравствуй\w*|добр\w+ (день|вечер|утро)|спасибо|пока|кто ты|помощь"
    r"|что ты умеешь)\W*$",
    re.IGNORECASE,
)
_FOLLOW_UP_WORDS = 12


def route_by_rules(text: str, previous: Mode | None, names: Iterable[str]) -> Mode | None:
    """The mode that `text` certainly belongs to, or None where only a model could tell.

    `previous` is where the last turn went; `names` are the halls' names and aliases.
    """
    if is_small_talk(text):
        return "chat"
    if _HALLS.search(text) or _names_a_hall(text, names):
        return "consultant"
    if previous == "consultant" and len(text.split()) <= _FOLLOW_UP_WORDS and _FOLLOW_UP.search(text):
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
