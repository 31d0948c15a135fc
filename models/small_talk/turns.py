"""A dialogue as a causal model reads it: the turns, each with the end of text behind it, as DialoGPT has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

TEMPLATE = (
    "{% for message in messages %}{% if message['role'] != 'system' %}"
    "{{ message['content'] }}{{ eos_token }}{% endif %}{% endfor %}"
)
"""For a tokenizer that brings no chat template of its own."""


@dataclass(frozen=True, slots=True)
class Turn:
    role: Literal["system", "user", "assistant"]
    text: str


def tokens_of(tokenizer: Any, turns: Sequence[Turn], *, to_answer: bool) -> list[int]:
    """The dialogue in the tokenizer's own template; words that look like its special tokens lose their power.

    With `to_answer` it ends where the model's answer begins.
    """
    ids: list[int] = tokenizer.apply_chat_template(
        [{"role": turn.role, "content": _defused(tokenizer, turn.text)} for turn in turns],
        chat_template=tokenizer.chat_template or TEMPLATE,
        add_generation_prompt=to_answer,
        tokenize=True,
        return_dict=False,
    )
    return ids


def question(tokenizer: Any, turns: Sequence[Turn], room: int) -> list[int] | None:
    """The latest turns that fit into `room` tokens; None where not even the last does.

    Other templates than ours may want the person to begin.
    """
    system = [turn for turn in turns[:1] if turn.role == "system"]
    said = list(turns[len(system) :])
    anybody = (tokenizer.chat_template or TEMPLATE) == TEMPLATE
    while said:
        if anybody or said[0].role == "user":
            ids = tokens_of(tokenizer, [*system, *said], to_answer=True)
            if len(ids) <= room:
                return ids
        del said[0]
    return None


def _defused(tokenizer: Any, text: str) -> str:
    for token in tokenizer.all_special_tokens:
        text = text.replace(token, " ")
    return text
