"""The graphs as LangGraph Studio and `concierge graph` take them: without a checkpointer of ours.

`langgraph dev` calls `assistant` and `consultant` for each run, so that in Studio they answer over the owner's
own data folder, with the settings of `.env`. Studio's "context" is the `Visitor` that the run is made for.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from zoneinfo import ZoneInfo

from langchain_core.language_models import BaseChatModel
from langgraph.graph.state import CompiledStateGraph

from app.demo import load_demo
from app.parts import (
    booking_address,
    make_builtin,
    make_desk,
    make_models,
    make_modes,
    make_parts,
    pages_address,
    tool_instructions,
)
from app.settings import Settings, load_settings
from app.stores import Stores, open_stores
from graphs.assistant import build
from graphs.consultant import consultant as build_consultant
from graphs.modes import Modes
from graphs.parts import Parts
from models.catalogue import load
from models.llama.files import LlamaFiles
from models.provider import Models
from models.small_talk.processes import ModelProcesses
from storage.clock import utc_now
from storage.database import Database
from storage.migrate import upgrade
from storage.signing import open_signer
from texts import LOCALES, translator
from tools.caller import Caller

AnyGraph = CompiledStateGraph[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Visitor(Caller):
    """A caller who is the first user unless told otherwise: in a fresh database, the guest of the demo data."""

    user_id: int = 1


def _assistant(parts: Parts) -> AnyGraph:
    return build(parts, Visitor).compile(name="assistant")


def _consultant(parts: Parts) -> AnyGraph:
    return build_consultant(parts, Visitor)


GRAPHS: dict[str, Callable[[Parts], AnyGraph]] = {"assistant": _assistant, "consultant": _consultant}


@asynccontextmanager
async def assistant() -> AsyncGenerator[AnyGraph]:
    async with _parts() as parts:
        yield _assistant(parts)


@asynccontextmanager
async def consultant() -> AsyncGenerator[AnyGraph]:
    async with _parts() as parts:
        yield _consultant(parts)


def unopened() -> Parts:
    """Parts that are good for a drawing: nothing is opened or asked."""
    database = Database.open(f"sqlite:///{Path(gettempdir()) / 'concierge-drawing.db'}")
    stores = open_stores(database)
    builtin = make_builtin(stores.halls, UTC, utc_now)
    models = Models(load(None, {}), {}, builtin)
    return make_parts(stores, make_desk(stores, lambda booking: "", utc_now), models, Modes(), builtin)


@asynccontextmanager
async def _parts() -> AsyncGenerator[Parts]:
    async with AsyncExitStack() as opened:
        settings, stores, builtin, models = await asyncio.to_thread(_open)
        modes = make_modes(settings, models)
        opened.push_async_callback(stores.database.close)
        opened.push_async_callback(models.close)
        await load_demo(stores.database, utc_now(), settings.time_zone)
        signer = await open_signer(stores.database, settings.concierge_secret.get_secret_value())
        address = partial(booking_address, signer, pages_address(settings))
        desk = make_desk(stores, address, utc_now, settings.hold)
        yield await asyncio.to_thread(make_parts, stores, desk, models, modes, builtin)


def _open() -> tuple[Settings, Stores, BaseChatModel, Models]:
    """What reads files: `langgraph dev` allows that on no event loop, not even the first look into a catalogue."""
    for locale in LOCALES:
        translator(locale)
    settings = load_settings(print)
    upgrade(settings.database_url)
    stores = open_stores(Database.open(settings.database_url))
    builtin = make_builtin(stores.halls, ZoneInfo(settings.time_zone), utc_now)
    models = make_models(settings, builtin, LlamaFiles(tool_instructions), ModelProcesses())
    return settings, stores, builtin, models
