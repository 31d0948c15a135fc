"""The model files that are in use, each loaded once, whoever asks."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from models.card import Card
from models.llama.calling import Instruct
from models.llama.engine import Engine, NoModel
from models.llama.library import NotInstalled, load_library
from models.llama.loaded import Loaded
from models.trouble import Reason, Trouble
from models.waiting import Loads, loading_heard

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MOST_WAITING = 16
"""Who may wait for a file's model where its card doesn't say."""

_NO_FILE = "The model's file is not there"
_NOT_INSTALLED = "Local models need llama-cpp-python: .venv/bin/pip install 'concierge[local]'"

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class Unopened(Exception):
    """A model can't be opened; the message is for the owner."""


class LlamaFiles:
    """Nothing of llama.cpp is imported before the first file is opened or announced."""

    def __init__(self, instruct: Instruct) -> None:
        self._instruct = instruct
        self._loading: dict[str, Loading] = {}
        self._told: set[str] = set()

    async def open(self, card: Card) -> "tuple[Card, BaseChatModel]":
        """The card's model, and the card with the window that it has. Raises Trouble."""
        loading = self._loading.get(card.path)
        if loading is None:
            loading = self._loading[card.path] = Loading(card)
        try:
            loaded = await loading.done(loading_heard())
        except Unopened as unopened:
            self._loading.pop(card.path, None)
            self._tell(str(unopened), card)
            raise Trouble(Reason.NOT_THERE, detail="not opened") from None
        self._told.clear()
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
            with suppress(Unopened):
                await (await loading.done(())).close()
        self._loading.clear()

    def _tell(self, sentence: str, card: Card) -> None:
        """The owner, but not at every turn."""
        if sentence not in self._told:
            self._told.add(sentence)
            _log.error(sentence, model=card.name, file=card.path)


class Loading:
    """A file that is being loaded, or has been, in the thread that it keeps."""

    def __init__(self, card: Card) -> None:
        self._loop = asyncio.get_running_loop()
        self._heard: list[Loads] = []
        self._percent = -1
        self._task = asyncio.create_task(self._load(card))

    async def done(self, heard: Iterable[Loads]) -> Loaded:
        """Once it is loaded; tells `heard` how far it is. Raises Unopened."""
        if not self._task.done():
            self._heard.extend(heard)
        return await asyncio.shield(self._task)  # who waits here may leave, and another one needs it still

    async def _load(self, card: Card) -> Loaded:
        worker = ThreadPoolExecutor(1, thread_name_prefix=f"llama {card.name}")
        try:
            engine = await self._loop.run_in_executor(worker, _open, card, self._progress)
        except Unopened:
            worker.shutdown(wait=False)
            raise
        return Loaded(engine, worker, MOST_WAITING if card.waiting is None else card.waiting)

    def _progress(self, share: float) -> None:
        """Called in the file's thread."""
        percent = int(share * 100)
        if percent > self._percent:
            self._percent = percent
            self._loop.call_soon_threadsafe(self._tell, percent)

    def _tell(self, percent: int) -> None:
        for hears in self._heard:
            hears(percent)


def _announce(cards: Sequence[Card]) -> None:
    for card in cards:
        if not Path(card.path).is_file():
            _log.error(_NO_FILE, model=card.name, file=card.path)
    try:
        on_gpu = load_library().on_gpu
    except NotInstalled as error:
        _log.error(_NOT_INSTALLED, reason=str(error))
        return
    where = "the GPU" if on_gpu else "the processor: llama-cpp-python is built without CUDA"
    _log.info(f"Local models run on {where}", models=[card.name for card in cards])


def _open(card: Card, progress: Callable[[float], None]) -> Engine:
    """Raises Unopened."""
    file = Path(card.path)
    if not file.is_file():
        raise Unopened(_NO_FILE)
    try:
        engine = Engine(load_library(), file, card.gpu_layers, card.window, progress)
    except NotInstalled:
        raise Unopened(_NOT_INSTALLED) from None
    except NoModel:
        raise Unopened("The model's file is no model that llama.cpp can load") from None
    _log.info("model loaded", model=card.name, file=card.path, window=engine.window, on_gpu=engine.on_gpu)
    return engine
