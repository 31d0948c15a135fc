"""Markdown as models write it, and worse, for tests with hypothesis."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.thorough import thorough

ANY_TEXT = settings(
    max_examples=thorough(2_000, 100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
"""2,000 cases in CI, 200 elsewhere, whatever profile another test has loaded."""

WORDS = [
    "words",
    "snake_case_name",
    "слово",
    "עברית",
    "مرحبا",
    "汉字",
    "हिन्दी",
    "e\u0301te\u0301",
    "👨‍👩‍👧",
    "🇷🇺🇩🇪",
    "👍🏽",
    "1️⃣",
    "don't",
    "naïve",
    "𝒙𝒚",
]
MARKUP = [
    *(
        "*",
        "**",
        "_",
        "__",
        "~",
        "~~",
        "code`",
        "[",
        "]",
        "!",
        "|",
        "<",
        ">",
        "#",
        "####",
        "- ",
        "> ",
        "1. ",
        "12) ",
    ),
    *("<b>", "</b>", "<!--", "-->", "<div>", "</div>", "[note]: ", "---", "===", ". ", ": ", '"', "http://"),
    *(
        "@everyone",
        "@user",
        "/command",
        "#tag",
        "\n",
        "\n\n",
        " ",
        "  ",
        "    ",
        "\t",
        "\n- ",
        "\n  - ",
        "\n1. ",
    ),
    *("\n> ", "\n> > ", "\n# ", "\n```\n", "\n~~~\n"),
]
"""Pieces that take no letter away from what stands beside them."""

ODD = list("\u200b\u200d\u200e\u200f\ufeff\u00a0\ufe0f\u2066\u2069\x00\x1b\r\x0b\u2028\x85")
"""Characters that can't be seen."""

HUNGRY = [
    *(
        "`",
        "``",
        "](",
        "](x)",
        "](http://a.b/c)",
        "](http://a.b 'title')",
        "![",
        "<br>",
        "<br/>\n",
        "[x] ",
        "```py\n",
    ),
    *("&amp;", "&#0;", "&nbsp;", "\\", "$", "$$", "\\(x^2\\)", "\\[\n\\frac{a}{b}\n\\]"),
    *("\n| a | b |\n|---|:-:|\n", "\n| a | b | c |\n|--|--|--:|\n| `x` | 1 | 2 | 3 |\n", "| y | z |\n"),
    *("\ud83d", "\udc4d", "a\u030a", "\u0333", "\u202e", "\u2800", "\u3164", "\U000e0041"),
]
"""Pieces that take letters away, or that stand for something else."""

_HIDDEN = "\u115f\u1160\u3164\uffa0"
_INNOCENT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="&$\\[]()`" + _HIDDEN), max_size=5
)


def soup(*, hungry: bool) -> st.SearchStrategy[str]:
    """Words and pieces of Markdown in any order, sometimes so often that one message can't hold them."""
    pieces = [*MARKUP, *ODD, *(HUNGRY if hungry else ())]
    text = st.text(max_size=5) if hungry else _INNOCENT
    piece = st.one_of(st.sampled_from(pieces), st.sampled_from(WORDS), text)
    once = st.lists(piece, max_size=60).map("".join)
    return st.builds(lambda text, times: f"{text}\n" * times, once, st.sampled_from([1, 1, 1, 2, 20]))


def letters(text: str) -> str:
    """The letters of a text in their order, whatever form of accents it uses."""
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKD", text)))


@dataclass(frozen=True)
class Sample:
    """Markdown, its words in their order, and words that have to stay in one message.

    `labels` are words that may be said more than once, wherever that helps.
    """

    markdown: str
    words: tuple[str, ...]
    together: tuple[tuple[str, ...], ...] = ()
    labels: frozenset[str] = frozenset()


NUMBERED = re.compile(r"[^\W\d_]+\d+")
"""The words of samples: no two are equal."""


_FORMS = ["{}", "{}.", "**{}**", "*{}*", "~~{}~~", "`{}`", "***{}***", "[{}]({})", "<{}>"]


class _Author:
    """Writes samples, drawing every choice from hypothesis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._base = ""
        self._words: list[str] = []
        self._together: list[tuple[str, ...]] = []
        self._labels: set[str] = set()

    def sample(self) -> Sample:
        writers = [
            self.paragraph,
            self.heading,
            self.bullets,
            self.numbers,
            self.quote,
            self.code,
            self.table,
        ]
        chosen = self._draw(st.lists(st.sampled_from(writers), min_size=1, max_size=15))
        blocks = [self._block(write) for write in chosen]
        return Sample("\n\n".join(blocks), tuple(self._words), tuple(self._together), frozenset(self._labels))

    def _block(self, write: Callable[[], str]) -> str:
        self._base = self._draw(st.sampled_from(["word", "слово", "עברית", "汉字", "ünï"]))
        return write()

    def word(self) -> str:
        self._words.append(f"{self._base}{len(self._words)}")
        return self._words[-1]

    def some(self, most: int) -> list[str]:
        return [self.word() for _ in range(self._draw(st.integers(1, most)))]

    def inline(self) -> str:
        form = self._draw(st.sampled_from(_FORMS))
        if form == "<{}>":
            return self.address()
        words = self.some(3)
        if form.startswith("{}"):
            return form.format(" ".join(words))
        self._together.append(tuple(words))
        return form.format(" ".join(words), self.address() if "(" in form else "")

    def address(self) -> str:
        self._words.append(f"u{len(self._words)}")
        return f"https://example.com/a_b_c/{self._words[-1]}"

    def line(self) -> str:
        most = self._draw(st.sampled_from([3, 3, 8, 40]))
        return " ".join(self.inline() for _ in range(self._draw(st.integers(1, most))))

    def paragraph(self) -> str:
        return "\n".join(self.line() for _ in range(self._draw(st.integers(1, 3))))

    def heading(self) -> str:
        return f"{'#' * self._draw(st.integers(1, 6))} {' '.join(self.some(8))}"

    def bullets(self) -> str:
        return "\n".join(f"{'  ' * depth}- {self.line()}" for depth in (0, self._draw(st.integers(0, 1)), 1))

    def numbers(self) -> str:
        return "\n".join(f"{number}. {self.line()}\n   - {self.line()}" for number in range(1, 4))

    def quote(self) -> str:
        return "\n".join(f"> {self.line()}" for _ in range(2))

    def code(self) -> str:
        rows = [self.some(3) for _ in range(self._draw(st.integers(1, 4)))]
        self._together.append(tuple(word for row in rows for word in row))
        lines = "\n".join("    " * number + " ".join(row) for number, row in enumerate(rows))
        return f"```{self._draw(st.sampled_from(['', 'py', 'c++']))}\n{lines}\n```"

    def table(self) -> str:
        columns = self._draw(st.integers(2, 4))
        header = [self.word() for _ in range(columns)]
        self._labels.update(header)
        lines = [header, ["---"] * columns]
        for _ in range(self._draw(st.integers(1, 4))):
            lines.append([self.word() for _ in range(columns)])
            self._together.append(tuple(lines[-1]))
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """A whole answer in tidy Markdown."""
    return _Author(draw).sample()


def check_words(sample: Sample, parts: Sequence[str]) -> None:
    """Every word is there, in its order and once, and what belongs together is in one part."""
    found = [NUMBERED.findall(part) for part in parts]
    wanted = [word for word in sample.words if word not in sample.labels]
    assert [word for words in found for word in words if word not in sample.labels] == wanted
    assert sample.labels <= {word for words in found for word in words}
    home = {word: number for number, words in enumerate(found) for word in words if word not in sample.labels}
    for words in sample.together:
        assert len({home[word] for word in words}) == 1, words
