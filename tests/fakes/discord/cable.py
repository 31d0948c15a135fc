"""Cutting a connection, as a network does."""

from aiohttp import web


def cut(request: web.BaseRequest) -> None:
    """Breaks the connection of a request without another byte."""
    if request.transport is not None:
        request.transport.abort()
