"""What Discord refuses in an answer to an interaction."""

from collections.abc import Iterator

from tests.fakes.discord.payload import Payload, objects, part
from tests.fakes.discord.rules.commands import MOST_CHOICES, check_choice
from tests.fakes.discord.rules.components import walk
from tests.fakes.discord.rules.form import Path, Problem, bad_length, required_text, texts
from tests.fakes.discord.rules.messages import check_message
from tests.fakes.discord.world.interactions import Callback

TEXT_INPUT = 4
MOST_INPUTS = 5


def check_callback(body: Payload) -> Iterator[Problem]:
    kind, data = body.get("type"), part(body, "data")
    if kind not in list(Callback):
        choices = ", ".join(str(int(one)) for one in Callback)
        yield Problem(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}.")
    elif kind in (Callback.MESSAGE, Callback.UPDATE):
        yield from check_message(data, ("data",))
    elif kind == Callback.CHOICES:
        yield from _check_choices(objects(data, "choices"), ("data", "choices"))
    elif kind == Callback.MODAL:
        yield from _check_modal(data, ("data",))


def _check_choices(choices: list[Payload], path: Path) -> Iterator[Problem]:
    if len(choices) > MOST_CHOICES:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_CHOICES} or fewer in length.")
    for index, choice in enumerate(choices):
        yield from check_choice(choice, (*path, index))


def _check_modal(data: Payload, path: Path) -> Iterator[Problem]:
    yield from required_text(data, path, "custom_id", 100)
    yield from required_text(data, path, "title", 45)
    rows = objects(data, "components")
    if not 1 <= len(rows) <= MOST_INPUTS:
        yield bad_length((*path, "components"), 1, MOST_INPUTS)
    for component in walk(rows):
        field = part(component, "component") or component
        if field.get("type") == TEXT_INPUT:
            yield from required_text(field, (*path, "components"), "custom_id", 100)
            longest = min(int(field.get("max_length") or 4000), 4000)
            yield from texts(field, (*path, "components"), label=45, placeholder=100, value=longest)
