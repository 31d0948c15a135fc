"""GET /photos/<name>: pictures of the halls, the owner's before those that come with the pages."""

import re
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

SHIPPED = Path(__file__).parent / "static" / "halls"

_TYPES = {
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.(" + "|".join(_TYPES) + ")")
_SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing may have its own style and nothing that runs."""


def is_photo(name: str) -> bool:
    """Whether it is the plain name of a picture."""
    return _NAME.fullmatch(name) is not None


def photo_files(folder: Path | None) -> APIRouter:
    """Pictures in `folder`, the owner's, then the shipped ones."""
    folders = [each for each in (folder, SHIPPED) if each is not None]
    router = APIRouter()

    @router.api_route("/photos/{name}", methods=["GET", "HEAD"])
    def photo(name: str) -> Response:
        path = _find(name, folders)
        if path is None:
            raise HTTPException(404)
        headers = {"Content-Security-Policy": _SANDBOX, "Cache-Control": "public, max-age=3600"}
        return FileResponse(path, headers=headers, media_type=_TYPES[path.suffix[1:]])

    return router


def _find(name: str, folders: Sequence[Path]) -> Path | None:
    if not is_photo(name):
        return None
    paths = (folder / name for folder in folders)
    return next((path for path in paths if path.is_file()), None)
