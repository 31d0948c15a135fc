"""What people see when a page can't be had: a sentence, never a stack trace."""

import logging
from collections.abc import Callable, Coroutine
from secrets import token_hex
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from texts import Translator, translator
from web.language import language
from web.pages import Pages
from web.refused import Refused

log = logging.getLogger(__name__)


def refusals(pages: Pages) -> Callable[[Request, HTTPException], Coroutine[Any, Any, Response]]:
    """A handler that gives a page to our refusals, and to those that Starlette answers in plain text."""

    async def refuse(request: Request, refusal: HTTPException) -> Response:
        _ = translator(language(request))
        if isinstance(refusal, Refused):
            title, text = _(refusal.title), _(refusal.text)
        else:
            title, text = _explanation(_, refusal.status_code)
        response = pages.message(request, refusal.status_code, title, text)
        response.headers.update(refusal.headers or {})
        return response

    return refuse


def _explanation(_: Translator, status: int) -> tuple[str, str]:
    if status == 404:
        text = _("The address may be incomplete. Open the link once more as you got it.")
        return _("There is no page here"), text
    if status == 405:
        return _("This page can only be read"), _("Nothing was changed.")
    return _("This didn't work"), _("The request can't be understood. Nothing was changed.")


class Failures:
    """Turns an unexpected error into a page with an id that is also in the log."""

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_and_notice(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_notice)
        except Exception:
            if started:
                raise
            await self._apology(Request(scope))(scope, receive, send)

    def _apology(self, request: Request) -> Response:
        error = token_hex(4)
        log.exception("A page failed, error %s", error)
        _ = translator(language(request))
        text = _("Something went wrong, and nothing was changed. If it happens again, mention error {error}.")
        return self._pages.message(request, 500, _("This didn't work"), text.format(error=error))
