"""The built-in model in the place of a server's that can't answer: it goes on, and says so."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from models.failover import Answer
from models.trouble import Reason
from texts import translator

_STOOD_IN = "stood_in"


def stood_in_because(answer: Answer) -> str:
    """Why the built-in model gave this answer for another one; empty where it did not."""
    if answer.stood_in and answer.card.provider == "builtin":
        return str(answer.failed[-1].reason)
    return ""


def marked(message: AIMessage, reason: str) -> AIMessage:
    """The message with the reason on it, out of the sight of models; as it is where there is no reason."""
    if not reason:
        return message
    return message.model_copy(update={"additional_kwargs": {**message.additional_kwargs, _STOOD_IN: reason}})


def reason_in_turn(messages: Sequence[AnyMessage]) -> str:
    """Why the built-in model has taken over since the person last spoke; empty where it has not."""
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, AIMessage):
            return _reason_of(message)
    return ""


def stood_in_note(message: AIMessage, locale: str) -> str:
    """A sentence about why the built-in model stood in; empty where it did not."""
    reason = _reason_of(message)
    return _note(reason, locale) if reason else ""


def _reason_of(message: AIMessage) -> str:
    return str(message.additional_kwargs.get(_STOOD_IN, ""))


def _note(reason: str, locale: str) -> str:
    _ = translator(locale)
    match reason:
        case Reason.BUSY:
            return _("The model is busy right now, so the built-in one answered.")
        case Reason.REFUSED | Reason.REJECTED:
            return _(
                "The model server turned us down, so the built-in model answered. The owner has to check the settings."
            )
        case Reason.NOT_THERE:
            return _(
                "The model can't be opened, so the built-in one answered. The owner has to look at the log."
            )
        case Reason.CROWDED:
            return _("Too many people are waiting for the model, so the built-in one answered.")
        case Reason.TOO_LONG:
            return _("This was too long for the model, so the built-in one answered.")
        case _other:
            return _("The model can't be reached right now, so the built-in one answered.")
