"""The web application: everything it serves, put together in one place."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from payments.cashier import Cashier
from storage.signing import Signer
from tools.desk import Desk
from web.booking import booking_pages
from web.booking_page import BookingPage, PaymentsOfBooking
from web.door import CHANGES, CHECKS, LOOKS, Door
from web.failures import Failures, refusals
from web.headers import DefaultHeaders
from web.health import Check, Health, health_endpoint
from web.keepsakes import keepsakes
from web.lag import LoopLag
from web.landing import landing_page
from web.metrics import metrics_endpoint
from web.networks import Network
from web.pages import Pages
from web.patience import Patience
from web.paying import payment_pages
from web.photos import photo_files
from web.practice import practice_pages
from web.rates import Rates
from web.root import Rooted
from web.stylesheets import Stylesheets


@dataclass(frozen=True, slots=True)
class Site:
    """What the pages show and measure.

    Each of `checks` returns when its part works, e.g. a ping of the database, and raises when it doesn't.
    `public_url` is the address people use; its path, if any, is where a proxy has put the site. `connections`
    are asked like checks, about platforms out there, whose updates come in at `webhooks`. `photos` is the
    owner's folder of pictures. What the `proxies` say of who asks is believed. Without a `cashier` nothing can be
    paid. By `seconds` is counted how often somebody asks.
    """

    desk: Desk
    signer: Signer
    payments: PaymentsOfBooking
    checks: Mapping[str, Check]
    registry: CollectorRegistry
    public_url: str = ""
    connections: Mapping[str, Check] = field(default_factory=dict[str, Check])
    webhooks: Sequence[APIRouter] = ()
    photos: Path | None = None
    proxies: Sequence[Network] = ()
    cashier: Cashier | None = None
    seconds: Callable[[], float] = monotonic


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
            Middleware(DefaultHeaders, paid_at=site.cashier.ways.origins if site.cashier else ()),
            Middleware(Rooted, root=root),
            Middleware(Failures, pages=pages),
        ],
        exception_handlers={HTTPException: refusals(pages)},
    )
    application.include_router(landing_page(pages, health))
    patience = Patience()
    door = Door(
        site.desk,
        site.signer,
        patience,
        site.public_url,
        site.proxies,
        *(Rates(pace, site.seconds) for pace in (LOOKS, CHANGES, CHECKS)),
    )
    page = BookingPage(
        pages, site.desk, site.signer, site.payments, patience, takes_payment=site.cashier is not None
    )
    application.include_router(booking_pages(page, door))
    if site.cashier is not None:
        application.include_router(payment_pages(page, door, site.cashier))
        if site.cashier.ways.is_practice:
            application.include_router(practice_pages(pages, site.desk, door, site.cashier))
    application.include_router(keepsakes(site.desk, door))
    application.include_router(photo_files(site.photos))
    application.include_router(health_endpoint(health))
    application.include_router(metrics_endpoint(site.registry, lag))
    for webhook in site.webhooks:
        application.include_router(webhook)
    application.mount("/static", Stylesheets())
    return application
