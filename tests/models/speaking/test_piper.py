"""Piper with a voice of random weights: phonemes, graph and samples are real, the sound is noise."""

import asyncio
import shutil
from array import array
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.speaking.piper import Piper
from models.speaking.speaker import Speech
from models.speaking.trouble import Reason, Unspoken
from models.speech import Voice
from tests.lag import holds_the_loop_up


def voice_of(path: Path) -> Voice:
    return Voice(name="tiny", provider="piper", path=str(path))


@pytest_asyncio.fixture
async def piper(tiny_piper: Path) -> AsyncIterator[Piper]:
    made = Piper(voice_of(tiny_piper))
    yield made
    await made.close()


def seconds(speech: Speech) -> float:
    return len(speech.samples) / 2 / speech.rate


async def test_words_become_samples_and_more_words_more_of_them(piper: Piper) -> None:
    short = await piper.speak("Hello.")
    long = await piper.speak("Hello. The Loft is free tomorrow from six to eight in the evening.")
    assert short.rate == 22_050
    assert 0.1 < seconds(short) < seconds(long) / 4
    assert max(map(abs, array("h", short.samples))) > 1_000


async def test_one_who_leaves_half_way_leaves_no_words_for_the_next(piper: Piper) -> None:
    whole = await piper.speak("Hello.")
    leaving = asyncio.ensure_future(piper.speak("All of this is said to nobody. " * 10))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    assert seconds(await piper.speak("Hello.")) == pytest.approx(seconds(whole), rel=0.3)


async def test_the_loop_is_free_while_a_voice_is_loaded_and_speaks(tiny_piper: Path) -> None:
    async def speak() -> None:
        piper = Piper(voice_of(tiny_piper))
        await piper.speak("The Loft is free tomorrow from six to eight in the evening. " * 9)
        await piper.close()

    assert not await holds_the_loop_up(speak)


async def test_a_process_that_dies_is_begun_anew(piper: Piper) -> None:
    await piper.open()
    assert piper._child is not None
    await piper._child.end()
    assert (await piper.speak("Hello.")).samples


async def trouble_with(path: Path) -> Unspoken:
    piper = Piper(voice_of(path))
    with pytest.raises(Unspoken) as error:
        await piper.speak("Hello.")
    await piper.close()
    return error.value


async def test_a_file_that_is_not_there_has_a_name(tmp_path: Path) -> None:
    trouble = await trouble_with(tmp_path / "none.onnx")
    assert trouble.reason is Reason.NO_FILE
    assert trouble.detail == f"{tmp_path / 'none.onnx'} is no file: correct `path` in models.toml"


async def test_so_has_one_without_its_json(tiny_piper: Path, tmp_path: Path) -> None:
    alone = shutil.copy(tiny_piper, tmp_path / "alone.onnx")
    trouble = await trouble_with(alone)
    assert trouble.reason is Reason.NO_CARD
    assert trouble.detail == f"{alone}.json isn't there: put it beside the .onnx file"


@pytest.mark.parametrize("broken", ["voice", "json"])
async def test_so_has_one_that_is_something_else(tiny_piper: Path, tmp_path: Path, broken: str) -> None:
    path = tmp_path / "tiny.onnx"
    shutil.copy(tiny_piper, path)
    card = Path(shutil.copy(f"{tiny_piper}.json", f"{path}.json"))
    (path if broken == "voice" else card).write_bytes(b"{}")
    trouble = await trouble_with(path)
    assert trouble.reason is Reason.BROKEN
    assert str(path) in trouble.detail


async def test_so_has_a_missing_package(
    tiny_piper: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "piper.py").write_text("raise ImportError(name='piper')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    trouble = await trouble_with(tiny_piper)
    assert trouble.reason is Reason.NO_EXTRA
    assert trouble.detail == "piper: .venv/bin/pip install 'concierge[speech]'"
