"""What stands around `generate`: no repeats, no going on when nobody listens, and words as they come."""

from collections.abc import Callable
from importlib import import_module
from time import monotonic
from typing import Any

PACE = 0.04
"""Seconds between two pieces of an answer: each costs the event loop more than a small model needs to write it."""

_HALF_A_CHARACTER = "\N{REPLACEMENT CHARACTER}"


class _InItself:
    """Bans repeated words within the answer alone: what was said before may be said again."""

    def __init__(self, words: int, asked: int) -> None:
        self._ban = import_module("transformers").NoRepeatNGramLogitsProcessor(words)
        self._asked = asked

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        return self._ban(input_ids[:, self._asked :], scores)


class _Quiet:
    def __init__(self, stopped: Callable[[], bool]) -> None:
        self._stopped = stopped
        self._full = import_module("torch").full

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        return self._full((input_ids.shape[0],), self._stopped(), device=input_ids.device)


class Pieces:
    """A streamer that says text as soon as its characters are whole; the first thing it is given is the question."""

    def __init__(self, tokenizer: Any, say: Callable[[str], None]) -> None:
        self._tokenizer = tokenizer
        self._say = say
        self._ids: list[int] | None = None
        self._said = ""
        self._due = 0.0

    def put(self, value: Any) -> None:
        if self._ids is None:
            self._ids = []
            return
        self._ids.extend(value.flatten().tolist())
        if monotonic() >= self._due:
            self._tell(whole=False)

    def end(self) -> None:
        self._tell(whole=True)

    def _tell(self, *, whole: bool) -> None:
        text = str(self._tokenizer.decode(self._ids, skip_special_tokens=True)).lstrip()
        if whole:
            text = text.rstrip()
        elif text.endswith(_HALF_A_CHARACTER) or text != text.rstrip():
            return
        if len(text) > len(self._said):
            self._say(text[len(self._said) :])
            self._said = text
            self._due = monotonic() + PACE


def unrepeated(asked: int, settings: Any, words: int, penalty: float) -> Any:
    """Keeps an answer from repeating itself, where the model's own settings don't already."""
    transformers = import_module("transformers")
    processors = transformers.LogitsProcessorList()
    if settings.no_repeat_ngram_size is None:
        processors.append(_InItself(words, asked))
    if settings.repetition_penalty is None:
        processors.append(transformers.RepetitionPenaltyLogitsProcessor(penalty, prompt_ignore_length=asked))
    return processors


def quiet(stopped: Callable[[], bool]) -> Any:
    """Ends an answer once it is `stopped`."""
    return import_module("transformers").StoppingCriteriaList([_Quiet(stopped)])
