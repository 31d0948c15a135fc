"""What is answered at the counter, without a model: presses on panels, commands, and what was asked for."""

from dataclasses import dataclass, replace

from bots.commands import Again, find_command, no_such_command
from bots.counter import Asked, Counter
from bots.messages import answer_to_files_alone
from bots.metrics import Metrics
from bots.panels.refusals import cancelled
from bots.panels.router import press
from bots.paying import Paying
from bots.trying_again import not_kept, tries_again
from graphs.dialogue import LASTING, Reply
from storage.visits import Visit

_CANCEL = "/cancel"


@dataclass(frozen=True, slots=True)
class Serving:
    counter: Counter
    paying: Paying
    metrics: Metrics

    async def serve(self, asked: Asked, visit: Visit) -> Reply | Again | None:
        """None for plain words, and for presses that the conversation answers."""
        if asked.incoming.paid:
            return await self.paying.took(asked)
        if asked.incoming.pressed:
            return await self._press(asked)
        if (given := find_command(asked.incoming.text)) is not None:
            command, words = given
            if visit.awaited and command.name != "stop":
                await self.counter.kept.awaited.forget(asked.place.key, asked.user.id)
            self.metrics.commands.labels(command.name).inc()
            return await command.run(replace(asked, words=words), self.counter)
        if (filled := await self._fill(asked, visit)) is not None:
            return filled
        if visit.user.state == "off":
            return None
        return no_such_command(asked.incoming.text, asked._) or answer_to_files_alone(
            asked.incoming, asked.locale
        )

    async def _press(self, asked: Asked) -> Reply | None:
        if asked.incoming.pressed.startswith(LASTING):
            self.metrics.presses.labels(asked.incoming.platform).inc()
            return await press(asked, self.counter)
        return not_kept(asked.locale) if tries_again(asked.incoming) else None

    async def _fill(self, asked: Asked, visit: Visit) -> Reply | None:
        """What the person was asked for, put where it belongs; None where nothing was asked."""
        incoming, counter = asked.incoming, self.counter
        giving_up = incoming.text.strip().casefold() == _CANCEL
        value = None
        if visit.awaited and incoming.text:
            value = await counter.kept.awaited.take(asked.place.key, asked.user.id, asked.turn_id)
        if giving_up:
            return cancelled(asked, something=value is not None)
        if value is None:
            return None
        return await press(
            replace(asked, incoming=replace(incoming, pressed=value, filled=incoming.text)), counter
        )
