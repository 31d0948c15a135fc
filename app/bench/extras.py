"""What each extra takes at its first use, and that none is loaded before."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from app.bench.loading import APART, HOUSE, Housed, Loaded
from app.bench.measure import Figure
from app.bench.needs import EXTRAS, absent
from app.bench.waiting import STALL


@dataclass(frozen=True, slots=True)
class Load:
    """`name` is how it is called in `loading`; `needs` are modules that may be absent."""

    title: str
    name: str
    needs: tuple[str, ...] = ()


LOADS = (
    Load("local: llama.cpp", "llama", ("llama_cpp",)),
    Load("speech: PyAV", "decoding", ("av",)),
    Load("speech: Whisper", "hearing", ("faster_whisper",)),
    Load("speech: piper", "speaking", ("piper",)),
    Load("small-talk: torch, transformers", "small_talk", ("torch", "transformers")),
    Load("community: a chat class", "community", ("langchain_community",)),
    Load("payments: Stripe", "stripe", ("stripe",)),
    Load("cluster: PostgreSQL", "postgres", ("psycopg", "langgraph.checkpoint.postgres")),
    Load("no extra: OpenAI's client", "server"),
)


def figures(rounds: int) -> Iterator[Figure]:
    housed = Housed(**_loaded(HOUSE))
    yield Figure("a house without any, after a turn", housed.megabytes, "MB")
    early = early_ones(housed)
    note = ", ".join(early) or "none of " + ", ".join(sorted({*EXTRAS.values()}))
    yield Figure("libraries of extras loaded by then", len(early), "", 0.0, note=note)
    for load in LOADS:
        if line := absent(load.title, *load.needs):
            yield line
        else:
            yield from figures_of(load, rounds)


def early_ones(housed: Housed) -> list[str]:
    """Libraries that should wait for their first use and didn't."""
    return sorted({*EXTRAS, "openai"} & {*housed.modules})


def figures_of(load: Load, rounds: int) -> Iterator[Figure]:
    """Each round has a process of its own."""
    times = [Loaded(**_loaded(load.name)) for _ in range(rounds)]
    apart = load.name in APART
    where = "in a process of its own" if apart else "in the house"
    yield Figure(load.title, median(each.seconds for each in times), "s", note=where)
    yield Figure("... its memory", median(each.megabytes for each in times), "MB")
    if not apart:
        yield Figure("... the loop's worst stall", median(each.stall for each in times) * 1e3, "ms", STALL)


def _loaded(name: str) -> dict[str, Any]:
    """In a fresh process."""
    command = (sys.executable, "-P", "-m", "app.bench.loading", name)
    told = subprocess.run(command, capture_output=True, check=True).stdout
    loaded: dict[str, Any] = json.loads(told)
    return loaded
