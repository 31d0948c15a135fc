"""Rows as tokens to learn from."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from models.small_talk.rows import BadRow, DataError, Row
from models.small_talk.turns import Turn, question, tokens_of

Example = dict[str, list[int]]
"""`input_ids`, and as `labels` the reply alone: what people say is read, not learned."""

NOT_LEARNED = -100
FEWEST = 4
"""Rows without which nothing can be learned and measured."""


@dataclass(frozen=True, slots=True)
class Examples:
    """`held_out` is measured and never learned from; `too_long` is what doesn't fit."""

    learned: tuple[Example, ...]
    held_out: tuple[Example, ...]
    too_long: tuple[BadRow, ...]


def examples(rows: Sequence[Row], tokenizer: Any, window: int, share: float, seed: int) -> Examples:
    """A `share` of the rows, chosen by `seed`, is held out. Raises DataError where too few are left to learn from."""
    made = [(row, example(row, tokenizer, window)) for row in rows]
    too_long = tuple(
        BadRow(row.line, f"its reply and what was said before are longer than {window} tokens")
        for row, each in made
        if each is None
    )
    usable = [each for _row, each in made if each is not None]
    if len(usable) < FEWEST:
        raise DataError(f"There are {len(usable)} rows to learn from; it takes at least {FEWEST}.")
    random.Random(seed).shuffle(usable)
    held_out = max(1, round(len(usable) * share))
    return Examples(tuple(usable[held_out:]), tuple(usable[:held_out]), too_long)


def example(row: Row, tokenizer: Any, window: int) -> Example | None:
    """The row within `window` tokens, its oldest turns left out where need be; None where that is not enough."""
    *before, reply = row.turns
    turns = [_turn(text, len(before) - at) for at, text in enumerate(before)]
    answered = _reply_tokens(tokenizer, turns[-1], reply)
    asked = question(tokenizer, turns, window - len(answered))
    if asked is None:
        return None
    return {"input_ids": [*asked, *answered], "labels": [*[NOT_LEARNED] * len(asked), *answered]}


def _turn(text: str, before_the_reply: int) -> Turn:
    return Turn("user" if before_the_reply % 2 else "assistant", text)


def _reply_tokens(tokenizer: Any, last: Turn, reply: str) -> list[int]:
    """What stands behind the question in the template, its end included."""
    asked = tokens_of(tokenizer, [last], to_answer=True)
    whole = tokens_of(tokenizer, [last, Turn("assistant", reply)], to_answer=False)
    return whole[len(asked) :]
