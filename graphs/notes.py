"""An answer's words, and under them what the person should know of how it came about."""

from langchain_core.messages import AIMessage

from graphs.limits import limit_note
from graphs.standing_in import stood_in_note
from graphs.stopping import was_stopped, words_before_the_stop
from texts import translator


def with_notes(message: AIMessage, locale: str) -> str:
    """The message's text, with a line in italics for each note."""
    text, notes = str(message.text), [stood_in_note(message, locale), limit_note(message, locale)]
    if was_stopped(message):
        _ = translator(locale)
        text, notes = words_before_the_stop(message), [_("(stopped)")]
    return "\n\n".join([part for part in (text, *(f"_{note}_" for note in notes if note)) if part])
