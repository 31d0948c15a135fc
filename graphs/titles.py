"""A short title for a session, from a model."""

import asyncio
import re

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.constants import TAG_NOSTREAM

from graphs.accounting import Meter
from graphs.parts import Parts
from models.failover import ModelUnavailable, first_answer
from prompts import prompt

TITLE_SECONDS = 10.0
MOST_TOKENS = 100
LONGEST_TITLE = 60
"""Characters; a longer one is a sentence and no title."""

_READ = 1_000
"""Characters of the first message and of its answer that the model is given."""
_AROUND = " \t*_`#\"'«»“”„‘’.。:"


async def short_title(parts: Parts, first: str, answer: str, meter: Meter | None = None) -> str | None:
    """A title for a session that began with `first` and its `answer`.

    None where the catalogue names no real model for mode "title", or it gave none in its time. `meter` notes
    what was spent.
    """
    if not parts.models.names("title"):
        return None
    meter = meter or Meter()
    request = prompt("title", first=first[:_READ], answer=answer[:_READ])
    config = RunnableConfig(tags=[TAG_NOSTREAM], callbacks=[meter])

    async def attempt(model: BaseChatModel) -> AIMessage:
        return await model.ainvoke([("human", request)], config, max_tokens=MOST_TOKENS)

    try:
        async with asyncio.timeout(TITLE_SECONDS):
            given = await first_answer(parts.models.candidates("title"), attempt, parts.models.policy)
    except (ModelUnavailable, TimeoutError):
        return None
    finally:
        meter.break_off()
    return None if given.card.provider == "builtin" else _tidied(given.message.text)


def _tidied(text: str) -> str | None:
    """The first line without what models like to put around a title; None where nothing fit is left."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    line = re.sub(r"^\W*(title|название|标题)\s*[::]\s*", "", line, flags=re.IGNORECASE)
    title = " ".join(line.split()).strip(_AROUND)
    return title if 0 < len(title) <= LONGEST_TITLE else None
