"""The path that a proxy has put the site under."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Rooted:
    """Serves `root` + address like the address itself, whether or not the proxy has cut `root` off."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self._app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path: str = scope["path"]
            under = path == self._root or path.startswith(f"{self._root}/")
            scope = {**scope, "root_path": self._root, "path": path if under else self._root + path}
        await self._app(scope, receive, send)
