"""What a context has read so far, so that the part that the next prompt shares with it isn't read again."""

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

BATCH = 512
"""Tokens that are read at once; between batches, and within one on a CPU, reading can be broken off."""

_ABORTED = 2
_FIRST_SEQUENCE = 0


class Interrupted(Exception):
    """Reading was broken off as asked."""


class Unreadable(Exception):
    """llama.cpp could not read a batch; `code` is its own."""

    def __init__(self, code: int) -> None:
        super().__init__(f"llama_decode returned {code}")
        self.code = code


class Memory:
    def __init__(self, c: Any, context: Any) -> None:
        self._c = c
        self._context = context
        self._read: list[int] = []
        self._flag = ctypes.create_string_buffer(2)
        # llama.cpp asks this between operations, thousands of times a second: as a C function that looks at the
        # flag (strlen is 1 where it is set) it never waits for Python's lock.
        ask = ctypes.cast(ctypes.CDLL(None).strlen, c.ggml_abort_callback)
        self._kept = ask
        c.llama_set_abort_callback(context, ask, ctypes.cast(self._flag, ctypes.c_void_p))

    def break_off(self) -> None:
        """Has what is being read end at once. May be called from any thread."""
        self._flag[0] = b"\1"

    def listen(self) -> None:
        """Takes back an earlier `break_off`."""
        self._flag[0] = b"\0"

    def recall(self, tokens: Sequence[int]) -> list[int]:
        """Forgets all but what `tokens` begin with; returns what is left to be read, at least the last one."""
        same = 0
        for ours, theirs in zip(self._read, tokens[:-1], strict=False):
            if ours != theirs:
                break
            same += 1
        self._keep(same)
        return list(tokens[len(self._read) :])

    def read(self, tokens: Sequence[int], is_cancelled: Callable[[], bool]) -> None:
        """Raises Interrupted, Unreadable."""
        c = self._c
        for start in range(0, len(tokens), BATCH):
            if is_cancelled():
                raise Interrupted
            part = tokens[start : start + BATCH]
            array = (c.llama_token * len(part))(*part)  # the batch only points to it
            code = c.llama_decode(self._context, c.llama_batch_get_one(array, len(part)))
            if code:
                self._keep(len(self._read))
                raise Interrupted if code == _ABORTED else Unreadable(code)
            self._read.extend(part)

    def _keep(self, count: int) -> None:
        """The first `count` tokens; none where the model's memory can't be cut, as that of a recurrent one."""
        memory = self._c.llama_get_memory(self._context)
        if not self._c.llama_memory_seq_rm(memory, _FIRST_SEQUENCE, count, -1):
            self._c.llama_memory_clear(memory, True)
            count = 0
        del self._read[count:]
