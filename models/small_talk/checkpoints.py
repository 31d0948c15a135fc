"""What a training leaves in its folder on the way, so that the next one can go on from there."""

import json
import re
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.small_talk.plan import Plan, TrainingError

_NOTE = "training.json"
_LAST_WRITTEN = "trainer_state.json"
"""The file that makes a checkpoint whole."""


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Those in the folder of a plan."""

    plan: Plan

    @property
    def folder(self) -> Path:
        return self.plan.out / "checkpoints"

    def require_free(self) -> None:
        """Raises TrainingError where something else stands in the folder than an unfinished training of this plan."""
        out, note = self.plan.out, self._note()
        if not note:
            if out.exists() and (not out.is_dir() or any(out.iterdir())):
                raise TrainingError(f"{out} is in use. Name a new or an empty folder with --out.")
        elif note.get("finished"):
            raise TrainingError(f"{out} holds a finished model. Name another folder with --out.")
        elif note.get("plan") != self._fingerprint() and self.last_whole():
            raise TrainingError(
                f"{out} holds a training that was begun with other data or options. Give those again to go on with it,"
                " or name another folder with --out."
            )

    def begin(self) -> None:
        """Claims the folder for this plan."""
        self.plan.out.mkdir(parents=True, exist_ok=True)
        self._write({"plan": self._fingerprint()})

    def last_whole(self) -> Path | None:
        """The newest that was written to its end; a broken one is removed."""
        found = sorted(self.folder.glob("checkpoint-*"), key=lambda path: int(re.sub(r"\D", "", path.name)))
        for checkpoint in reversed(found):
            if (checkpoint / _LAST_WRITTEN).exists():
                return checkpoint
            shutil.rmtree(checkpoint)
        return None

    def finish(self) -> None:
        """Leaves the model alone."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._write({"plan": self._fingerprint(), "finished": True})

    def _note(self) -> dict[str, Any]:
        file = self.plan.out / _NOTE
        note: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return note

    def _write(self, note: dict[str, Any]) -> None:
        (self.plan.out / _NOTE).write_text(json.dumps(note), encoding="utf-8")

    def _fingerprint(self) -> str:
        plan = self.plan
        data = sha256(plan.data.read_bytes()).hexdigest()
        options = (plan.base, plan.epochs, plan.batch, plan.learning_rate, plan.held_out, plan.patience)
        return sha256(repr((data, *options, plan.seed, plan.longest)).encode()).hexdigest()
