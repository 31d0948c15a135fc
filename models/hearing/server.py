"""A server with OpenAI's API for transcriptions. Importing this takes seconds: do it in a thread."""

import asyncio
from collections.abc import Mapping
from functools import cache
from typing import Any, cast

import openai
from babel import Locale
from pydantic import SecretStr

from models.diagnosis import diagnose
from models.hearing.heard import Passage
from models.hearing.transcriber import Hint, Piece, Understood, as_wave
from models.hearing.trouble import Reason, Unheard
from models.speech import Ear, server_url
from models.trouble import REFUSALS, Trouble

WINDOW = 300.0
"""Seconds: ten megabytes, where OpenAI takes 25."""
TRIES = 3
_CODE = len("en")
PATIENCE = 120.0
"""Seconds that a piece may take."""
_PAUSE = 1.0
_LONGEST_WAIT = 30.0


class ServerTranscriber:
    """What the server turned down once (time marks, with `verbose_json`) it isn't asked for again."""

    def __init__(self, ear: Ear, key: SecretStr | None) -> None:
        self._ear = ear
        self._marks = True
        self._client = openai.AsyncOpenAI(
            api_key=key.get_secret_value() if key else "no-key-needed",
            base_url=server_url(ear),
            max_retries=0,
            timeout=openai.Timeout(PATIENCE, connect=5.0),
        )

    @property
    def window(self) -> float:
        return WINDOW

    async def open(self) -> None:
        """A server needs no getting ready."""

    async def transcribe(self, piece: Piece, hint: Hint) -> Understood:
        file = await asyncio.to_thread(as_wave, piece)
        for attempt in range(TRIES):
            try:
                return _read(await self._ask(file, hint), piece)
            except Exception as error:
                trouble = diagnose(error)
                if trouble is None:
                    raise
                wait = _wait(trouble, attempt)
                if wait is None:
                    raise _unheard(trouble) from None
                await asyncio.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def close(self) -> None:
        await self._client.close()

    async def _ask(self, file: bytes, hint: Hint) -> Mapping[str, Any]:
        """The answer's JSON, asked for again without time marks where the server has none."""
        try:
            return await self._post(file, hint)
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            if not self._marks:
                raise
            self._marks = False
            return await self._post(file, hint)

    async def _post(self, file: bytes, hint: Hint) -> Mapping[str, Any]:
        more: dict[str, Any] = {"language": hint.language} if hint.language else {}
        if hint.names:
            more["prompt"] = ", ".join(hint.names)
        if self._marks:
            more["timestamp_granularities"] = ["segment"]
        transcriptions: Any = self._client.audio.transcriptions.with_raw_response
        answer = await transcriptions.create(
            model=self._ear.model,
            file=("recording.wav", file, "audio/wav"),
            response_format="verbose_json" if self._marks else "json",
            **more,
        )
        found: object = answer.http_response.json()
        if not isinstance(found, dict):
            raise TypeError("not an object")
        return cast("dict[str, Any]", found)


def _read(answer: Mapping[str, Any], piece: Piece) -> Understood:
    language = str(answer.get("language") or "")
    segments = answer.get("segments") or ()
    passages = tuple(
        Passage(float(one["start"]), float(one["end"]), text)
        for one in segments
        if (text := str(one["text"]).strip())
    )
    if not passages and (whole := str(answer["text"]).strip()):
        passages = (Passage(0.0, piece.seconds, whole),)
    return Understood(passages, _code(language))


def _code(language: str) -> str:
    """Of a language that is called by its code or, as OpenAI does, by its English name; empty for another name."""
    return language if len(language) == _CODE else _codes().get(language.casefold(), "")


@cache
def _codes() -> dict[str, str]:
    languages = cast("Mapping[str, str]", Locale("en").languages)
    return {name.casefold(): code for code, name in languages.items() if len(code) == _CODE}


def _wait(trouble: Trouble, attempt: int) -> float | None:
    """Seconds before the next attempt; None where there is to be none."""
    wait = trouble.retry_after if trouble.retry_after is not None else _PAUSE * 2**attempt
    return wait if trouble.retry and attempt < TRIES - 1 and wait <= _LONGEST_WAIT else None


def _unheard(trouble: Trouble) -> Unheard:
    return Unheard(Reason.REFUSED if trouble.reason in REFUSALS else Reason.BUSY, detail=str(trouble))
