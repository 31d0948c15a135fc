"""A Discord to test bots against: gateway, REST API, people, and a page to look at it.

Point the real discord.py at it, in the process where the bot runs, before `Client.start`:

    discord.http.Route.BASE = discord_api_url                      # FakeDiscord.api_url, DISCORD_API_URL
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)       # GET {discord_api_url}/gateway → "url"

(`from discord.gateway import DiscordWebSocket`.) discord.py never asks where the gateway is: a plain `Client`
opens DEFAULT_GATEWAY, and goes back to it after an invalid session. Webhooks and interaction answers use
`Route.BASE`, files come from the addresses in their payloads.

`python -m tests.fakes.discord` serves it for a person. Tests use `FakeDiscord`; those in another process use
`control/http.py`.
"""

from tests.fakes.discord.control.options import NotPossible
from tests.fakes.discord.control.person import Person
from tests.fakes.discord.fake import FakeDiscord
from tests.fakes.discord.rest.faults import Fault
from tests.fakes.discord.world.intents import Intent, Permission
from tests.fakes.discord.world.messages import Message, Upload

__all__ = ["FakeDiscord", "Fault", "Intent", "Message", "NotPossible", "Permission", "Person", "Upload"]
