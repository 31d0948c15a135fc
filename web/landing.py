"""GET /: what this is and whether it works. Nothing private."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.health import Health
from web.pages import Pages


def landing_page(pages: Pages, health: Health) -> APIRouter:
    """The front page."""
    router = APIRouter()

    @router.api_route("/", methods=["GET", "HEAD"])
    async def landing(request: Request) -> Response:
        return pages.page(request, "landing.html", healthy=(await health.examine()).healthy)

    return router
