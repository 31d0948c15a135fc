"""What listens to recordings and says answers aloud, put together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from app.settings import Settings
from bots.turn_files import TurnFiles
from models.hearing.hearing import Hearing
from models.hearing.opening import open_ear
from models.speaking.opening import open_voice
from models.speaking.piper_voice import missing_of
from models.speaking.speaking import Speaking
from models.speech import SpeechCatalogue, load

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Speech:
    """`files` keeps what is said, and long transcripts. `asks_servers` where somebody listens or speaks elsewhere."""

    hearing: Hearing
    speaking: Speaking
    files: TurnFiles
    asks_servers: bool = False

    async def close(self) -> None:
        await self.hearing.close()
        await self.speaking.close()


def make_speech(settings: Settings, names: Callable[[], Awaitable[Sequence[str]]]) -> Speech:
    """`names` may be spoken. Raises `CatalogueError` where the owner's models.toml is wrong."""
    keys = settings.model_choice
    catalogue = load(settings.home / "models.toml", keys)
    _name_missing(catalogue)
    return Speech(
        Hearing(catalogue.ears_of, partial(open_ear, keys=keys), names),
        Speaking(catalogue.voices_of, partial(open_voice, keys=keys)),
        TurnFiles(settings.home / "voices"),
        catalogue.asks_servers,
    )


def _name_missing(catalogue: SpeechCatalogue) -> None:
    """Tells the owner at the start, before anybody waits for a voice in vain."""
    for voice in catalogue.voices.values():
        if voice.provider == "piper" and (missing := missing_of(voice.path)) is not None:
            _log.warning("a voice can't speak", voice=voice.name, detail=missing.detail)
