"""Bounded memory: a window of recent messages, and a summary of what went before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from graphs.speakers import speaker_of
from models.usage import estimate

MOST_MESSAGES = 40
"""Past this many messages the older ones are folded into the summary ..."""
KEPT_MESSAGES = 20
"""... and about this many stay."""
MOST_CHARACTERS = 60_000
"""The window's bound on text, whatever the number of messages (about 15,000 tokens)."""
SUMMARY_CHARACTERS = 2_000
_BESIDE_THE_TEXT = 200
"""More tokens than a message takes besides its text, with its calls of tools."""


@dataclass(frozen=True, slots=True)
class Split:
    older: list[BaseMessage]
    recent: list[BaseMessage]


@dataclass(frozen=True, slots=True)
class Memory:
    """What a session's model is given to read of it: so many messages word for word, and before them a summary."""

    messages: int = 0
    estimated_tokens: int = 0
    summary: str = ""


def memory_of(messages: Sequence[BaseMessage], summary: str) -> Memory:
    """What a window of messages comes to, with what stands before it."""
    tokens = estimate(messages) + (estimate([HumanMessage(summary)]) if summary else 0)
    return Memory(len(messages), tokens, summary)


def split_window(messages: Sequence[BaseMessage], most_tokens: float | None = None) -> Split:
    """Cuts before a person's message, so that no tool call loses its result; the last turn always stays.

    `most_tokens`, as `estimate` counts them, is what the model has room for; None where that is unknown.
    """
    total = sum(map(_size, messages))
    crowded = (
        most_tokens is not None and may_exceed(messages, most_tokens) and estimate(messages) > most_tokens
    )
    if len(messages) <= MOST_MESSAGES and total <= MOST_CHARACTERS and not crowded:
        return Split([], list(messages))
    starts = [i for i, message in enumerate(messages) if isinstance(message, HumanMessage)]
    cut = 0
    for start in starts:
        cut = start
        rest = messages[start:]
        if (
            len(rest) <= KEPT_MESSAGES
            and sum(map(_size, rest)) <= MOST_CHARACTERS // 2
            and (most_tokens is None or estimate(rest) <= most_tokens / 2)
        ):
            break
    return Split(list(messages[:cut]), list(messages[cut:]))


def may_exceed(messages: Sequence[BaseMessage], tokens: float) -> bool:
    """False where the messages certainly take fewer tokens, told at a glance from how long they are."""
    return sum(_size(message) + _BESIDE_THE_TEXT for message in messages) > tokens


def _size(message: BaseMessage) -> int:
    return len(message.text)


def as_lines(messages: Sequence[BaseMessage], most: int = 400) -> list[str]:
    """What was said, a line each, at most `most` characters of every message."""
    lines: list[str] = []
    for message in messages:
        said = " ".join(message.text.split())
        if not said or isinstance(message, ToolMessage):
            continue
        speaker = "assistant" if isinstance(message, AIMessage) else speaker_of(message) or "person"
        lines.append(f"{speaker}: {said[:most]}{'…' if len(said) > most else ''}")
    return lines


def extract(summary: str, older: Sequence[BaseMessage]) -> str:
    """A summary made without a model: the latest sayings, cut short and bounded."""
    lines = [*summary.splitlines(), *as_lines(older, most=120)]
    kept: list[str] = []
    size = 0
    for line in reversed(lines):
        size += len(line) + 1
        if size > SUMMARY_CHARACTERS:
            break
        kept.append(line)
    return "\n".join(reversed(kept))
