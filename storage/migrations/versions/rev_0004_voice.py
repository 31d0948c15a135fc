"""Voice: whether somebody hears answers too."""

from collections.abc import Sequence

from alembic import op

revision: str = "0004_voice"
down_revision: str | None = "0003_booking"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD COLUMN voice BOOLEAN NOT NULL DEFAULT FALSE")
