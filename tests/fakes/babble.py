"""Something that a detector of speech takes for speech, made of nothing: vowels of a voice, one after the other."""

import numpy as np

from models.hearing.transcriber import RATE

VOWELS = ((700, 1220, 2600), (300, 2200, 3000), (450, 800, 2830), (500, 1700, 2500))
"""Where each is loud, in hertz."""


def babble(seconds: float, seed: int = 3) -> bytes:
    """Samples of 16 bits, `RATE` a second."""
    chance = np.random.default_rng(seed)
    left = int(seconds * RATE)
    parts: list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = []
    while left > 0:
        vowel = _vowel(min(left, int(chance.uniform(0.12, 0.3) * RATE)), chance)
        pause = np.zeros(min(left - len(vowel), int(chance.choice((0.0, 0.02, 0.05)) * RATE)))
        parts += vowel, pause
        left -= len(vowel) + len(pause)
    sound = np.concatenate(parts)
    return (sound / np.abs(sound).max() * 20_000).astype(np.int16).tobytes()


def _vowel(length: int, chance: np.random.Generator) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    pitch = chance.uniform(100, 160)
    loud = VOWELS[chance.integers(len(VOWELS))]
    times = np.arange(length) / RATE
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.03 * np.sin(2 * np.pi * 5 * times))) / RATE
    overtones = range(1, int(4_000 / pitch))
    gains = [sum(1 / (1 + ((n * pitch - at) / 90) ** 2) for at in loud) / n**0.3 for n in overtones]
    sound = np.sum([gain * np.sin(n * phase) for n, gain in zip(overtones, gains, strict=True)], axis=0)
    return np.asarray(sound * np.hanning(length) ** 0.5)
