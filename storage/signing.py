"""Links that only this installation can make."""

import secrets
from hashlib import sha256
from hmac import compare_digest, new

from sqlalchemy import Column, Connection, Table, Text, select

from storage.database import Database, metadata
from storage.upsert import insert_once

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("secret", Text, nullable=False),
)

LENGTH = 24
"""Hex digits of a signature: 96 bits. Hex, as no Markdown reads it as emphasis."""


class Signer:
    """`secret` is any text; another one makes every signature invalid."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def signature(self, purpose: str, text: str) -> str:
        """What was signed for one purpose is not valid for another."""
        return new(self._secret, f"{purpose}\0{text}".encode(), sha256).hexdigest()[:LENGTH]

    def sign(self, purpose: str, text: str) -> str:
        """`text` with its signature behind it."""
        return text + self.signature(purpose, text)

    def read(self, purpose: str, signed: str) -> str | None:
        """The text that was signed; None where it wasn't. The time taken tells nothing about the signature."""
        text, given = signed[:-LENGTH], signed[-LENGTH:]
        valid = compare_digest(given.encode(), self.signature(purpose, text).encode())
        return text if valid and text else None


async def open_signer(database: Database, secret: str = "") -> Signer:
    """With the owner's secret, else with one made at the first start and kept in the database."""
    return Signer(secret or await database.write(_kept))


def _kept(tx: Connection) -> str:
    insert_once(tx, signing_keys, {"name": "links", "secret": secrets.token_hex(32)})
    kept = select(signing_keys.c.secret).where(signing_keys.c.name == "links")
    return str(tx.execute(kept).scalar_one())
