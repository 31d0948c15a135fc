"""Limits of embeds: https://discord.com/developers/docs/resources/message#embed-object-embed-limits."""

from collections.abc import Iterator

from tests.fakes.discord.payload import Payload, objects, part
from tests.fakes.discord.rules.form import Path, Problem, required_text, texts

MOST_EMBEDS = 10
MOST_FIELDS = 25
ALL_TOGETHER = 6000


def check_embeds(embeds: list[Payload], path: Path) -> Iterator[Problem]:
    if len(embeds) > MOST_EMBEDS:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_EMBEDS} or fewer in length.")
    for index, embed in enumerate(embeds):
        yield from _check_embed(embed, (*path, index))
    if sum(map(_size, embeds)) > ALL_TOGETHER:
        message = f"Embed size exceeds maximum size of {ALL_TOGETHER}"
        yield Problem(path, "MAX_EMBED_SIZE_EXCEEDED", message)


def _check_embed(embed: Payload, path: Path) -> Iterator[Problem]:
    yield from texts(embed, path, title=256, description=4096)
    yield from texts(part(embed, "footer"), (*path, "footer"), text=2048)
    yield from texts(part(embed, "author"), (*path, "author"), name=256)
    fields = objects(embed, "fields")
    if len(fields) > MOST_FIELDS:
        yield Problem((*path, "fields"), "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_FIELDS} or fewer in length.")
    for index, field in enumerate(fields):
        yield from required_text(field, (*path, "fields", index), "name", 256)
        yield from required_text(field, (*path, "fields", index), "value", 1024)


def _size(embed: Payload) -> int:
    parts: list[object] = [embed.get("title"), embed.get("description")]
    parts += [part(embed, "footer").get("text"), part(embed, "author").get("name")]
    for field in objects(embed, "fields"):
        parts += [field.get("name"), field.get("value")]
    return sum(len(part) for part in parts if isinstance(part, str))
