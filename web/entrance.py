"""The code that a customer shows at the door."""

from io import BytesIO

import segno


def entrance_code(page: str) -> bytes:
    """An SVG of a QR code with the address of a booking's page, dark on light as scanners want it."""
    picture = BytesIO()
    segno.make(page, error="m", micro=False).save(
        picture, kind="svg", scale=8, border=2, dark="#241f17", light="#fffdf8", svgclass=None, lineclass=None
    )
    return picture.getvalue()
