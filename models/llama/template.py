"""A model file's own chat template."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from models.llama.library import Library

Said = Mapping[str, str]
"""A message as templates know it: `role` and `content`."""

_CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{{ '<|im_start|>assistant\n' }}"
)
"""For files that bring none, which are mostly untrained in talking."""
_CONTROL = 8
"""llama.cpp's attribute of tokens that are marks, not text."""
_UNSEEN = "\u200b"


class Template:
    def __init__(self, library: Library, model: Any) -> None:
        c = library.c
        vocabulary = c.llama_model_get_vocab(model)
        text = partial(_text, c, vocabulary)
        written: bytes | None = c.llama_model_chat_template(model, None)
        self.is_files = written is not None
        self._render = library.templates(
            template=written.decode() if written else _CHATML,
            eos_token=text(c.llama_vocab_eos(vocabulary)),
            bos_token=text(c.llama_vocab_bos(vocabulary)),
        )
        marks = _marks(c, vocabulary)
        self._mark = re.compile("|".join(map(re.escape, marks))) if marks else None

    def prompt(self, messages: Sequence[Said]) -> str:
        """All that was said, up to where the answer begins. Nothing in it that people wrote passes for a mark.

        Templates differ in what they take: where one refuses, the instructions go into the person's first message,
        and what one side said in a row into one message.
        """
        safe = [{**message, "content": self._plain(message["content"])} for message in messages]
        try:
            return self._rendered(safe)
        except Exception:  # whatever the file's own code raises
            return self._rendered(_alternating(safe))

    def _rendered(self, messages: Sequence[Said]) -> str:
        return str(self._render(messages=list(messages), enable_thinking=False).prompt)

    def _plain(self, text: str) -> str:
        if self._mark is None:
            return text
        return self._mark.sub(lambda found: found[0][0] + _UNSEEN + found[0][1:], text)


def _alternating(messages: Sequence[Said]) -> list[Said]:
    told: list[Said] = []
    for message in messages:
        role = "user" if message["role"] == "system" else message["role"]
        if told and told[-1]["role"] == role:
            told[-1] = {"role": role, "content": f"{told[-1]['content']}\n\n{message['content']}"}
        else:
            told.append({"role": role, "content": message["content"]})
    return told


def _marks(c: Any, vocabulary: Any) -> list[str]:
    """The texts that would be read as marks, longest first."""
    tokens = range(c.llama_vocab_n_tokens(vocabulary))
    marks = [token for token in tokens if c.llama_vocab_get_attr(vocabulary, token) & _CONTROL]
    return sorted(filter(None, (_text(c, vocabulary, token) for token in marks)), key=len, reverse=True)


def _text(c: Any, vocabulary: Any, token: int) -> str:
    if token < 0:
        return ""
    text: bytes = c.llama_vocab_get_text(vocabulary, token)
    return text.decode(errors="replace")
