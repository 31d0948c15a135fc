"""Who says what, where several people talk in one session."""

from collections.abc import Sequence
from typing import TypeVar

from langchain_core.messages import BaseMessage, HumanMessage

MessageT = TypeVar("MessageT", bound=BaseMessage)

LONGEST_NAME = 40
_SPEAKER = "speaker"


def spoken(text: str, speaker: str, message_id: str) -> HumanMessage:
    """What a person said; `speaker` is their name where several talk, else empty."""
    name = " ".join(speaker.replace(":", " ").split())[:LONGEST_NAME]
    return HumanMessage(text, id=message_id, additional_kwargs={_SPEAKER: name} if name else {})


def speaker_of(message: BaseMessage) -> str:
    """The name on a person's message; empty where there is none."""
    return str(message.additional_kwargs.get(_SPEAKER, ""))


def several_talk(messages: Sequence[BaseMessage]) -> bool:
    return any(map(speaker_of, messages))


def attributed(messages: Sequence[MessageT]) -> list[MessageT]:
    """The messages as a model reads them: a name before what each person said, where names are known."""
    return [
        message.model_copy(update={"content": f"{name}: {message.text}"})
        if (name := speaker_of(message))
        else message
        for message in messages
    ]
