"""The built-in model in the place of a server's that can't answer: it goes on, and says so."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from graphs.modes import Mode
from models.choice import Decision, Ground, Obstacle
from models.failover import Answer
from models.trouble import Reason
from texts import translator

_STOOD_IN = "stood_in"


def stood_in_because(answer: Answer) -> str:
    """Why the built-in model gave this answer for another one; empty where it did not."""
    if answer.stood_in and answer.card.provider == "builtin":
        return str(answer.failed[-1].reason)
    return ""


def left_because(decision: Decision | None) -> str:
    """Why nobody but the built-in model is left to be asked; empty where there is somebody, or never was."""
    if decision is None or decision.ground is not Ground.LAST or len(decision.order) > 1:
        return ""
    obstacles = {passed.obstacle for passed in decision.passed}
    return str(Reason.TOO_LONG if Obstacle.TOO_SMALL in obstacles else Obstacle.NO_TOOLS)


def only_built_in(mode: Mode, decision: Decision, locale: str) -> str:
    """What the built-in model says of a mode that it is not good for."""
    _ = translator(locale)
    title = _(mode.title)
    if decision.ground is Ground.CHOSEN:
        return _(
            "I can't do that in the mode “{mode}”: this session has the built-in model, which is a set of rules"
            " and no AI model. /model chooses another."
        ).format(mode=title)
    return _(
        "I can't do that in the mode “{mode}”: it needs an AI model, and I have only the built-in one, which is"
        " a set of rules. To add one, put OPENAI_API_KEY (or OPENAI_BASE_URL for a server of your own) into .env"
        " and start me again. /mode chooses another mode."
    ).format(mode=title)


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
    return reason_note(_reason_of(message), locale)


def _reason_of(message: AIMessage) -> str:
    return str(message.additional_kwargs.get(_STOOD_IN, ""))


def reason_note(reason: str, locale: str) -> str:
    """The same for a reason that is known."""
    _ = translator(locale)
    match reason:
        case "":
            return ""
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
        case Obstacle.NO_TOOLS:
            return _("The model can't use tools, so the built-in one answered.")
        case _other:
            return _("The model can't be reached right now, so the built-in one answered.")
