"""Which language Whisper takes a recording for. Its weights are random: what counts is the way to the language."""

from pathlib import Path
from typing import Any

import pytest

from models.hearing.transcriber import Hint, Understood
from models.hearing.whisper_model import WhisperModel
from models.speech import Ear
from tests.recordings import samples_of, speech


class Watched:
    """faster-whisper itself; `languages` are those that it was told, None where it had to detect one."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.languages: list[str | None] = []

    @property
    def supported_languages(self) -> Any:
        return self._model.supported_languages

    def transcribe(self, values: Any, *, language: str | None, **more: Any) -> Any:
        self.languages.append(language)
        return self._model.transcribe(values, language=language, **more)


def load(folder: Path) -> tuple[WhisperModel, Watched]:
    ear = Ear(name="tiny", provider="whisper", model=str(folder), device="cpu", threads=1)
    model = WhisperModel.load(ear)
    watched = Watched(model._model)
    return WhisperModel(watched, model._numbers), watched


@pytest.fixture(scope="module")
def spoken() -> bytes:
    return samples_of(speech("Book the Atrium tomorrow, please."))


@pytest.fixture(scope="module")
def knowing(tiny_whisper: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tiny_whisper import write

    folder = tmp_path_factory.mktemp("whisper") / "russian"
    write(folder, "ru")
    return folder


def understand(model: WhisperModel, spoken: bytes, hint: Hint) -> Understood:
    return model.understand(spoken, hint, lambda: False)


def test_what_is_detected_holds_whatever_the_person_s_own_language_is(knowing: Path, spoken: bytes) -> None:
    model, watched = load(knowing)
    understood = understand(model, spoken, Hint(own="en"))
    assert (understood.language, watched.languages) == ("ru", [None])
    assert watched._model.model.is_multilingual


def test_what_is_set_is_not_detected(knowing: Path, spoken: bytes) -> None:
    model, watched = load(knowing)
    assert understand(model, spoken, Hint(language="zh", own="en")).language == "zh"
    assert watched.languages == ["zh"]


def test_in_doubt_it_is_the_person_s(tiny_whisper: Path, spoken: bytes) -> None:
    model, watched = load(tiny_whisper)
    assert understand(model, spoken, Hint(own="ru")).language == ""
    assert watched.languages == [None, "ru"]


@pytest.mark.parametrize("hint", [Hint(), Hint(own="tlh"), Hint(language="tlh")])
def test_a_language_that_whisper_does_not_know_is_detected_too(
    tiny_whisper: Path, spoken: bytes, hint: Hint
) -> None:
    model, watched = load(tiny_whisper)
    understand(model, spoken, hint)
    assert set(watched.languages) == {None}
