"""How many tokens an answer took."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.utils import count_tokens_approximately

# Characters that one token covers in the usual vocabularies, rounded down: a guess should rather be too high.
_LATIN = 4.0
_OTHER = 2.5
_IDEOGRAPHIC = 1.3

_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_OTHERS = re.compile(r"[^\u0000-\u024f\u2000-\u206f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens read and written; `estimated` when the server didn't say."""

    input: int
    output: int
    estimated: bool


def tokens_used(message: AIMessage, prompt: Sequence[BaseMessage] = ()) -> Tokens:
    """What `message` took: as its server said, or estimated from it and the `prompt` it answers."""
    said = message.usage_metadata
    if said and said["output_tokens"]:
        return Tokens(said["input_tokens"], said["output_tokens"], estimated=False)
    return Tokens(estimate(prompt), estimate([message]), estimated=True)


def estimate(messages: Sequence[BaseMessage]) -> int:
    """About how many tokens `messages` take, whatever script they are in. No tokenizer, no network."""
    return sum(
        count_tokens_approximately([message], chars_per_token=_chars_per_token(message.text))
        for message in messages
    )


def _chars_per_token(text: str) -> float:
    if text.isascii():
        return _LATIN
    ideographs = len(_IDEOGRAPHS.findall(text))
    others = len(_OTHERS.findall(text))
    latin = len(text) - ideographs - others
    return len(text) / (latin / _LATIN + others / _OTHER + ideographs / _IDEOGRAPHIC)
