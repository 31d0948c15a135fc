"""What is said under an answer, once a session, where the model's window is nearly full."""

from dataclasses import replace

from bots.counter import Asked
from graphs.said import Answer

NEARLY_FULL = 0.8
"""Of a model's window: from here on the person is told."""


def is_due(answer: Answer, asked: Asked) -> bool:
    return (answer.window_share or 0.0) >= NEARLY_FULL and not asked.session.warned


def with_warning(answer: Answer, asked: Asked) -> Answer:
    _ = asked._
    warning = _(
        "This session fills {share} % of the model's window. When it is full, I sum up the older part for the model"
        " and keep all of it for you. /t shows how full it is, /clear begins afresh."
    ).format(share=int((answer.window_share or 0.0) * 100))
    return replace(answer, reply=replace(answer.reply, text=f"{answer.reply.text}\n\n_{warning}_"))
