"""Which token comes next: one of the likely ones, and where a grammar binds only one that it allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_TOP_K = 40
_TOP_P = 0.95
_MIN_P = 0.05


@dataclass(frozen=True, slots=True)
class Constraint:
    """A grammar (GBNF). Where `begins` is given, an answer that begins otherwise goes on without it."""

    grammar: str
    begins: str = ""


class Sampler:
    """llama.cpp's own samplers. `close` frees them."""

    def __init__(
        self, c: Any, vocabulary: Any, temperature: float, seed: int, constraint: Constraint | None
    ) -> None:
        self._c = c
        self._begins = constraint.begins if constraint else ""
        self._chains = [self._chain(_likely(c, temperature, seed))]
        if constraint is not None:
            grammar = c.llama_sampler_init_grammar(vocabulary, constraint.grammar.encode(), b"root")
            if not grammar:
                self.close()
                raise ValueError("llama.cpp can't read the grammar")
            self._chains.append(self._chain([grammar, *_likely(c, temperature, seed)]))

    def next(self, context: Any) -> int:
        """The token after what `context` has read."""
        return int(self._c.llama_sampler_sample(self._chains[-1], context, -1))

    def heard(self, beginning: str) -> None:
        """The grammar binds no longer where the answer, so far, begins otherwise than a bound one does.

        That also spares looking through all of the vocabulary for each token.
        """
        if beginning and len(self._chains) > 1 and not beginning.startswith(self._begins):
            self._c.llama_sampler_free(self._chains.pop())

    def close(self) -> None:
        while self._chains:
            self._c.llama_sampler_free(self._chains.pop())

    def _chain(self, samplers: Sequence[Any]) -> Any:
        chain = self._c.llama_sampler_chain_init(self._c.llama_sampler_chain_default_params())
        for sampler in samplers:
            self._c.llama_sampler_chain_add(chain, sampler)
        return chain


def _likely(c: Any, temperature: float, seed: int) -> list[Any]:
    if temperature <= 0:
        return [c.llama_sampler_init_greedy()]
    return [
        c.llama_sampler_init_top_k(_TOP_K),
        c.llama_sampler_init_top_p(_TOP_P, 1),
        c.llama_sampler_init_min_p(_MIN_P, 1),
        c.llama_sampler_init_temp(temperature),
        c.llama_sampler_init_dist(seed),
    ]
