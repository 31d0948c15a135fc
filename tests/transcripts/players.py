"""A person on each platform, in front of the whole house with a clock that stands still."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from tests.transcripts.discord import on_a_server, on_discord
from tests.transcripts.player import Player
from tests.transcripts.telegram import in_a_group, on_telegram
from tests.transcripts.terminal import on_the_terminal

Open = Callable[[Path, str, str], AbstractAsyncContextManager[Player]]
"""From a data folder, a migrated database's URL and the person's locale."""

PLAYERS: Mapping[str, Open] = {
    "telegram": on_telegram,
    "discord": on_discord,
    "terminal": on_the_terminal,
    "telegram-group": in_a_group,
    "discord-server": on_a_server,
}
