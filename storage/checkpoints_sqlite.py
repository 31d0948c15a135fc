"""What LangGraph remembers of a session, on SQLite."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
)
from langgraph.checkpoint.sqlite import SqliteSaver

from storage import sqlite
from storage.checkpointer import Checkpointer

T = TypeVar("T")

_NEWEST = """
    SELECT checkpoint_ns, max(checkpoint_id), metadata FROM checkpoints
    WHERE thread_id = ? GROUP BY checkpoint_ns
"""


@asynccontextmanager
async def open_sqlite(path: Path) -> AsyncGenerator[Checkpointer]:
    """A saver that keeps to the file at `path`, alone or with other processes."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="checkpoints") as thread:
        loop = asyncio.get_running_loop()
        connection = await loop.run_in_executor(thread, _connect, path)
        try:
            yield SqliteCheckpointer(connection, thread)
        finally:
            await loop.run_in_executor(thread, connection.close)


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=sqlite.BUSY_SECONDS)
    sqlite.prepare(connection)
    SqliteSaver(connection).setup()
    return connection


class SqliteCheckpointer(SqliteSaver, Checkpointer):
    """LangGraph's own saver, run on one thread: each call is one hop, where `AsyncSqliteSaver` takes six."""

    def __init__(self, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        super().__init__(connection)
        self._thread = thread

    async def prune_thread(self, thread_id: str) -> None:
        """A subgraph call's namespace has a colon in it and goes with the root checkpoint it works for."""
        await self._hop(lambda: self._prune(thread_id))

    def _prune(self, thread_id: str) -> None:
        with self.cursor() as cursor:
            newest = cursor.execute(_NEWEST, (thread_id,)).fetchall()
            root = next((checkpoint for namespace, checkpoint, _ in newest if not namespace), None)
            if root is None:
                return
            kept = [
                part
                for namespace, checkpoint, metadata in newest
                if ":" not in namespace or json.loads(metadata).get("parents", {}).get("") == root
                for part in (namespace, checkpoint)
            ]
            rows = ", ".join(["(?, ?)"] * (len(kept) // 2))
            for table in ("checkpoints", "writes"):
                cursor.execute(
                    f"DELETE FROM {table} WHERE thread_id = ?"
                    f" AND (checkpoint_ns, checkpoint_id) NOT IN (VALUES {rows})",
                    (thread_id, *kept),
                )

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await self._hop(lambda: self.get_tuple(config))

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        found = await self._hop(lambda: [*self.list(config, filter=filter, before=before, limit=limit)])
        for checkpoint in found:
            yield checkpoint

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return await self._hop(lambda: self.put(config, checkpoint, metadata, new_versions))

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        await self._hop(lambda: self.put_writes(config, writes, task_id, task_path))

    async def adelete_thread(self, thread_id: str) -> None:
        await self._hop(lambda: self.delete_thread(thread_id))

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return await self._hop(lambda: self.get_delta_channel_history(config=config, channels=channels))

    async def _hop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
