"""Numbers written as words, in both languages and in Russian cases: "half past six", "с шести до восьми"."""

import re

_UNITS = """
1 one один одна одно одного одной одному одним
2 two два две двух двум двумя
3 three три трех трем тремя
4 four четыре четырех четырем
5 five пять пяти
6 six шесть шести
7 seven семь семи
8 eight восемь восьми
9 nine девять девяти
10 ten десять десяти
11 eleven одиннадцать одиннадцати
12 twelve двенадцать двенадцати
13 thirteen тринадцать тринадцати
14 fourteen четырнадцать четырнадцати
15 fifteen пятнадцать пятнадцати
16 sixteen шестнадцать шестнадцати
17 seventeen семнадцать семнадцати
18 eighteen восемнадцать восемнадцати
19 nineteen девятнадцать девятнадцати
20 twenty двадцать двадцати
30 thirty тридцать тридцати
40 forty fourty сорок сорока
50 fifty пятьдесят пятидесяти
60 sixty шестьдесят шестидесяти
70 seventy семьдесят семидесяти
80 eighty восемьдесят восьмидесяти
90 ninety девяносто девяноста
100 hundred сто ста
200 двести двухсот
300 триста трехсот
"""
_ORDINALS = """
1 first первого
2 second второго
3 third третьего
4 fourth четвертого
5 fifth пятого
6 sixth шестого
7 seventh седьмого
8 eighth восьмого
9 ninth девятого
10 tenth десятого
11 eleventh одиннадцатого
12 twelfth двенадцатого
13 thirteenth тринадцатого
14 fourteenth четырнадцатого
15 fifteenth пятнадцатого
16 sixteenth шестнадцатого
17 seventeenth семнадцатого
18 eighteenth восемнадцатого
19 nineteenth девятнадцатого
20 twentieth двадцатого
30 thirtieth тридцатого
"""


def _table(lines: str) -> dict[str, int]:
    rows = [line.split() for line in lines.split("\n") if line]
    return {word: int(number) for number, *words in rows for word in words}


CARDINALS = _table(_UNITS)
ORDINALS = _table(_ORDINALS)
HALF_HOURS = {f"пол{word}": number for word, number in ORDINALS.items() if word.endswith("го")}

_WORD = re.compile(r"[^\W\d_]+")
_ONE_IS_A_NUMBER = re.compile(
    r"(?:\b(?:at|from|to|till|until|past|between|and|around)\s+)$"
    r"|^\s*(?:hours?|o'?clock|[ap]\.?m\b|person\b|guest\b)",
    re.IGNORECASE,
)
_SHORT_ORDINALS = {"first", "second", "third"}
_DAY_OF = re.compile(r"^\s+of\b|^\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_MONTH_BEFORE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+(?:the\s+)?$", re.IGNORECASE
)


def with_digits(text: str) -> str:
    """`text` with its number words as digits: 25, an ordinal as 25th, and полседьмого as 6:30."""
    out: list[str] = []
    at = 0
    words = list(_WORD.finditer(text))
    index = 0
    while index < len(words):
        digits, taken = _read(text, words, index)
        if taken:
            out += [text[at : words[index].start()], digits]
            at = words[index + taken - 1].end()
        index += max(taken, 1)
    return "".join(out) + text[at:]


def _read(text: str, words: list[re.Match[str]], index: int) -> tuple[str, int]:
    """The digits for the words from `index` on, and how many words they stand for; 0 if it is no number."""
    word = words[index][0].lower()
    if word in HALF_HOURS:
        return _half_hour(HALF_HOURS[word]), 1
    if word in ORDINALS:
        return (f"{ORDINALS[word]}th", 1) if _ordinal_here(text, words[index]) else ("", 0)
    value = CARDINALS.get(word)
    if value is None or not _cardinal_here(text, words[index]):
        return "", 0
    following = _joined(text, words, index)
    if value < 10 and following == "hundred":
        return str(value * 100), 2
    if value < 20 or value % 10:
        return str(value), 1
    return _with_unit(value, following)


def _with_unit(tens: int, following: str) -> tuple[str, int]:
    """Twenty five, twenty-fifth, двадцать пять, двадцать пятого."""
    if ORDINALS.get(following, 10) < 10 and tens < 100:
        return f"{tens + ORDINALS[following]}th", 2
    unit = CARDINALS.get(following, 100)
    if unit < 10 or (tens >= 100 and unit < 100):
        return str(tens + unit), 2
    return str(tens), 1


def _half_hour(hour: int) -> str:
    """Half of the way to `hour`, as in полседьмого."""
    return f"{hour - 1 or 12}:30"


def _joined(text: str, words: list[re.Match[str]], index: int) -> str:
    """The next word where only a space or a hyphen stands between."""
    if index + 1 >= len(words):
        return ""
    between = text[words[index].end() : words[index + 1].start()]
    return words[index + 1][0].lower() if between in {" ", "-"} else ""


def _cardinal_here(text: str, word: re.Match[str]) -> bool:
    """Not "the big one": English "one" counts only where a number is meant."""
    if word[0].lower() != "one":
        return True
    before, after = text[max(0, word.start() - 12) : word.start()], text[word.end() : word.end() + 12]
    return any(_ONE_IS_A_NUMBER.search(side) for side in (before, after))


def _ordinal_here(text: str, word: re.Match[str]) -> bool:
    """Not "the second one": the short ordinals count only next to a month or "of"."""
    if word[0].lower() not in _SHORT_ORDINALS:
        return True
    if _DAY_OF.search(text[word.end() : word.end() + 8]):
        return True
    return bool(_MONTH_BEFORE.search(text[max(0, word.start() - 16) : word.start()]))
