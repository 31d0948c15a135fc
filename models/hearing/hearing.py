"""Listening to a recording: who does it in a mode, in its turn, piece by piece."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

import structlog

from models.admission import Admission, Crowded
from models.hearing.decoding import Recording
from models.hearing.heard import NOTHING, Heard, Passage
from models.hearing.transcriber import Hint, Piece, Transcriber, Understood
from models.hearing.trouble import OWNERS, Reason, Unheard
from models.purse import Purse
from models.speech import Ear

_PAUSE = 2.0
"""Seconds before a recording that has begun asks for its next turn again where too many wait."""

_UNNOTICED = 1.0
"""Seconds that getting ready may take before anybody is told."""

_NEXT_ONE = OWNERS | {Reason.BUSY, Reason.UNPAID}

Open = Callable[[Ear], Awaitable[Transcriber]]
Names = Callable[[], Awaitable[Sequence[str]]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """What somebody is shown who waits: `ahead` are the turns before theirs, None once it is theirs. `done` and
    `seconds` are the recording's, the latter None where it doesn't say. While it is `opening`, what listens gets ready.
    """

    ahead: int | None = None
    done: float = 0.0
    seconds: float | None = None
    heard: Heard = NOTHING
    opening: bool = False


Show = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Listener:
    """An ear that is open, and the queue before it."""

    ear: Ear
    transcriber: Transcriber
    admission: Admission


class Hearing:
    """Recordings wait for their turn piece by piece, so that a long one holds up nobody for long."""

    def __init__(self, ears_of: Callable[[str], Sequence[Ear]], open_ear: Open, names: Names) -> None:
        self._ears_of = ears_of
        self._open_ear = open_ear
        self._names = names
        self._listeners: dict[str, Listener] = {}
        self._opening = asyncio.Lock()

    async def listen(
        self, data: bytes, *, person: Hashable, mode: str, language: str, show: Show, purse: Purse
    ) -> Heard:
        """`language` is the person's own. The mode's next ear listens where one can't, or where the `purse` doesn't
        reach for it. Raises `Unheard`.
        """
        trouble = Unheard(Reason.NOBODY)
        for ear in self._ears_of(mode):
            try:
                listener = await self._listener(ear)
                known = language if ear.language == "person" else ear.language
                hint = Hint(known, await self._names(), language)
                return await _listen(listener, data, person, hint, show, purse)
            except Unheard as error:
                if error.reason not in _NEXT_ONE:
                    raise
                _log.warning("an ear can't listen", ear=ear.name, reason=error.reason, detail=error.detail)
                trouble = trouble if trouble.reason is Reason.UNPAID else error
        raise trouble

    async def close(self) -> None:
        for listener in self._listeners.values():
            await listener.transcriber.close()

    async def _listener(self, ear: Ear) -> Listener:
        async with self._opening:
            if ear.name not in self._listeners:
                transcriber = await self._open_ear(ear)
                self._listeners[ear.name] = Listener(ear, transcriber, Admission(ear.waiting))
            return self._listeners[ear.name]


async def _listen(
    listener: Listener, data: bytes, person: Hashable, hint: Hint, show: Show, purse: Purse
) -> Heard:
    ear, transcriber = listener.ear, listener.transcriber
    recording = await asyncio.to_thread(Recording, data)
    try:
        progress = Progress(seconds=recording.seconds)
        _bound(recording.seconds or 0.0, ear)
        async for piece in _pieces(recording.pieces(transcriber.window)):
            end = piece.begin + piece.seconds
            _bound(end, ear)
            await _afford(purse, ear, max(end, recording.seconds or 0.0) - piece.begin)
            async with _turn(listener, person, progress, show):
                show(progress)
                await _opened(transcriber, progress, show)
                understood = await _paid(
                    transcriber.transcribe(piece, hint), purse, ear.micros(piece.seconds)
                )
            progress = _further(progress, piece, understood.passages, understood.language)
            hint = replace(hint, language=hint.language or understood.language)
            show(progress)
    finally:
        await asyncio.to_thread(recording.close)
    if not progress.heard.passages:
        raise Unheard(Reason.SILENT)
    return progress.heard


@asynccontextmanager
async def _turn(listener: Listener, person: Hashable, progress: Progress, show: Show) -> AsyncGenerator[None]:
    """One piece's turn. Only a recording's first piece is refused where too many wait; a later one asks again."""

    def wait(ahead: int) -> None:
        show(replace(progress, ahead=ahead))

    async with AsyncExitStack() as inside:
        while True:
            try:
                await inside.enter_async_context(listener.admission.turn(person, wait))
                break
            except Crowded as crowded:
                if not progress.done:
                    raise Unheard(Reason.CROWDED, bound=crowded.waiting) from None
            await asyncio.sleep(_PAUSE)
        yield


async def _pieces(pieces: Iterator[Piece]) -> AsyncIterator[Piece]:
    """Each is decoded in a thread when it is asked for."""
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def _further(progress: Progress, piece: Piece, passages: Sequence[Passage], language: str) -> Progress:
    before = progress.heard
    moved = (Passage(one.begin + piece.begin, one.end + piece.begin, one.text) for one in passages)
    done = piece.begin + piece.seconds
    heard = Heard((*before.passages, *moved), before.language or language, done)
    return Progress(None, done, progress.seconds, heard)


async def _afford(purse: Purse, ear: Ear, seconds: float) -> None:
    """All that is still to come is set aside, as long as it says it is: a file may be longer than that."""
    if ear.price and not await purse.reaches(ear.micros(seconds)):
        raise Unheard(Reason.UNPAID)


async def _opened(transcriber: Transcriber, progress: Progress, show: Show) -> None:
    """Tells whoever waits that the first time takes a while, where it does."""
    opening = asyncio.ensure_future(transcriber.open())
    try:
        done, _ = await asyncio.wait({opening}, timeout=_UNNOTICED)
        if not done:
            show(replace(progress, opening=True))
        await opening
    finally:
        opening.cancel()
    if not done:
        show(progress)


async def _paid(listening: Awaitable[Understood], purse: Purse, micros: float) -> Understood:
    """What was sent is paid for, also when it is stopped; what fails costs nothing."""
    try:
        understood = await listening
    except asyncio.CancelledError:
        purse.spend(micros)
        raise
    purse.spend(micros)
    return understood


def _bound(seconds: float, ear: Ear) -> None:
    if seconds > ear.longest * 60:
        raise Unheard(Reason.TOO_LONG, bound=ear.longest * 60)
