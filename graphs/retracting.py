"""Taking the last exchange out of a session's memory, so that the same words can be answered anew."""

from dataclasses import replace

from langchain_core.messages import RemoveMessage

from graphs.accounting import Meter
from graphs.open_questions import OpenQuestions
from graphs.said import Said
from graphs.threads import (
    Assistant,
    asker_of,
    config_of,
    last_exchange,
    retracted_in,
    turn_of,
    words_of,
)
from storage.checkpointer import Checkpointer


async def retract(graph: Assistant, saver: Checkpointer, questions: OpenQuestions, said: Said) -> str | None:
    """The person's words; None where there is nothing to take out. Replayed, it takes out nothing more."""
    mine = str(said.turn_id)
    snapshot = await graph.aget_state(config_of(said, mine))
    if turn_of(snapshot) == retracted_in(said.turn_id):
        return words_of(snapshot.values["retracted"])
    if turn_of(snapshot) == mine:
        return words_of(last_exchange(snapshot))
    pending = await questions.pending(said, snapshot)
    if pending:
        await questions.supersede(pending, replace(said, caller=asker_of(snapshot, said)), Meter())
    snapshot = await graph.aget_state(config_of(said, mine))
    exchange = last_exchange(snapshot)
    if not exchange:
        return None
    removed = [RemoveMessage(id=message.id) for message in exchange if message.id]
    await graph.aupdate_state(
        config_of(said, retracted_in(said.turn_id)),
        {"messages": removed, "retracted": exchange},
        as_node="close",
    )
    await saver.prune_thread(said.thread_id)
    return words_of(exchange)
