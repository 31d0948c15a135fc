"""Entities that Telegram finds by itself: commands, mentions, hashtags, links, e-mail addresses."""

import re
from collections.abc import Sequence

from tests.fakes.telegram.formatting import utf16
from tests.fakes.telegram.wire import Json

_FOUND = re.compile(
    r"""(?P<url>\bhttps?://[^\s<>«»"]+[^\s<>«»".,:;!?)\]}'*_~`]
          |(?<![@\w/])(?:[\w-]+\.)+(?:com|org|net|io|ru|dev|app|me|info|example)(?:/[^\s<>«»"]*[^\s<>«»".,:;!?)\]}'])?(?![\w@]))
      |(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
      |(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?\b)
      |(?P<mention>(?<![\w`])@[A-Za-z]\w{3,31}\b)
      |(?P<hashtag>(?<![\w#])\#\w*[^\W\d]\w*)""",
    re.VERBOSE,
)
_TYPES = "code pre text_link text_mention custom_emoji url mention bot_command hashtag email"
_OPAQUE = frozenset(_TYPES.split())
_NONE = re.compile(r"[/@#.:]")


def with_detected(text: str, entities: Sequence[Json]) -> tuple[Json, ...]:
    """The given entities plus those found in places that no code, link or mention covers."""
    if not _NONE.search(text):
        return tuple(entities)
    taken = [(one["offset"], one["offset"] + one["length"]) for one in entities if one["type"] in _OPAQUE]
    found = list(entities)
    for match in _FOUND.finditer(text):
        offset = utf16.length(text[: match.start()])
        end = offset + utf16.length(match.group())
        if match.lastgroup and not any(start < end and offset < stop for start, stop in taken):
            found.append({"type": match.lastgroup, "offset": offset, "length": end - offset})
    return tuple(sorted(found, key=lambda entity: (entity["offset"], -entity["length"])))
