"""The modes that a person can choose for a session."""

from dataclasses import dataclass

from texts import N_


@dataclass(frozen=True, slots=True)
class ModeCard:
    """`title` and `description` are English sources: `_(mode.title)` is what a person reads."""

    name: str
    title: str
    description: str


MODES = (
    ModeCard("auto", N_("Automatic"), N_("Sees from each message whether it is about halls.")),
    ModeCard("chat", N_("Chat"), N_("Talks about anything, without tools.")),
    ModeCard(
        "consultant", N_("Hall consultant"), N_("Knows the halls, their prices and free times, and books.")
    ),
)


def mode_answering(mode: str) -> str:
    """The mode whose model answers; plain chat where it is chosen from message to message."""
    return "chat" if mode == "auto" else mode
