"""Names of halls that we don't have: passed on as typed, so that whoever knows the halls can answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.builtin.clocks import COUNT, Count
from models.builtin.intents import Kind
from models.builtin.lexicon import GENERIC, small
from models.builtin.sheet import Sheet

_TOKEN = re.compile(rf"(?P<word>[^\W_]+(?:['-][^\W_]+)*)|(?P<count>{COUNT.any})|(?P<other>\S)")
_QUOTED = re.compile(r'"([^"\ue000-\uf8ff]{2,40})"')
_VENUE = re.compile(
    r"(?:room|hall|studio|lounge|terrace|theat(?:re|er)|gallery|auditorium|atrium|loft|chapel|barn|library"
    r"|salon|pavilion|cellar|rooftop|suite|chamber|arena|club|зал\w{0,2}|студи\w+|террас\w+|галере\w+"
    r"|библиотек\w+|павильон\w*|холл\w*|гостин\w+|шат[её]?р\w*|веранд\w+|переговорн\w+|лофт\w*"
    r"|аудитори\w+)$",
    re.IGNORECASE,
)
_ARTICLES = {
    "the",
    "a",
    "an",
    "me",
    "us",
    "our",
    "your",
    "this",
    "that",
    "мне",
    "нам",
    "этот",
    "ваш",
    "пожалуйста",
    "please",
}
_PURPOSES = {"for", "with", "on", "by", "from", "because", "as", "to"} | {
    "для", "под", "к", "с", "со", "на", "по", "от", "ради", "поводу", "из-за", "чтобы"
}  # fmt: skip
_ALWAYS_PURPOSES = {"with", "because", "с", "со", "ради", "поводу", "из-за"}
_JOINERS = {"of", "de", "la", "and", "&"}
_MOST_WORDS = 4
_EVENTS = re.compile(
    r"birthday|wedding|party|anniversary|meeting|event|conference|workshop|class|lesson|concert|rehearsal"
    r"|training|yoga|день|рожден|свадьб|праздник|юбиле|встреч|совещани|мероприяти|конференци|вечеринк"
    r"|концерт|репетици|занят|йог|тренинг|урок|корпоратив|мастер-класс|банкет$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that stand together and could be a name; `before` is the last word ahead of them, `first` says
    that nothing is."""

    words: tuple[str, ...]
    before: str
    first: bool

    @property
    def names_a_venue(self) -> bool:
        return any(_VENUE.search(word) or word.lower() in GENERIC for word in self.words)

    @property
    def capital(self) -> bool:
        return not self.first and self.words[0][:1].isupper()


def stranger(text: str, kind: Kind | None, sheet: Sheet) -> str | None:
    """The hall's name in `text` that is none we know; None where nothing reads like one."""
    quoted = _QUOTED.search(text)
    if quoted:
        return quoted[1].strip()
    likely = [run for run in _runs(text, sheet) if _plausible(run, kind)]
    best = max(likely, key=lambda run: (run.names_a_venue, run.capital), default=None)
    return " ".join(best.words) if best else None


def whole_answer(text: str, sheet: Sheet) -> str | None:
    """The name in an answer to "which hall?": all that isn't a small word."""
    runs = [run for run in _runs(text, sheet) if not any(_EVENTS.search(word) for word in run.words)]
    return " ".join(runs[0].words) if len(runs) == 1 and runs[0].before not in _PURPOSES else None


def content_words(text: str, sheet: Sheet) -> list[str]:
    """The words of `text` that no rule reads."""
    words = (match["word"] for match in _TOKEN.finditer(text))
    return [word for word in words if word and not small(word.lower()) and not word.isdigit()]


def _plausible(run: _Run, kind: Kind | None) -> bool:
    if len(run.words) > _MOST_WORDS or any(_EVENTS.search(word) for word in run.words):
        return False
    if run.names_a_venue:
        return True
    if kind in {"book", "propose"}:
        return run.before not in _PURPOSES and (run.capital or _BOOKS.match(run.before) is not None)
    if kind in {"price", "availability"}:
        return run.before not in _ALWAYS_PURPOSES
    return False


_BOOKS = re.compile(
    r"^(?:book|booking|reserve|rent|hire|need|want|like|get|in|at|the|за?брон\w+|бронь|зарезерв\w+|снять"
    r"|сними\w*|арендова\w+|закаж\w+|заказать|хочу|нужен|нужна|нужно|в|во)$",
    re.IGNORECASE,
)


def _runs(text: str, sheet: Sheet) -> Iterator[_Run]:
    words: list[str] = []
    before, last, first = "", "", True
    for kind, token in [*_tokens(text, sheet), ("other", ".")]:
        named = kind == "word" and (not small(token.lower()) or token.lower() in GENERIC)
        joins = bool(words) and (token.lower() in _JOINERS or kind == "count")
        if named or joins:
            if not words:
                before, first = last, not last
            words.append(token)
            continue
        yield from _finished(words, before, first)
        words = []
        if kind == "word" and token.lower() not in _ARTICLES:
            last = token.lower()
        elif kind == "other":
            last = "," if last else ""


def _finished(words: list[str], before: str, first: bool) -> Iterator[_Run]:
    while words and words[-1].lower() in _JOINERS:
        words = words[:-1]
    if any(word.lower() not in GENERIC for word in words):
        yield _Run(tuple(words), before, first)


def _tokens(text: str, sheet: Sheet) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        if match["count"]:
            counts: list[Count] = sheet.values(COUNT, match["count"])
            yield "count", str(counts[0].value)
        else:
            yield ("word", match["word"]) if match["word"] else ("other", match["other"])
