"""The bot itself, its application and where the gateway is."""

from tests.fakes.discord.payload import Payload
from tests.fakes.discord.rest.call import Answer, Call, Route
from tests.fakes.discord.world.world import World


def get_me(world: World, call: Call) -> Answer:
    account: Payload = {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}
    return Answer(200, world.bot.payload() | account)


def get_user(world: World, call: Call) -> Answer:
    return Answer(200, world.user(call.params["user_id"]).payload())


def get_application(world: World, call: Call) -> Answer:
    return Answer(200, world.application())


def get_gateway(world: World, call: Call) -> Answer:
    return Answer(200, {"url": world.gateway_url})


def get_gateway_for_bots(world: World, call: Call) -> Answer:
    starts = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return Answer(200, {"url": world.gateway_url, "shards": 1, "session_start_limit": starts})


ROUTES = (
    Route("GET", "/users/@me", get_me),
    Route("GET", "/users/{user_id}", get_user),
    Route("GET", "/applications/@me", get_application),
    Route("GET", "/oauth2/applications/@me", get_application),
    Route("GET", "/gateway", get_gateway, by_bot=False),
    Route("GET", "/gateway/bot", get_gateway_for_bots),
)
