"""Which hall a person means by a name that may be partial, misspelt or written in the other script."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA


class Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> Sequence[str]: ...


H = TypeVar("H", bound=Named)


@dataclass(frozen=True, slots=True)
class Match(Generic[H]):
    """`hall` where one fits clearly; otherwise `candidates` to ask about, best first, or nothing at all."""

    hall: H | None = None
    candidates: tuple[H, ...] = ()


SURE = 70.0
POSSIBLE = 55.0
CLOSE = 8.0
"""Of 100: from `SURE` a name is taken unless another is within `CLOSE`; from `POSSIBLE` it is asked about."""

_MOST_CANDIDATES = 4
_LONGEST = 100

_LEADING = {"the", "a", "an", "our", "in", "at", "в", "во", "на", "наш"}
_GENERIC = {
    *("hall", "room", "зал", "зала", "зале", "залу", "залом", "холл", "холле", "комната", "комнате"),
    *("厅", "大厅", "场地", "房间", "会场"),
}
_GENERIC_SOUNDS = ("hal", "hol", "rum", "rom", "zal", "komnata")
_ENDING = re.compile(
    r"(?<=[а-я]{3})(?:[оеы]го|[ое]му|[ыи]ми|[ыи][йемх]|о[йем]|е[йем]|[ая]я|[ую]ю|[аеиоуыьюя])\b",
)
"""What Russian nouns and adjectives end in, so that "в Малом зале" is "Малый зал"."""
_CHINESE = r"[\u3400-\u9fff]"
_WORD = re.compile(rf"{_CHINESE}+|(?:(?!{_CHINESE})\w)+")
_CHINESE_ENDING = re.compile(rf"(?<={_CHINESE}{{2}})(?:大厅|厅|室|间|场地)\b")
"""What kind of room it is, at the end of a Chinese name: "花园" is "花园厅"."""

_LATIN = {
    **dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziiklmnoprstufhie", strict=True)),
    **{"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "yu", "я": "ya"},
}
_SPELLINGS = (
    (re.compile(r"dzh"), "j"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"th"), "t"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"w"), "v"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"c(?!h)"), "k"),
    (re.compile(r"ts"), "s"),
    (re.compile(r"oo"), "u"),
    (re.compile(r"ee"), "i"),
    (re.compile(r"yu"), "u"),
    (re.compile(r"[ijy]+"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def find_hall(typed: str, halls: Sequence[H]) -> Match[H]:
    """The hall of `halls` that `typed` names.

    An equal name wins over an equal alias, and both over anything similar: first letter for letter, then
    without case and punctuation, then without words like "hall" and Russian endings, then by sound across the
    Latin and Cyrillic scripts.
    """
    for form in _FORMS:
        same = _equal(form, typed, halls)
        if same:
            return Match(same[0]) if len(same) == 1 else Match(candidates=same[:_MOST_CANDIDATES])
    words = _plain(typed).split()
    if words and (_GENERIC.issuperset(words) or _sound(typed) in _GENERIC_SOUNDS):
        return _any_of(halls)
    several = _said_whole(typed[:_LONGEST], halls)
    return Match(candidates=several[:_MOST_CANDIDATES]) if several else _similar(typed[:_LONGEST], halls)


def _any_of(halls: Sequence[H]) -> Match[H]:
    """What "the hall" means: the only one, or a question which."""
    return Match(halls[0]) if len(halls) == 1 else Match(candidates=tuple(halls))


def _equal(form: Callable[[str], str], typed: str, halls: Sequence[H]) -> tuple[H, ...]:
    wanted = form(typed)
    if not wanted:
        return ()
    by_name = tuple(hall for hall in halls if form(hall.name) == wanted)
    return by_name or tuple(hall for hall in halls if wanted in map(form, hall.aliases))


def _said_whole(typed: str, halls: Sequence[H]) -> tuple[H, ...]:
    """The halls whose names stand there word for word, if these are several: nobody can know which is meant.

    A name within another that is said doesn't count: who writes "Green Garden Room" doesn't mean the Garden Room.
    """
    said = f" {_core(typed)} "
    longest = [(_longest_in(said, hall), hall) for hall in halls]
    found = [(name, hall) for name, hall in longest if name]
    whole = [hall for name, hall in found if not any(name != other and name in other for other, _ in found)]
    return tuple(whole) if len(whole) > 1 else ()


def _longest_in(said: str, hall: Named) -> str:
    names = (f" {_core(name)} " for name in (hall.name, *hall.aliases))
    return max((name for name in names if name in said and name.strip()), key=len, default="")


def _similar(typed: str, halls: Sequence[H]) -> Match[H]:
    scored = [(max(_score(typed, name) for name in (hall.name, *hall.aliases)), hall) for hall in halls]
    likely = sorted((pair for pair in scored if pair[0] >= POSSIBLE), key=lambda pair: -pair[0])
    if not likely:
        return Match()
    best = likely[0][0]
    near = tuple(hall for score, hall in likely if score > best - CLOSE)[:_MOST_CANDIDATES]
    if len(near) == 1 and best >= SURE:
        return Match(near[0])
    return Match(candidates=near)


def _plain(text: str) -> str:
    """Lower case, one space between words, no punctuation and no article in front."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е"))
    while len(words) > 1 and words[0] in _LEADING:
        words = words[1:]
    return " ".join(words)


def _core(text: str) -> str:
    """`_plain` without words that any hall's name may have; all of it where nothing else is left."""
    plain = _plain(text)
    return " ".join(word for word in plain.split() if word not in _GENERIC) or plain


def _stem(text: str) -> str:
    return _CHINESE_ENDING.sub("", _ENDING.sub("", _core(text)))


def _sound(text: str) -> str:
    """`_core` spelt so that a word and its transliteration come out alike: "Лофт" and "Loft" are "loft"."""
    latin = "".join(_LATIN.get(letter, letter) for letter in _core(text))
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(mark))
    return _spelt(bare)


def _open_sound(text: str) -> str:
    """`_sound` where "э" stands for an English "a": "грэнд" is "Grand", "блэк" is "Black"."""
    return _sound(text.replace("э", "а").replace("Э", "А"))


def _spelt(latin: str) -> str:
    for pattern, spelling in _SPELLINGS:
        latin = pattern.sub(spelling, latin)
    return latin


_FORMS: tuple[Callable[[str], str], ...] = (
    str.strip,
    str.casefold,
    _plain,
    _core,
    _stem,
    _sound,
    _open_sound,
)


def _score(typed: str, name: str) -> float:
    """How alike two names are, 0 to 100: the best of their spellings, as wholes and word by word.

    Words like "hall" don't count, so that "Red Room" isn't the "Green Room"; a number is never a misprint, nor
    is a Chinese character.
    """
    pairs = [(form(typed), form(name)) for form in (_core, _stem, _sound, _open_sound)]
    pairs += [(_without_generic(one), other) for one, other in pairs]
    score = max(max(fuzz.ratio(*pair), _words_alike(*pair)) for pair in pairs)
    if _one_misprint(_plain(typed), _plain(name)):
        score = max(score, 90.0)
    numbers = re.findall(r"\d+", typed)
    doubtful = (numbers and numbers != re.findall(r"\d+", name)) or _other_characters(typed, name)
    return min(score, SURE - 1) if doubtful else score


def _other_characters(typed: str, name: str) -> bool:
    """Whether both are in Chinese and neither has the other in it: another character is another word."""
    one, other = ("".join(re.findall(_CHINESE, _stem(text))) for text in (typed, name))
    return bool(one and other) and one not in other and other not in one


def _one_misprint(typed: str, name: str) -> bool:
    return len(name) >= 4 and OSA.distance(typed, name, score_cutoff=1) <= 1


def _without_generic(typed: str) -> str:
    """Without misspelt words like "romm" for "room"."""
    return " ".join(word for word in typed.split() if not _is_generic(word)) or typed


def _is_generic(word: str) -> bool:
    return len(word) >= 3 and any(fuzz.ratio(word, generic) >= 75 for generic in _GENERIC_SOUNDS)


def _words_alike(typed: str, name: str) -> float:
    """0 to 100, high where all words of one are in the other, and higher the less is left over."""
    left, right = typed.split(), name.split()
    if not left or not right:
        return 0.0
    wanted, has = _letters(left), _letters(right)
    shared = 0.0
    for word in left:
        best = max(right, key=lambda other: _word_alike(word, other), default=None)
        if best is None:
            break
        alike = _word_alike(word, best)
        if alike >= 0.75:
            shared += alike * (len(word) + len(best)) / 2
            right.remove(best)
    within = min(1.0, shared / min(wanted, has))
    return 100 * (0.35 * within + 0.65 * min(1.0, 2 * shared / (wanted + has)))


def _word_alike(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    beginning = 0.9 if len(short) >= 3 and long.startswith(short) else 0.0
    return max(beginning, fuzz.ratio(one, other) / 100)


def _letters(words: Iterable[str]) -> int:
    return sum(map(len, words))
