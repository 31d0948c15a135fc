"""How a text is cut into the words it can be found by; both databases index the same ones."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_WORD = 64
MOST_BYTES = 200_000
"""Of one line's words: PostgreSQL refuses a vector of 1 MB."""
MOST_TERMS = 16
SHORTEST_PART = 3
"""Letters: a word of fewer is the beginning of too many others."""
AROUND = 70
"""Characters on each side of what was found."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts that put no spaces between words: Thai to Khmer, Chinese, Japanese."""
_RUN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]+")
_MARKS = re.compile("[\u0300-\u036f\u3099\u309a]")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that was asked for: a `part` is found at the beginning of longer words too."""

    word: str
    part: bool


def fold(text: str) -> str:
    """The same for what differs in case, accents and width only."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).casefold()


def words_of(text: str) -> list[str]:
    """Each word once. Where a script has no spaces, each character and each pair of neighbours."""
    found: dict[str, None] = {}
    size = 0
    for word in _words(text):
        if word in found:
            continue
        size += len(word.encode(errors="replace")) + 1
        if size > MOST_BYTES:
            break
        found[word] = None
    return list(found)


def terms_of(asked: str) -> tuple[Term, ...]:
    """What has to stand in a text for it to be found; nothing where `asked` has no word."""
    terms: dict[Term, None] = {}
    for run in _RUN.findall(fold(asked)):
        if _UNSPACED_RUN.fullmatch(run):
            pairs = [run[at : at + 2] for at in range(len(run) - 1)] or [run]
            terms.update((Term(pair, False), None) for pair in pairs)
        else:
            word = run[:LONGEST_WORD]
            terms[Term(word, len(word) >= SHORTEST_PART)] = None
    return tuple(terms)[:MOST_TERMS]


def snippet(text: str, terms: Sequence[Term]) -> str:
    """What stands around the first of `terms` in a text, on one line, with … where it goes on."""
    at, end = next(_places(text, terms), (0, 0))
    begin, stop = max(0, at - AROUND), min(len(text), end + AROUND)
    if begin:
        space = text.find(" ", begin, at)
        begin = begin if space < 0 else space + 1
    if stop < len(text):
        space = text.rfind(" ", end, stop)
        stop = stop if space < 0 else space
    cut = " ".join(text[begin:stop].split())
    return ("…" if begin else "") + cut + ("…" if stop < len(text) else "")


def _words(text: str) -> Iterator[str]:
    for run in _RUN.findall(fold(text)):
        if _UNSPACED_RUN.fullmatch(run):
            yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        else:
            yield run[:LONGEST_WORD]


def _places(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """Where the terms stand, in characters of the text as it was written."""
    for run in re.finditer(r"\w+", text):
        folded = fold(run.group())
        if any(_stands_in(term, folded) for term in terms):
            yield _narrowed(text, run.start(), run.end(), terms)


def _stands_in(term: Term, folded: str) -> bool:
    return term.word in words_of(folded) or (
        term.part and any(word.startswith(term.word) for word in words_of(folded))
    )


def _narrowed(text: str, start: int, end: int, terms: Sequence[Term]) -> tuple[int, int]:
    """A long run of a script without spaces is cut down to the term in it."""
    for at in range(start, end):
        for term in terms:
            if fold(text[at : at + len(term.word)]).startswith(term.word):
                return at, min(end, at + len(term.word))
    return start, end
