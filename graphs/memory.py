"""Bounded memory: a window of recent messages, and a summary of what went before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

MOST_MESSAGES = 40
"""Past this many messages the older ones are folded into the summary ..."""
KEPT_MESSAGES = 20
"""... and about this many stay."""
MOST_CHARACTERS = 60_000
"""The window's bound on text, whatever the number of messages (about 15,000 tokens)."""
SUMMARY_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Split:
    older: list[BaseMessage]
    recent: list[BaseMessage]


def split_window(messages: Sequence[BaseMessage]) -> Split:
    """Cuts before a person's message, so that no tool call loses its result; the last turn always stays."""
    total = sum(_size(message) for message in messages)
    if len(messages) <= MOST_MESSAGES and total <= MOST_CHARACTERS:
        return Split([], list(messages))
    starts = [i for i, message in enumerate(messages) if isinstance(message, HumanMessage)]
    cut = 0
    for start in starts:
        cut = start
        rest = messages[start:]
        if len(rest) <= KEPT_MESSAGES and sum(map(_size, rest)) <= MOST_CHARACTERS // 2:
            break
    return Split(list(messages[:cut]), list(messages[cut:]))


def _size(message: BaseMessage) -> int:
    return len(message.text)


def as_lines(messages: Sequence[BaseMessage], most: int = 400) -> list[str]:
    """What was said, a line each, at most `most` characters of every message."""
    lines: list[str] = []
    for message in messages:
        said = " ".join(message.text.split())
        if not said or isinstance(message, ToolMessage):
            continue
        speaker = "assistant" if isinstance(message, AIMessage) else "person"
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
