"""One process for each data folder."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class HomeError(Exception):
    """The data folder can't be used. `holder` is the process that uses it: None where that isn't why."""

    def __init__(self, home: Path, reason: str, holder: int | None = None) -> None:
        super().__init__(f"{home}: {reason}")
        self.home = home
        self.reason = reason
        self.holder = holder


@contextmanager
def hold(home: Path) -> Generator[None]:
    """Makes the data folder where there is none, readable by its owner only, and keeps other processes out.

    The kernel lets go of it when the process ends, however it ends. Raises `HomeError`.
    """
    descriptor = _open(home)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0)
            raise HomeError(home, "in use", int(holder) if holder.strip().isdigit() else 0) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
        yield
    finally:
        os.close(descriptor)


def _open(home: Path) -> int:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(home / "concierge.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise HomeError(home, error.strerror or str(error)) from None
