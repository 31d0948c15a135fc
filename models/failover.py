"""One answer from whoever can give it: patience with a server first, then the next model."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from models.candidate import Candidate
from models.card import Card
from models.policy import Policy
from models.trouble import NO_TOOLS, Reason, Trouble

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

Attempt = Callable[["BaseChatModel"], Awaitable["AIMessage"]]
"""Asks a model once. Each call is a model run of its own, so what a failed one streamed can be dropped."""

OnFailure = Callable[[Card, Reason, float], None]
"""Told of every failed attempt: at whom, why, and how many seconds it took."""

_POLICY = Policy()

_OWNER = {
    Reason.BUSY: "The model's server has too much to do",
    Reason.UNREACHABLE: "The model's server can't be reached or fails",
    Reason.REFUSED: "The model's server refuses the key, or its account has no credit left",
    Reason.REJECTED: "The model's server rejects the request: check the model's name and the address",
    Reason.NOT_THERE: "The model can't be opened",
    Reason.CROWDED: "More people wait for the model than may",
    Reason.TOO_LONG: "The conversation didn't fit into the model's window",
    Reason.CUT_SHORT: "The model's answer was cut short on its way",
}
_OWNER_NO_TOOLS = "The model's server takes no tools: `concierge models check` tells what to do about it"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed attempt; `seconds` is how long it took, `status` the HTTP status if there was one."""

    card: Card
    reason: Reason
    seconds: float
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, who gave it, and which attempts failed before it.

    `stood_in` says that someone else than the first choice gave it.
    """

    message: "AIMessage"
    card: Card
    failed: tuple[Failure, ...] = ()
    stood_in: bool = False


class ModelUnavailable(Exception):
    """Nobody answered. `reason` is why the first choice didn't; no text of a server is in here."""

    def __init__(self, reason: Reason, failed: Sequence[Failure] = ()) -> None:
        super().__init__(f"no model answered: {reason}")
        self.reason = reason
        self.failed = tuple(failed)


async def first_answer(
    candidates: Sequence[Candidate],
    attempt: Attempt,
    policy: Policy = _POLICY,
    on_failure: OnFailure | None = None,
) -> Answer:
    """The first whole answer that one of `candidates` gives to `attempt`, tried in order under `policy`.

    A server that its breaker keeps resting is passed over at once. The built-in model is asked whatever the time,
    since it needs no server. Raises ModelUnavailable.
    """
    failed: list[Failure] = []
    reason = Reason.UNREACHABLE
    ends = monotonic() + policy.deadline
    for candidate in candidates:
        if failed and monotonic() > ends and candidate.card.provider != "builtin":
            continue
        message = await _ask(candidate, attempt, policy, ends, failed, on_failure)
        if message is not None:
            return Answer(message, candidate.card, tuple(failed), stood_in=candidate is not candidates[0])
        if candidate is candidates[0]:
            reason = failed[-1].reason
    raise ModelUnavailable(reason, failed)


async def _ask(
    candidate: Candidate,
    attempt: Attempt,
    policy: Policy,
    ends: float,
    failed: list[Failure],
    on_failure: OnFailure | None,
) -> "AIMessage | None":
    """The candidate's answer, or None when it is time for the next one; adds its failures to `failed`."""
    breaker = candidate.breaker
    if not breaker.admits():
        failed.append(Failure(candidate.card, breaker.reason, 0.0))
        return None
    for number in range(policy.attempts):
        began = breaker.clock()
        try:
            message = await attempt(await candidate.model())
        except Trouble as trouble:
            seconds = breaker.clock() - began
            breaker.failed(trouble.reason, seconds)
            failed.append(Failure(candidate.card, trouble.reason, seconds, trouble.status))
            _tell_owner(candidate, trouble)
            if on_failure is not None:
                on_failure(candidate.card, trouble.reason, seconds)
            wait = policy.wait(number, trouble.retry_after) if trouble.retry else None
        except BaseException:
            breaker.left()
            raise
        else:
            breaker.answered()
            if candidate.answered():
                log.info("The model answers again", model=candidate.card.name)
            return message
        last = number + 1 == policy.attempts or breaker.shut
        if wait is None or last or monotonic() + wait > ends:
            return None
        await asyncio.sleep(wait)
        if not breaker.admits():
            return None
    return None


def _tell_owner(candidate: Candidate, trouble: Trouble) -> None:
    card = candidate.card
    words = _OWNER_NO_TOOLS if trouble.detail == NO_TOOLS else _OWNER[trouble.reason]
    said = {"server": card.address, "status": trouble.status, "detail": trouble.detail}
    facts = {"model": card.name, **{name: value for name, value in said.items() if value}}
    if not candidate.failed(trouble.reason):
        log.debug(words, **facts)
    elif trouble.retry:
        log.warning(words, **facts)
    else:
        log.error(words, key_setting=card.key, **facts)
