"""The program from outside: its start, its help, its idleness, its memory."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import IO

from app.bench.measure import Figure

CONCIERGE = (sys.executable, "-c", "from app.cli import main; main()")
IDLE_SECONDS = 20.0


def figures(*, quick: bool) -> Iterator[Figure]:
    rounds = 3 if quick else 7
    floor = _median_seconds((sys.executable, "-c", "pass"), rounds)
    yield Figure(
        "concierge --help",
        _median_seconds((*CONCIERGE, "--help"), rounds),
        "s",
        0.5,
        floor,
        note="beside bare Python",
    )
    with TemporaryDirectory(prefix="concierge-program-") as home:
        _talk(home, "")
        starts = [_seconds_to_end(home) for _ in range(rounds)]
        yield Figure("second start, first answer, end", median(starts), "s", 3.0, floor)
        yield from _idle(home, IDLE_SECONDS / 4 if quick else IDLE_SECONDS)


def _idle(home: str, seconds: float) -> Iterator[Figure]:
    """A program that waits for its person, for a while, with its pages up."""
    with subprocess.Popen(
        (*CONCIERGE, "run"), env=_environment(home), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(b"hello\n")
        program.stdin.flush()
        _wait_for_words(program.stdout)
        time.sleep(1.0)
        before = _processor_seconds(program.pid)
        time.sleep(seconds)
        used = _processor_seconds(program.pid) - before
        peak = _peak_megabytes(program.pid)
        program.stdin.close()
        program.stdout.read()
    yield Figure("idle", used / seconds * 100, "% of a core", 0.5)
    yield Figure("peak memory", peak, "MB", note="one conversation, pages up")


def _wait_for_words(output: IO[bytes]) -> None:
    while line := output.readline():
        if line.strip() and not line.startswith(b">"):
            return


def _talk(home: str, lines: str) -> None:
    subprocess.run(
        (*CONCIERGE, "run"),
        input=lines.encode(),
        env=_environment(home),
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _seconds_to_end(home: str) -> float:
    began = time.perf_counter()
    _talk(home, "hello\n")
    return time.perf_counter() - began


def _median_seconds(command: Sequence[str], rounds: int) -> float:
    taken: list[float] = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - began)
    return median(taken)


def _environment(home: str) -> dict[str, str]:
    quiet = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "DATABASE_URL"))
    }
    return {**quiet, "CONCIERGE_HOME": home, "WEB_PORT": "0"}


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1_000
