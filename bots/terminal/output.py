"""Writing to a file descriptor."""

import os


def write(descriptor: int, text: str, encoding: str = "utf-8") -> None:
    """One system call, and more only where a pipe is too full to take it all. Raises OSError."""
    left = memoryview(text.encode(encoding, "replace"))
    while left:
        left = left[os.write(descriptor, left) :]
