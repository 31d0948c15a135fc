"""A Whisper with random weights, written as CTranslate2 reads it: everything about it is real but what it hears."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

SIZE, LAYERS, HEADS, MELS = 32, 1, 2, 80
FRAMES, LONGEST = 1500, 448
WORDS = 50_257
"""Tokens before the special ones, the last of them empty: by that CTranslate2 knows a model of all languages."""
MARKS = 1501
TIRED = 9.0
"""How much it likes to end what it says."""


def write(folder: Path, spoken: str = "") -> None:
    """Makes the folder that `model` of an ear may name. It takes all for the language `spoken`, or is in doubt."""
    from ctranslate2.specs import WhisperSpec

    tokens = _tokens()
    spec = WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    numbers = np.random.default_rng(7)
    _fill_encoder(spec.encoder, numbers)
    _fill_decoder(spec.decoder, numbers, len(tokens))
    spec.decoder.projection.bias[tokens["<|endoftext|>"]] = TIRED
    first, last = tokens["<|startoftranscript|>"] + 1, tokens["<|translate|>"]
    spec.decoder.projection.weight[first:last] = 0
    if spoken:
        _know(spec.decoder, tokens[f"<|{spoken}|>"])
    spec.register_vocabulary(list(tokens))
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.config.lang_ids = list(range(first, last))
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    _write_tokenizer(folder / "tokenizer.json", tokens)


def _tokens() -> Mapping[str, int]:
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers.pre_tokenizers import ByteLevel

    names = ["endoftext", "startoftranscript", *_LANGUAGE_CODES]
    names += ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    letters = sorted(ByteLevel.alphabet())
    words = [*(f"Ġw{number}" for number in range(WORDS - len(letters) - 1)), ""]
    special = [f"<|{name}|>" for name in names]
    marks = [f"<|{number * 0.02:.2f}|>" for number in range(MARKS)]
    return {token: number for number, token in enumerate([*letters, *words, *special, *marks])}


def _write_tokenizer(path: Path, tokens: Mapping[str, int]) -> None:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    special = [token for token in tokens if token.startswith("<|")][:-MARKS]
    words = {token: number for token, number in tokens.items() if not token.startswith("<|")}
    tokenizer = Tokenizer(models.BPE(vocab=words, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(special)
    assert tokenizer.token_to_id("<|notimestamps|>") == tokens["<|notimestamps|>"]
    tokenizer.save(str(path))


def _fill_encoder(encoder: Any, numbers: np.random.Generator) -> None:
    for convolution, width in ((encoder.conv1, MELS), (encoder.conv2, SIZE)):
        convolution.weight, convolution.bias = _some(numbers, SIZE, width, 3), _none(SIZE)
    encoder.position_encodings.encodings = _some(numbers, FRAMES, SIZE)
    _fill_norm(encoder.layer_norm)
    for layer in encoder.layer:
        _fill_attention(layer.self_attention, numbers, (3, 1))
        _fill_feed_forward(layer.ffn, numbers)


def _fill_decoder(decoder: Any, numbers: np.random.Generator, tokens: int) -> None:
    decoder.embeddings.weight = _some(numbers, tokens, SIZE)
    decoder.projection.weight, decoder.projection.bias = _some(numbers, tokens, SIZE), _none(tokens)
    decoder.position_encodings.encodings = _some(numbers, LONGEST, SIZE)
    _fill_norm(decoder.layer_norm)
    for layer in decoder.layer:
        _fill_attention(layer.self_attention, numbers, (3, 1))
        _fill_attention(layer.attention, numbers, (1, 2, 1))
        _fill_feed_forward(layer.ffn, numbers)


def _know(decoder: Any, language: int) -> None:
    """The first place is so loud that what comes out of it is always the same, which the language's row then fits."""
    first = decoder.position_encodings.encodings[0]
    first *= 100
    decoder.projection.weight[language] = (first - first.mean()) / first.std()


def _fill_attention(attention: Any, numbers: np.random.Generator, widths: tuple[int, ...]) -> None:
    _fill_norm(attention.layer_norm)
    for linear, width in zip(attention.linear, widths, strict=True):
        linear.weight, linear.bias = _some(numbers, width * SIZE, SIZE), _none(width * SIZE)


def _fill_feed_forward(layer: Any, numbers: np.random.Generator) -> None:
    _fill_norm(layer.layer_norm)
    for linear in (layer.linear_0, layer.linear_1):
        linear.weight, linear.bias = _some(numbers, SIZE, SIZE), _none(SIZE)


def _fill_norm(norm: Any) -> None:
    norm.gamma, norm.beta = np.ones(SIZE, np.float32), _none(SIZE)


def _some(numbers: np.random.Generator, *shape: int) -> Any:
    return numbers.standard_normal(shape, np.float32) * np.float32(0.5)


def _none(size: int) -> Any:
    return np.zeros(size, np.float32)
