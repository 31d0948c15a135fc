"""`concierge models check`: what works with each model, and what the assistant does about the rest."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.checking_words import advice, heading, shown
from app.parts import make_models, tool_instructions
from app.settings import Settings
from models.builtin.model import BuiltinModel
from models.builtin.names import HallName
from models.candidate import Candidate
from models.checking import Ability, Findings, check
from models.llama.files import LlamaFiles
from models.provider import Models
from models.small_talk.processes import ModelProcesses
from prompts import prompt
from storage.clock import utc_now

NARROWEST = 80


def run(settings: Settings, names: Sequence[str], seconds: float) -> int:
    """Prints a table and a sentence for all that doesn't work; returns the exit code. Raises `CatalogueError`."""
    return asyncio.run(_run(settings, names, seconds))


async def _run(settings: Settings, names: Sequence[str], seconds: float) -> int:
    console = Console(soft_wrap=True)
    async with _open(settings) as models:
        wanted = [card.name for card in models.cards if card.provider != "builtin"]
        if unknown := [name for name in names if name not in wanted]:
            Console(stderr=True, soft_wrap=True).print(Text(_unknown(unknown[0], wanted)))
            return 2
        candidates = models.named(names or wanted)
        if not candidates:
            console.print("There is no model to ask: the built-in one answers, which needs no check.")
            return 0
        found = [await _checked(candidate, seconds) for candidate in candidates]
    _print(console, found)
    return 0 if all(each.replies for each in found) else 1


@asynccontextmanager
async def _open(settings: Settings) -> AsyncGenerator[Models]:
    async def no_halls() -> Sequence[HallName]:
        return []

    async with AsyncExitStack() as opened:
        llama, small_talk = LlamaFiles(tool_instructions), ModelProcesses()
        opened.push_async_callback(llama.close)
        opened.push_async_callback(small_talk.close)
        models = make_models(settings, BuiltinModel(halls=no_halls, now=utc_now), llama, small_talk)
        opened.push_async_callback(models.close)
        yield models


async def _checked(candidate: Candidate, seconds: float) -> Findings:
    with Console(stderr=True).status(Text(f"Asking {candidate.card.title} …")):
        return await check(candidate, _words, seconds)


def _words(ability: Ability) -> str:
    return prompt(f"check_{ability}")


def _unknown(name: str, known: Sequence[str]) -> str:
    return f"There is no model {name} that can be asked. These can: {', '.join(known) or 'none'}."


def _print(console: Console, found: Sequence[Findings]) -> None:
    table = Table("model", *map(heading, Ability), caption="- was not asked")
    for each in found:
        table.add_row(Text(each.card.title), *(shown(each.found.get(ability)) for ability in Ability))
    console.print(table, width=max(console.width, NARROWEST), soft_wrap=False)
    for each in found:
        for sentence in advice(each):
            console.print(Text(f"{each.card.title}: {sentence}"))
