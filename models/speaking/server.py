"""A server with OpenAI's API for speech. Importing this takes seconds: do it in a thread."""

import io
import wave

import openai
from pydantic import SecretStr

from models.diagnosis import diagnose
from models.speaking.speaker import Speech
from models.speaking.trouble import Reason, Unspoken
from models.speech import Voice, server_url
from models.trouble import REFUSALS, Trouble

PATIENCE = 60.0
_SAMPLE = 2


class ServerSpeaker:
    def __init__(self, voice: Voice, key: SecretStr | None) -> None:
        self._voice = voice
        self._client = openai.AsyncOpenAI(
            api_key=key.get_secret_value() if key else "no-key-needed",
            base_url=server_url(voice),
            max_retries=1,
            timeout=openai.Timeout(PATIENCE, connect=5.0),
        )

    async def open(self) -> None:
        """A server needs no getting ready."""

    async def speak(self, text: str) -> Speech:
        try:
            answer = await self._client.audio.speech.create(
                model=self._voice.model, voice=self._voice.voice, input=text, response_format="wav"
            )
            return _read(answer.content)
        except Exception as error:
            trouble = diagnose(error)
            if trouble is None and not isinstance(error, wave.Error | EOFError):
                raise
            raise _unspoken(trouble) from None

    async def close(self) -> None:
        await self._client.close()


def _unspoken(trouble: Trouble | None) -> Unspoken:
    if trouble is None:
        return Unspoken(Reason.BUSY, "no WAV in the answer")
    return Unspoken(Reason.REFUSED if trouble.reason in REFUSALS else Reason.BUSY, str(trouble))


def _read(data: bytes) -> Speech:
    """Servers that stream don't know the length yet and write the highest number: what came counts."""
    with wave.open(io.BytesIO(data)) as file:
        if (file.getnchannels(), file.getsampwidth()) != (1, _SAMPLE):
            raise wave.Error("not 16-bit mono")
        samples = file.readframes(min(file.getnframes(), len(data)))
        return Speech(samples[: len(samples) // _SAMPLE * _SAMPLE], file.getframerate())
