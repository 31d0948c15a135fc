"""Answers from a causal model, piece by piece, without repeating itself and without going on for ever."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from models.small_talk.controls import Pieces, quiet, unrepeated
from models.small_talk.loading import load, window_of
from models.small_talk.turns import Turn, question

LONGEST_ANSWER = 128
"""Tokens, where neither the person nor the model's own generation_config.json says another number."""

_USUAL = {"do_sample": True, "temperature": 0.8, "top_k": 50, "top_p": 0.9}
"""For what generation_config.json leaves open."""
_REPEATED_WORDS = 3
_REPETITION = 1.1
_FIRM = 1.1
"""By what factor the end of an answer becomes likelier with each token past half of its usual bound."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Tokens read and written; `ended` is false where the answer was cut at its bound."""

    read: int
    written: int
    ended: bool


class DoesNotFit(Exception):
    """The latest turn alone is longer than the window."""


class Speaker:
    """One answer at a time: it is not safe to be shared by threads."""

    def __init__(self, tokenizer: Any, model: Any) -> None:
        self.window = window_of(tokenizer, model)
        self.device = str(model.device)
        self._tokenizer = tokenizer
        self._model = model
        self._settings = _settings(model.generation_config, tokenizer)

    @classmethod
    def open(
        cls, source: str, device: str, reached: Callable[[int], None] = lambda percent: None
    ) -> "Speaker":
        """As `load` does. Raises LoadError."""
        return cls(*load(source, device=device, reached=reached))

    def answer(
        self,
        turns: Sequence[Turn],
        limit: int | None,
        say: Callable[[str], None],
        stopped: Callable[[], bool],
    ) -> Spoken:
        """Says the answer to the last of `turns` in at most `limit` tokens, unless `stopped` before its end.

        Raises DoesNotFit.
        """
        settings = deepcopy(self._settings)
        most = min(limit or settings.max_new_tokens, self.window // 2)
        settings.exponential_decay_length_penalty = (min(most, settings.max_new_tokens) // 2, _FIRM)
        settings.max_new_tokens = most
        asked = question(self._tokenizer, turns, self.window - most)
        if asked is None:
            raise DoesNotFit
        written = self._written(asked, settings, say, stopped)
        ends: Any = settings.eos_token_id
        return Spoken(len(asked), len(written), len(written) < most or written[-1] in ends)

    def _written(
        self, asked: list[int], settings: Any, say: Callable[[str], None], stopped: Callable[[], bool]
    ) -> list[int]:
        torch = import_module("torch")
        read = torch.tensor([asked], device=self._model.device)
        with torch.inference_mode():
            written = self._model.generate(
                read,
                attention_mask=torch.ones_like(read),
                generation_config=settings,
                logits_processor=unrepeated(len(asked), settings, _REPEATED_WORDS, _REPETITION),
                stopping_criteria=quiet(stopped),
                streamer=Pieces(self._tokenizer, say),
            )
        ids: list[int] = written[0, len(asked) :].tolist()
        return ids


def _settings(own: Any, tokenizer: Any) -> Any:
    """The model's own, with ours for what they leave open."""
    settings = deepcopy(own)
    for name, value in _USUAL.items():
        if getattr(settings, name) is None:
            setattr(settings, name, value)
    settings.max_length = None
    settings.max_new_tokens = settings.max_new_tokens or LONGEST_ANSWER
    settings.min_new_tokens = settings.min_new_tokens or 1
    ends = tokenizer.eos_token_id if settings.eos_token_id is None else settings.eos_token_id
    settings.eos_token_id = ends if isinstance(ends, list) else [ends]
    settings.pad_token_id = tokenizer.pad_token_id
    return settings
