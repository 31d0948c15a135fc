"""The port of what LangGraph remembers of a session."""

from abc import abstractmethod

from langgraph.checkpoint.base import BaseCheckpointSaver


class Checkpointer(BaseCheckpointSaver[str]):
    """A LangGraph saver that also forgets."""

    @abstractmethod
    async def prune_thread(self, thread_id: str) -> None:
        """Leaves what the thread needs to go on, and nothing of its past.

        That is the newest checkpoint, and while it is unfinished (interrupted, or stopped by a crash) the
        newest of each subgraph call that it waits for.
        """
