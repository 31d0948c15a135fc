"""A model file in memory. Blocking, and for one thread alone: concurrent calls abort the process."""

import ctypes
import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from models.llama.library import Library
from models.llama.memory import BATCH, Memory
from models.llama.sampling import Constraint, Sampler
from models.llama.template import Said, Template
from models.llama.wording import Say, Wording

USUAL_WINDOW = 8_192
"""Tokens of a window that nobody has set: what a model was trained on may take more memory than there is."""
LEAST_ANSWER = 32
"""Tokens that a prompt has to leave for an answer."""

IsCancelled = Callable[[], bool]

_ALL_LAYERS = 2**31 - 1
_LONGEST_PIECE = 256


class NoModel(Exception):
    """The file is no model that llama.cpp can load."""


class TooLong(Exception):
    """The prompt doesn't fit into the window."""


@dataclass(frozen=True, slots=True)
class Request:
    """`most_tokens` bounds the answer; None leaves it the rest of the window. It ends before any of `stops`."""

    said: Sequence[Said]
    most_tokens: int | None = None
    temperature: float = 0.7
    constraint: Constraint | None = None
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How an answer ended, and the tokens that were read for it and written."""

    reason: Literal["stop", "length"]
    read: int
    written: int


class Engine:
    """`gpu_layers` and `window` are as in the catalogue; None leaves them to the file and the machine."""

    def __init__(
        self,
        library: Library,
        file: Path,
        gpu_layers: int | None,
        window: int | None,
        progress: Callable[[float], None] = lambda share: None,
    ) -> None:
        """Loads the file, which may take minutes, and tells which share of it is there. Raises NoModel."""
        self._c = c = library.c
        params = c.llama_model_default_params()
        params.n_gpu_layers = _ALL_LAYERS if gpu_layers is None else gpu_layers
        self.on_gpu = library.on_gpu and gpu_layers != 0
        params.progress_callback = told = c.llama_progress_callback(partial(_go_on, progress))
        self._model = c.llama_model_load_from_file(os.fsencode(file), params)
        del told  # llama.cpp had only borrowed it
        if not self._model:
            raise NoModel(file.name)
        self.window = _window(window, int(c.llama_model_n_ctx_train(self._model)))
        self._context = c.llama_init_from_model(self._model, _context_params(c, self.window))
        if not self._context:
            c.llama_model_free(self._model)
            raise NoModel(file.name)
        self._vocabulary = c.llama_model_get_vocab(self._model)
        self._memory = Memory(c, self._context)
        self._piece = ctypes.create_string_buffer(_LONGEST_PIECE)
        self.template = Template(library, self._model)

    def close(self) -> None:
        self._c.llama_free(self._context)
        self._c.llama_model_free(self._model)

    def break_off(self) -> None:
        """Ends what is being read or written just now. The only thing that other threads may call."""
        self._memory.break_off()

    def count(self, text: str) -> int:
        """How many tokens `text` is."""
        return len(self._tokens(text))

    def write(self, request: Request, say: Say, is_cancelled: IsCancelled) -> Ended:
        """Says the answer piece by piece. Raises TooLong, Interrupted, Unreadable."""
        self._memory.listen()  # before the first look at `is_cancelled`, so that no request to end is missed
        prompt = self.template.prompt(request.said)
        tokens = self._tokens(prompt)
        room = self.window - len(tokens)
        if room < min(LEAST_ANSWER, self.window // 4):
            raise TooLong
        most = min(request.most_tokens or room, room)
        wording = Wording(say, request.stops, thinks=prompt.rstrip().endswith("<think>"))
        seed = random.getrandbits(32)
        sampler = Sampler(self._c, self._vocabulary, request.temperature, seed, request.constraint)
        try:
            written = self._continue(self._memory.recall(tokens), most, sampler, wording, is_cancelled)
        finally:
            sampler.close()
        if not wording.ended:
            wording.finish()
        return Ended(
            "length" if written is None else "stop", len(tokens), most if written is None else written
        )

    def _continue(
        self, unread: list[int], most: int, sampler: Sampler, wording: Wording, is_cancelled: IsCancelled
    ) -> int | None:
        """How many tokens the model wrote until it came to an end; None where it would go on."""
        for written in range(most):
            self._memory.read(unread, is_cancelled)
            token = sampler.next(self._context)
            if self._c.llama_vocab_is_eog(self._vocabulary, token):
                return written
            wording.add(self._bytes(token))
            if wording.ended:
                return written + 1
            sampler.heard(wording.begins)
            unread = [token]
        return None

    def _tokens(self, text: str) -> list[int]:
        """A prompt's own marks are read as such; a template writes its first one itself."""
        written = text.encode()
        tokens = (self._c.llama_token * (len(written) + 2))()
        own = not self.template.is_files
        count = self._c.llama_tokenize(
            self._vocabulary, written, len(written), tokens, len(tokens), own, True
        )
        return list(tokens[:count])

    def _bytes(self, token: int) -> bytes:
        size = self._c.llama_token_to_piece(self._vocabulary, token, self._piece, _LONGEST_PIECE, 0, False)
        return self._piece.raw[: max(size, 0)]


def _go_on(progress: Callable[[float], None], share: float, _data: object) -> bool:
    progress(share)
    return True


def _window(wanted: int | None, trained: int) -> int:
    return min(wanted or USUAL_WINDOW, trained or USUAL_WINDOW)


def _context_params(c: Any, window: int) -> Any:
    params = c.llama_context_default_params()
    cores = os.cpu_count() or 1
    params.n_ctx = window
    params.n_batch = params.n_ubatch = min(BATCH, window)
    params.n_threads = max(cores // 2, 1)
    params.n_threads_batch = cores
    return params
