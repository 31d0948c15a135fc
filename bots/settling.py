"""The end of a turn in the books: what was said, what it cost, and the reply that is to be delivered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bots.counter import Asked, Counter
from bots.metrics import Metrics
from bots.recordings import recordings
from bots.spending import Spending
from graphs.dialogue import dump
from graphs.said import Answer
from storage.settlement import Settled, Settlements
from storage.usage import Usage
from storage.users import Users

UNHEARD = "unheard"
"""The failure of an answer to a recording that was not understood."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, the session that it is part of, and what the person said there; nothing for a command."""

    answer: Answer
    asked: Asked
    said: str = ""

    @property
    def first(self) -> bool:
        """Whether it answers the first message of its session."""
        return bool(self.said) and not self.asked.session.spoken_at and not self.answer.failure


@dataclass(frozen=True, slots=True)
class Settling:
    settlements: Settlements
    users: Users
    counter: Counter
    spending: Spending
    now: Callable[[], datetime]
    metrics: Metrics

    async def finish(self, answered: Answered) -> None:
        """Settles, and keeps the language that the person has just used."""
        await self.settle(answered)
        asked = answered.asked
        if asked.locale != asked.user.locale:
            await self.users.set_locale(asked.user.id, asked.locale)

    async def settle(self, answered: Answered) -> None:
        """Stores what the turn leaves behind. A command has no words of the person for the transcript."""
        asked, answer, person = answered.asked, answered.answer, answered.said
        for spent in answer.spent:
            self.metrics.tokens.labels(spent.model, "input").inc(spent.input_tokens)
            self.metrics.tokens.labels(spent.model, "output").inc(spent.output_tokens)
        await self.settlements.settle(
            Settled(
                asked.turn_id,
                asked.session.id,
                person,
                answer.reply.text if person else "",
                dump(answer.reply),
                _usages(answer, asked),
                self.now(),
                user_id=asked.user.id,
                micros=self.spending.micros(answer.spent),
                day=self.counter.today(asked.user).date(),
                titled=answer.failure != UNHEARD,
                voiced=bool(asked.user.voice or asked.incoming.heard or recordings(asked.incoming)),
            )
        )


def _usages(answer: Answer, asked: Asked) -> tuple[Usage, ...]:
    return tuple(
        Usage(
            asked.turn_id,
            asked.session.id,
            asked.user.id,
            spent.model,
            spent.input_tokens,
            spent.output_tokens,
            spent.estimated,
        )
        for spent in answer.spent
    )
