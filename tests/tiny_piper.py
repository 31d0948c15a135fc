"""A piper voice with random weights, as an .onnx file with its .json: everything about it is real but how it sounds.

The file is written field by field as onnx.proto numbers them, since that is all that a graph of three nodes takes.
"""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

RATE, HOP, SYMBOLS = 22_050, 256, 256
"""Samples a second, samples for each phoneme id, and ids."""
_FLOAT, _INT64 = 1, 7
_IR, _OPSET = 8, 13
_LOUDEST = 0.3


def write(path: Path, voice: str = "en-us") -> None:
    """Makes the file that `path` of a voice names, which speaks with espeak-ng's phonemes of `voice`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_model())
    phonemes = {"_": [0], "^": [1], "$": [2], " ": [3]}
    sounds = sorted({*map(chr, range(33, 688)), *"ˈˌːˑʲ̩̃θχβɡ"} - set(phonemes))
    ids = {sound: [4 + number % (SYMBOLS - 4)] for number, sound in enumerate(sounds)}
    about = {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": voice},
        "num_symbols": SYMBOLS,
        "num_speakers": 1,
        "phoneme_id_map": {**phonemes, **ids},
    }
    path.with_name(f"{path.name}.json").write_text(json.dumps(about), encoding="utf-8")


def _model() -> bytes:
    """Each phoneme id is a row of random samples, as loud as `scales` says, and the rows stand one after the other."""
    rows = np.random.default_rng(7).standard_normal((SYMBOLS, HOP)).astype(np.float32) * _LOUDEST
    end = np.array([1, 1, 1, -1], np.int64)
    nodes = [
        _node("Gather", ["rows", "input"], "sounds"),
        _node("ReduceMax", ["scales"], "loudness", _attribute("keepdims", 0)),
        _node("Mul", ["sounds", "loudness"], "loud"),
        _node("Reshape", ["loud", "end"], "output"),
    ]
    tensors = [_tensor("rows", rows, _FLOAT), _tensor("end", end, _INT64)]
    inputs = [
        _value("input", _INT64, ["batch", "phonemes"]),
        _value("input_lengths", _INT64, ["batch"]),
        _value("scales", _FLOAT, [3]),
    ]
    graph = [
        *(_field(1, node) for node in nodes),
        _field(2, b"tiny"),
        *(_field(5, tensor) for tensor in tensors),
        *(_field(11, value) for value in inputs),
        _field(12, _value("output", _FLOAT, [1, 1, 1, "samples"])),
    ]
    return _field(1, _IR) + _field(7, _joined(graph)) + _field(8, _field(1, b"") + _field(2, _OPSET))


def _node(operator: str, inputs: Iterable[str], output: str, attribute: bytes = b"") -> bytes:
    named = [_field(1, name.encode()) for name in inputs]
    last = [_field(5, attribute)] if attribute else []
    return _joined([*named, _field(2, output.encode()), _field(4, operator.encode()), *last])


def _attribute(name: str, value: int) -> bytes:
    return _field(1, name.encode()) + _field(3, value) + _field(20, 2)


def _tensor(name: str, values: np.ndarray, kind: int) -> bytes:
    dims = [_field(1, size) for size in values.shape]
    return _joined([*dims, _field(2, kind), _field(8, name.encode()), _field(9, values.tobytes())])


def _value(name: str, kind: int, shape: Iterable[int | str]) -> bytes:
    dims = [_field(1, size) if isinstance(size, int) else _field(2, size.encode()) for size in shape]
    of_shape = _joined([_field(1, dim) for dim in dims])
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, kind) + _field(2, of_shape)))


def _field(number: int, value: int | bytes) -> bytes:
    """A number as a varint, or bytes with their length before them."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    low: list[int] = []
    while value > 0x7F:
        low.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*low, value])


def _joined(parts: Iterable[bytes]) -> bytes:
    return b"".join(parts)
