"""Words in Discord's Markdown."""

import re

from bots.markdown.document import Spans, words
from bots.markdown.nesting import Run, runs

_SPECIAL = re.compile(
    r"[\\*_~`]|\|(?=\|)|(?<=\|)\||(?<=\])\(|<(?=@|#\d|a?:\w+:\d|t:-?\d|id:|/[\w -]+:\d|https?:)"
)
_BLOCK = re.compile(r"(?:#{1,3}|-#|>|>>>|[-+])(?=\s|$)")
_NUMBER = re.compile(r"(\d{1,9})(?=\.(?:\s|$))")
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)")
_BRACKET = re.compile(r"[\[\]]")
_UNSAFE = re.compile(r"[\s<>]|@(?=everyone|here|[!&]?\d)")
_UNSAFE_IN_BRACKETS = re.compile(r"[\s<>()\\\"]|@(?=everyone|here|[!&]?\d)")
_ADDRESS = re.compile(r"https?://|www\.|discord\.gg", re.IGNORECASE)
_APART = "\u200b"
_SIGNS = {"bold": "**", "italic": "*", "strike": "~~"}


def inline(spans: Spans) -> str:
    """A line's words, with an address in brackets so that no preview is made of it."""
    writer = _Writer()
    opening: dict[int, list[Run]] = {}
    for run in sorted(runs(spans), key=lambda run: -run.end):
        opening.setdefault(run.first, []).append(run)
    done = 0
    for number, span in enumerate(spans):
        writer.close(number)
        for run in opening.get(number, ()):
            if text := _whole(run, spans):
                writer.write(text)
                done = run.end
            elif number >= done:
                writer.open(run)
        if number >= done:
            text = escaped(span.text)
            writer.write(_BRACKET.sub(r"\\\g<0>", text) if span.link else text)
    writer.close(len(spans))
    return _at_line_start(writer.text)


def separated(code: str, together: int) -> str:
    """Code that mentions nobody and in which fewer than `together` backticks stand beside each other."""
    quiet = _MENTION.sub(f"@{_APART}", code)
    return re.sub(f"`{{{together},}}", lambda ticks: _APART.join(ticks[0]), quiet)


def escaped(text: str) -> str:
    """Text in which no sign means anything, and which mentions nobody."""
    return _MENTION.sub(f"@{_APART}", _SPECIAL.sub(r"\\\g<0>", text))


def _at_line_start(text: str) -> str:
    if _BLOCK.match(text):
        return f"\\{text}"
    return _NUMBER.sub(r"\1\\", text, count=1) if _NUMBER.match(text) else text


def _whole(run: Run, spans: Spans) -> str:
    """Code, and links that Discord doesn't draw as words; empty for all that is drawn span by span."""
    text = words(spans[run.first : run.end])
    if run.kind == "code":
        return _code(text)
    if run.kind != "link":
        return ""
    if text == run.address:
        return f"<{_safe(text, _UNSAFE)}>"
    return f"{escaped(text)} <{_safe(run.address, _UNSAFE)}>" if _ADDRESS.search(text) else ""


def _code(text: str) -> str:
    if "`" not in text:
        return f"`{separated(text, 1)}`"
    padded = f" {text} " if text[0] == "`" or text[-1] == "`" else text
    return f"``{separated(padded, 2)}``"


def _safe(address: str, unsafe: "re.Pattern[str]") -> str:
    """An address that ends where it should and mentions nobody."""
    return unsafe.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), address)


class _Writer:
    """Signs stand close to the words that they mark, with white space outside."""

    def __init__(self) -> None:
        self.text = ""
        self._open: list[Run] = []
        self._due: list[Run] = []
        self._closed = False

    def open(self, run: Run) -> None:
        self._due.append(run)

    def write(self, text: str) -> None:
        words = text.lstrip()
        if not words:
            self.text += text
            return
        self.text += text[: len(text) - len(words)]
        for run in self._due:
            sign = "[" if run.kind == "link" else _SIGNS[run.kind]
            if self._closed and self.text.endswith(sign[0]):
                self.text += _APART
            self.text += sign
            self._closed = False
        self._open += self._due
        self._due.clear()
        self._closed = False
        self.text += words

    def close(self, number: int) -> None:
        """Ends what reaches to before span `number`."""
        self._due = [run for run in self._due if run.end != number]
        while self._open and self._open[-1].end == number:
            run = self._open.pop()
            kept = self.text.rstrip()
            sign = (
                f"](<{_safe(run.address, _UNSAFE_IN_BRACKETS)}>)" if run.kind == "link" else _SIGNS[run.kind]
            )
            self.text = kept + sign + self.text[len(kept) :]
            self._closed = True
