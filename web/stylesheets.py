"""The stylesheet and the pictures of the pages."""

import os
from hashlib import sha256
from os import PathLike
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOLDER = Path(__file__).parent / "static"


class Stylesheets(StaticFiles):
    """The files of web/static, which browsers may keep for a day: their addresses carry `version()`."""

    def __init__(self) -> None:
        super().__init__(directory=_FOLDER)

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response


def version() -> str:
    """Eight characters that change when any of the files does."""
    content = b"".join(path.read_bytes() for path in sorted(_FOLDER.rglob("*")) if path.is_file())
    return sha256(content).hexdigest()[:8]
