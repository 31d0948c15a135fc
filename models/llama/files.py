"""The model files that are in use, each loaded once, whoever asks."""

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from models.catalogue import Card
from models.llama.calling import Instruct
from models.llama.engine import Engine, NoModel
from models.llama.library import NotInstalled, load_library
from models.llama.loaded import Loaded
from models.trouble import Reason, Trouble

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_WAITING = 16
"""Who may wait for a file's model where its card doesn't say."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class LlamaFiles:
    """Nothing of llama.cpp is imported before the first file is opened or announced."""

    def __init__(self, instruct: Instruct) -> None:
        self._instruct = instruct
        self._loading: dict[str, asyncio.Task[Loaded]] = {}

    async def open(self, card: Card) -> "tuple[Card, BaseChatModel]":
        """The card's model, and the card with the window that it has. Raises Trouble."""
        loading = self._loading.get(card.path)
        if loading is None:
            loading = self._loading[card.path] = asyncio.create_task(_load(card))
        try:
            loaded = await asyncio.shield(loading)  # who waits here may leave, and another one needs it still
        except Trouble:
            self._loading.pop(card.path, None)
            raise
        from models.llama.model import LlamaModel

        model = LlamaModel(
            loaded=loaded, card=card.name, instruct=self._instruct, metadata={"card": card.name}
        )
        return replace(card, window=loaded.engine.window), model

    async def announce(self, cards: Iterable[Card]) -> None:
        """Tells the owner, where there are local models, whether they have a GPU, and what they lack."""
        local = [card for card in cards if card.provider == "llama"]
        if local:
            await asyncio.to_thread(_announce, local)

    async def close(self) -> None:
        """Once what is loading is loaded, and what is being written has ended."""
        for loading in self._loading.values():
            with suppress(Trouble):
                await (await loading).close()
        self._loading.clear()


def _announce(cards: Sequence[Card]) -> None:
    for card in cards:
        if not Path(card.path).is_file():
            _log.error("The model's file is not there", model=card.name, file=card.path)
    try:
        on_gpu = load_library().on_gpu
    except NotInstalled as error:
        _tell_what_to_install(error)
        return
    where = "the GPU" if on_gpu else "the processor: llama-cpp-python is built without CUDA"
    _log.info(f"Local models run on {where}", models=[card.name for card in cards])


async def _load(card: Card) -> Loaded:
    """Raises Trouble."""
    worker = ThreadPoolExecutor(1, thread_name_prefix=f"llama {card.name}")
    try:
        engine = await asyncio.get_running_loop().run_in_executor(worker, _open, card)
    except Trouble:
        worker.shutdown(wait=False)
        raise
    return Loaded(engine, worker, MOST_WAITING if card.waiting is None else card.waiting)


def _open(card: Card) -> Engine:
    file = Path(card.path)
    try:
        engine = Engine(load_library(), file, card.gpu_layers, card.window)
    except NotInstalled as error:
        _tell_what_to_install(error)
        raise Trouble(Reason.NOT_THERE, detail="not installed") from None
    except NoModel:
        what = "is no model that llama.cpp can load" if file.is_file() else "is not there"
        _log.error(f"The model's file {what}", model=card.name, file=card.path)
        raise Trouble(Reason.NOT_THERE, detail="no model file") from None
    _log.info("model loaded", model=card.name, file=card.path, window=engine.window, on_gpu=engine.on_gpu)
    return engine


def _tell_what_to_install(error: NotInstalled) -> None:
    _log.error("Local models need llama-cpp-python: pip install 'concierge[local]'", reason=str(error))
