"""The web server: uvicorn inside our own event loop, which keeps its signal handlers."""

import asyncio
import errno
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_BACKLOG = 2048
_LAST_ANSWERS = 3
_WILDCARDS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}


class CannotListen(Exception):
    """This address can't be listened on; `reason` is the system's word for why."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"cannot listen on {host}:{port}: {reason}")
        self.host = host
        self.port = port
        self.reason = reason


class AddressInUse(CannotListen):
    """Somebody else listens on this address already."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A bound socket, so that the real port is known before anything is served."""

    host: str
    port: int
    socket: socket.socket

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it, without a slash at the end."""
        host = _WILDCARDS.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def close(self) -> None:
        """Gives the port back, for when nothing came to be served."""
        self.socket.close()


async def listen(host: str, port: int) -> Listener:
    """Takes the port; 0 picks a free one. Raises `AddressInUse`, or `CannotListen` for any other reason."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise CannotListen(host, port, _reason(error)) from error
    errors: list[OSError] = []
    for family, kind, protocol, _, address in found:
        try:
            listening = _listening(socket.socket(family, kind, protocol), address)
        except OSError as error:
            errors.append(error)
        else:
            return Listener(host, listening.getsockname()[1], listening)
    refusal = AddressInUse if errors[0].errno == errno.EADDRINUSE else CannotListen
    raise refusal(host, port, _reason(errors[0])) from errors[0]


def _listening(unbound: socket.socket, address: Any) -> socket.socket:
    try:
        unbound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        unbound.bind(address)
        unbound.listen(_BACKLOG)
        unbound.setblocking(False)
    except OSError:
        unbound.close()
        raise
    return unbound


def _reason(error: OSError | UnicodeError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


@asynccontextmanager
async def serving(application: "ASGIApp", listener: Listener) -> AsyncGenerator[None]:
    """Serves while the block runs, then lets the last answers out for up to three seconds.

    `Server.serve` would replace the signal handlers and wake ten times a second, so its parts are called
    here. Raises RuntimeError when the application's own start-up fails.
    """
    from uvicorn import Config, Server

    config = Config(
        application,
        http="h11",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS,
    )
    config.load()
    server = Server(config)
    server.lifespan = config.lifespan_class(config)
    try:
        await server.startup(sockets=[listener.socket])
    except SystemExit as error:
        listener.close()
        raise RuntimeError("the web application did not start; the log says why") from error
    try:
        yield
    finally:
        await server.shutdown(sockets=[listener.socket])
