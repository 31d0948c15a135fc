"""POST /stripe/webhook: what Stripe tells us of payments."""

import logging

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from payments.stripe_events import Forged, Take
from web.body import read_body

PATH = "/stripe/webhook"
LARGEST = 512 * 1024
"""Bytes; a session's event has a few thousand."""

log = logging.getLogger(__name__)


def stripe_webhook(take: Take) -> APIRouter:
    """Answers 200 only for what is stored; Stripe brings everything else again, for days.

    413 above `LARGEST`, 400 for what Stripe didn't sign just now, 503 where storing failed.
    """
    router = APIRouter()

    @router.post(PATH)
    async def receive(request: Request) -> Response:
        body = await read_body(request, LARGEST)
        if body is None:
            return Response(status_code=413)
        try:
            await take(body, request.headers.get("stripe-signature", ""))
        except Forged as reason:
            log.warning("An event that Stripe did not send was refused: %s", reason)
            return Response(status_code=400)
        except Exception as error:
            log.warning("An event from Stripe could not be stored and will come again: %r", error)
            return Response(status_code=503)
        return Response(status_code=200)

    return router
