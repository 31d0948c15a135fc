"""Every format that people send, and files that are none."""

import pytest

from models.hearing.decoding import Recording
from models.hearing.transcriber import RATE
from models.hearing.trouble import Reason, Unheard
from tests.recordings import FORMATS, recorded, samples_of, tone, wav

pytest.importorskip("av", reason="the extra speech is not installed")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_becomes_the_samples_that_models_want(name: str) -> None:
    file = recorded(tone(2), name)
    recording = Recording(file)
    assert recording.seconds == pytest.approx(2, abs=0.1)
    samples = samples_of(file)
    assert len(samples) / 2 / RATE == pytest.approx(2, abs=0.1)
    assert max(map(abs, memoryview(samples).cast("h"))) > 5_000, "what was recorded is still to be heard"


def test_a_long_recording_is_cut_where_it_is_quiet() -> None:
    pause = tone(0.4, 0)
    recording = Recording(wav(tone(4) + pause + tone(3)))
    first, second = recording.pieces(6)
    assert 4.0 < first.seconds < 4.4
    assert second.begin == first.seconds
    assert first.seconds + second.seconds == pytest.approx(7.4)


def test_nothing_of_a_long_recording_is_lost() -> None:
    samples = tone(25)
    pieces = list(Recording(wav(samples)).pieces(2))
    assert b"".join(piece.samples for piece in pieces) == samples
    assert all(piece.seconds <= 2 for piece in pieces)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"hello" * 1000,
        b"OggS" + bytes(100),
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
    ],
    ids=["empty", "words", "broken", "playlist", "list of files"],
)
def test_what_is_no_recording_is_refused(file: bytes) -> None:
    with pytest.raises(Unheard) as error:
        list(Recording(file).pieces(60))
    assert error.value.reason is Reason.UNREADABLE


def test_a_film_without_sound_is_refused() -> None:
    with pytest.raises(Unheard, match="no sound") as error:
        Recording(silent_film())
    assert error.value.reason is Reason.UNREADABLE


def test_of_a_recording_that_breaks_off_the_beginning_is_kept() -> None:
    file = recorded(tone(4), "voice.ogg")
    assert len(samples_of(file[: len(file) // 2])) / 2 / RATE > 1


def silent_film() -> bytes:
    import io

    import av

    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 16
        stream.pix_fmt = "yuv420p"
        for _ in range(5):
            for packet in stream.encode(av.VideoFrame(16, 16, "yuv420p")):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return target.getvalue()
