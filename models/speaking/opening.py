"""From a voice of the catalogue to what speaks; nothing is imported before it is used."""

import asyncio
from collections.abc import Mapping
from importlib import import_module

from pydantic import SecretStr

from models.speaking.piper import Piper
from models.speaking.speaker import Speaker
from models.speech import Voice, server_key


async def open_voice(voice: Voice, keys: Mapping[str, str]) -> Speaker:
    """`keys` are by the name of their setting."""
    if voice.provider == "piper":
        return Piper(voice)
    await asyncio.to_thread(import_module, "models.speaking.server")
    from models.speaking.server import ServerSpeaker

    key = keys.get(server_key(voice), "")
    return await asyncio.to_thread(ServerSpeaker, voice, SecretStr(key) if key else None)
