"""All addresses of the fake Discord in one aiohttp application."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from tests.fakes.discord.control.http import Control
from tests.fakes.discord.gateway.gateway import Gateway
from tests.fakes.discord.rest import application, channels, commands, guilds, interactions, messages, webhooks
from tests.fakes.discord.rest.api import Api
from tests.fakes.discord.rest.call import Route
from tests.fakes.discord.world.world import World

PAGE = Path(__file__).parent / "control/page.html"
LARGEST_REQUEST = 110 * 1024 * 1024
ROUTES = (
    *application.ROUTES,
    *guilds.ROUTES,
    *commands.ROUTES,
    *channels.ROUTES,
    *messages.ROUTES,
    *interactions.ROUTES,
    *webhooks.ROUTES,
)


def build(world: World, api: Api, gateway: Gateway, control: Control) -> web.Application:
    """/api/v10 and /gateway for bots, /attachments for files, /control for tests, / for people."""
    app = web.Application(client_max_size=LARGEST_REQUEST)
    for route in ROUTES:
        app.router.add_route(route.method, "/api/v10" + route.template, answering(api, route))
    anything = Route("*", "/{rest}", api.unknown)
    app.router.add_route("*", "/api/v10/{rest:.*}", answering(api, anything))
    app.router.add_get("/gateway", gateway.accept)
    app.router.add_get("/gateway/", gateway.accept)

    async def attachment(request: web.Request) -> web.StreamResponse:
        found = world.files.get(request.match_info["attachment_id"])
        if found is None or not world.links.holds(found.address, request.query):
            raise web.HTTPNotFound(text="This content is no longer available.")
        return web.Response(body=found.upload.data, headers={"Content-Type": found.upload.media_type})

    async def page(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE)

    app.router.add_get("/attachments/{channel_id}/{attachment_id}/{filename}", attachment)
    app.router.add_get("/", page)
    control.add_to(app)
    return app


def answering(api: Api, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        return await api.serve(route, request)

    return answer
