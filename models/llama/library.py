"""llama.cpp itself, by llama-cpp-python, which is an extra. Importing it takes seconds: do it in a thread."""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import structlog

_WARNING, _ERROR = 3, 4
"""ggml's levels of logging."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)


class NotInstalled(Exception):
    """llama-cpp-python is absent, or its libraries can't be loaded."""


@dataclass(frozen=True, slots=True)
class Library:
    """`c` is llama.cpp's C API as functions, `templates` renders the chat templates of files."""

    c: Any
    templates: Any
    heard: Any
    """Keeps what llama.cpp calls from being collected."""

    @property
    def on_gpu(self) -> bool:
        """Whether it was built for a GPU, CUDA's or another, that it can use."""
        return bool(self.c.llama_supports_gpu_offload())


@cache
def load_library() -> Library:
    """Loads it once for the process. Raises NotInstalled."""
    try:
        c = import_module("llama_cpp.llama_cpp")
        templates = import_module("llama_cpp.llama_chat_format").Jinja2ChatFormatter
    except (ImportError, OSError, RuntimeError) as error:
        raise NotInstalled(str(error)) from None

    def hear(level: int, text: bytes, _data: object) -> None:
        if level in (_WARNING, _ERROR):
            _log.debug("llama.cpp says", text=text.decode(errors="replace").strip())

    heard = c.llama_log_callback(hear)
    c.llama_log_set(heard, None)
    c.llama_backend_init()
    return Library(c, templates, heard)
