"""POST: updates that Telegram brings."""

import json
import logging
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import cast
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.body import read_body

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST = 1024 * 1024
"""Bytes; Telegram's updates have a few thousand."""
AGAIN = 1
"""Seconds after which Telegram may try again what could not be stored."""

Take = Callable[[object], Awaitable[None]]
"""Returns once an update (its JSON object) is stored durably."""

log = logging.getLogger(__name__)


def path_of(webhook_url: str, public_url: str) -> str:
    """The path of the webhook below that of the site, which a proxy has put under the path of `public_url`."""
    path, root = urlsplit(webhook_url).path, urlsplit(public_url).path.rstrip("/")
    return path.removeprefix(root if path.startswith(f"{root}/") else "") or "/"


def telegram_webhook(path: str, secret: str, take: Take) -> APIRouter:
    """Answers 200 only for what is stored; Telegram brings everything else again.

    403 without the secret, 413 above `LARGEST`, 400 for what is no JSON object, 503 where storing failed.
    Raises ValueError without a `secret`.
    """
    if not secret:
        raise ValueError("a webhook without a secret would take updates from anybody")
    expected = secret.encode()
    router = APIRouter()

    @router.post(path)
    async def receive(request: Request) -> Response:
        if not compare_digest(_shown(request), expected):
            return Response(status_code=403)
        body = await read_body(request, LARGEST)
        if body is None:
            return Response(status_code=413)
        update = _object(body)
        if update is None:
            return Response(status_code=400)
        try:
            await take(update)
        except Exception as error:
            log.warning("An update from Telegram could not be stored and will come again: %r", error)
            return Response(status_code=503, headers={"Retry-After": str(AGAIN)})
        return Response(status_code=200)

    return router


def _shown(request: Request) -> bytes:
    """The header as the bytes that came, whatever they are."""
    name = SECRET_HEADER.lower().encode()
    return next((value for key, value in request.headers.raw if key == name), b"")


def _object(body: bytes) -> dict[str, object] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", update) if isinstance(update, dict) else None
