"""The web application: everything it serves, put together in one place."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from storage.booking_keys import BookingsByKey
from storage.signing import Signer
from web.booking import HallsById, booking_pages
from web.failures import Failures, refusals
from web.headers import DefaultHeaders
from web.health import Check, Health, LoopLag, health_endpoint
from web.landing import landing_page
from web.metrics import metrics_endpoint
from web.pages import Pages
from web.root import Rooted
from web.stylesheets import Stylesheets


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages show and measure.

    `now` returns an aware UTC time. Each of `checks` returns when its part works, e.g. a ping of the
    database, and raises when it doesn't. `public_url` is the address people use; its path, if any, is where
    a proxy has put the site. `connections` are asked like checks, about platforms out there, whose updates
    come in at `webhooks`.
    """

    bookings: BookingsByKey
    signer: Signer
    halls: HallsById
    now: Callable[[], datetime]
    checks: Mapping[str, Check]
    registry: CollectorRegistry
    public_url: str = ""
    connections: Mapping[str, Check] = field(default_factory=dict[str, Check])
    webhooks: Sequence[APIRouter] = ()


def create_application(site: Site) -> FastAPI:
    """The whole site as an ASGI application; its lifespan runs the probe of the event loop."""
    root = urlsplit(site.public_url).path.rstrip("/")
    pages = Pages(root)
    lag = LoopLag()
    health = Health(site.checks, lag, site.connections)

    @asynccontextmanager
    async def lifespan(_application: FastAPI) -> AsyncGenerator[None]:
        async with lag.measured():
            yield

    application = FastAPI(
        title="Concierge",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[
            Middleware(DefaultHeaders),
            Middleware(Rooted, root=root),
            Middleware(Failures, pages=pages),
        ],
        exception_handlers={HTTPException: refusals(pages)},
    )
    application.include_router(landing_page(pages, health))
    application.include_router(booking_pages(pages, site.bookings, site.signer, site.halls, site.now))
    application.include_router(health_endpoint(health))
    application.include_router(metrics_endpoint(site.registry, lag))
    for webhook in site.webhooks:
        application.include_router(webhook)
    application.mount("/static", Stylesheets())
    return application
