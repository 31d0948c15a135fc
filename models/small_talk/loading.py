"""Opens a causal model and its tokenizer."""

import logging
import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

EXTRA = ".venv/bin/pip install 'concierge[small-talk]'"
_ON_THE_HUB = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_UNBOUNDED = 1_000_000
_USUAL_WINDOW = 1024
_TORCH, _LIBRARIES = 40, 80
"""Per cent of the way when they are imported."""


class LoadError(Exception):
    """A sentence for the owner: why a model can't be opened."""


def load(
    source: str,
    *,
    device: str = "",
    for_training: bool = False,
    reached: Callable[[int], None] = lambda percent: None,
) -> tuple[Any, Any]:
    """The tokenizer and the model of a folder or of a name on the hub. Raises LoadError.

    Without a `device` it goes where there is a GPU; the Trainer chooses for itself. Takes seconds, and tells which per
    cent of them are over, about.
    """
    if not Path(source).is_dir() and not _ON_THE_HUB.fullmatch(source):
        raise LoadError(f"There is no folder {source}.")
    try:
        reached(0)
        torch = import_module("torch")
        reached(_TORCH)
        transformers = import_module("transformers")
        transformers.AutoModelForCausalLM  # noqa: B018 - it is imported at its first mention
        reached(_LIBRARIES)
    except ImportError:
        raise LoadError(f"The libraries for it are missing: {EXTRA}.") from None
    _quieten(transformers)
    where = device or _best_device(torch)
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(source)
        on_processor = for_training or where == "cpu"
        model = transformers.AutoModelForCausalLM.from_pretrained(
            source, dtype=torch.float32 if on_processor else "auto"
        )
        if not for_training:
            _leave_a_core(torch)
            model = model.to(where).eval()
    except Exception as error:
        raise LoadError(_why(source, error)) from None
    if tokenizer.eos_token_id is None:
        raise LoadError(f"The tokenizer of {source} has no end of text, so its answers would have none.")
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer, model


def window_of(tokenizer: Any, model: Any) -> int:
    """How many tokens the model reads and writes at once."""
    known = getattr(model.config, "max_position_embeddings", None) or tokenizer.model_max_length
    return int(known) if known and known < _UNBOUNDED else _USUAL_WINDOW


def _quieten(transformers: Any) -> None:
    """What goes wrong is said by us, once."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL)


def _leave_a_core(torch: Any) -> None:
    """To the house: threads that wait for each other spin, and a busy machine then answers several times slower."""
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))


def _best_device(torch: Any) -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _why(source: str, error: Exception) -> str:
    if isinstance(error, OSError) and not Path(source).is_dir():
        return f"{source} is no folder, and no model of that name could be had from the Hugging Face Hub."
    reason = next(iter(str(error).strip().splitlines()), "")
    return f"{source} can't be opened as a causal language model: {type(error).__name__}: {reason}"
