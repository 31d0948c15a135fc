"""The headers that every response carries."""

from collections.abc import Sequence
from email.utils import formatdate

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'{elsewhere}; frame-ancestors 'none'"
)

DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with "no-referrer" browsers don't say where a form comes from
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


class DefaultHeaders:
    """Adds the security headers and the date to each response; what a response set itself stays.

    A form of ours may lead on to the `paid_at` origins: browsers look at redirects, too.
    """

    def __init__(self, app: ASGIApp, paid_at: Sequence[str] = ()) -> None:
        self._app = app
        elsewhere = "".join(f" {origin}" for origin in dict.fromkeys(paid_at))
        self._defaults = DEFAULTS | {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY.format(elsewhere=elsewhere)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Date", formatdate(usegmt=True))
                for name, value in self._defaults.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
