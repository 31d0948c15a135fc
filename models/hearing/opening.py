"""From an ear of the catalogue to what listens; nothing is imported before it is used."""

import asyncio
from collections.abc import Mapping
from importlib import import_module

from pydantic import SecretStr

from models.hearing.transcriber import Transcriber
from models.hearing.whisper import Whisper
from models.speech import Ear, server_key


async def open_ear(ear: Ear, keys: Mapping[str, str]) -> Transcriber:
    """`keys` are by the name of their setting."""
    if ear.provider == "whisper":
        return Whisper(ear)
    await asyncio.to_thread(import_module, "models.hearing.server")
    from models.hearing.server import ServerTranscriber

    key = keys.get(server_key(ear), "")
    return await asyncio.to_thread(ServerTranscriber, ear, SecretStr(key) if key else None)
