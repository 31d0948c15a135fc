"""Fine-tunes a causal model on dialogues. It needs the extra `small-talk`, whose libraries take seconds to import."""

import errno
import math
import re
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib import import_module
from time import monotonic
from typing import Any

from models.small_talk.card import card
from models.small_talk.checkpoints import Checkpoints
from models.small_talk.examples import NOT_LEARNED, Example, Examples, examples
from models.small_talk.loading import load, window_of
from models.small_talk.plan import Outcome, Plan, Step, TrainingError
from models.small_talk.rows import BadRow, read
from models.small_talk.turns import TEMPLATE

MOST_STEPS_UNMEASURED = 500
SHOWN = 20
"""How often the way is told, about."""

_COPIES = 8
"""Two checkpoints with two moments of the optimizer for each weight, the best one kept beside them, and the model."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SAID_FULL = re.compile(r"no space left|quota|file too large|writer failed|inline_container", re.IGNORECASE)
"""What the libraries say that write weights and checkpoints."""

Tell = Callable[[Step], None]


def train(plan: Plan, tell: Tell, tell_bad: Callable[[BadRow], None]) -> Outcome:
    """Trains, or goes on where an earlier run with the same plan was ended. Raises DataError and TrainingError."""
    rows, bad = read(plan.data)
    for each in bad:
        tell_bad(each)
    checkpoints = Checkpoints(plan)
    checkpoints.require_free()
    tokenizer, model = load(plan.base, for_training=True)
    window = min(plan.longest, window_of(tokenizer, model))
    made = examples(rows, tokenizer, window, plan.held_out, plan.seed)
    for each in made.too_long:
        tell_bad(each)
    checkpoints.begin()
    _require_room(plan, model)
    with _known_troubles(plan):
        return _trained(plan, tokenizer, model, made, (*bad, *made.too_long), tell)


def _trained(
    plan: Plan, tokenizer: Any, model: Any, made: Examples, bad: tuple[BadRow, ...], tell: Tell
) -> Outcome:
    checkpoints = Checkpoints(plan)
    trainer = _trainer(plan, tokenizer, model, made, checkpoints, tell)
    before = perplexity(trainer, made)
    last = checkpoints.last_whole()
    trainer.train(resume_from_checkpoint=str(last) if last else None)
    outcome = Outcome(
        before,
        perplexity(trainer, made),
        len(made.learned),
        len(made.held_out),
        bad,
        trainer.state.global_step,
        trainer.state.global_step < trainer.state.max_steps,
        int(last.name.rpartition("-")[2]) if last else 0,
        str(trainer.args.device),
    )
    tokenizer.chat_template = tokenizer.chat_template or TEMPLATE
    trainer.model.save_pretrained(plan.out)
    tokenizer.save_pretrained(plan.out)
    (plan.out / "README.md").write_text(card(plan, outcome), encoding="utf-8")
    checkpoints.finish()
    return outcome


def _trainer(
    plan: Plan, tokenizer: Any, model: Any, made: Examples, checkpoints: Checkpoints, tell: Tell
) -> Any:
    transformers = import_module("transformers")
    each_epoch = math.ceil(len(made.learned) / plan.batch)
    between = min(each_epoch, MOST_STEPS_UNMEASURED)
    settings = transformers.TrainingArguments(
        output_dir=str(checkpoints.folder),
        num_train_epochs=plan.epochs,
        per_device_train_batch_size=plan.batch,
        per_device_eval_batch_size=plan.batch,
        learning_rate=plan.learning_rate,
        warmup_steps=each_epoch * plan.epochs // 20,
        seed=plan.seed,
        eval_strategy="steps",
        eval_steps=between,
        save_strategy="steps",
        save_steps=between,
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="eval_loss",
        logging_steps=max(1, each_epoch * plan.epochs // SHOWN),
        bf16=_takes_bf16(),
        dataloader_pin_memory=False,
        report_to="none",
        disable_tqdm=True,
    )
    trainer = transformers.Trainer(
        model=model,
        args=settings,
        train_dataset=list(made.learned),
        eval_dataset=list(made.held_out),
        data_collator=_Padding(tokenizer.pad_token_id),
        callbacks=[transformers.EarlyStoppingCallback(plan.patience), _telling(tell)],
    )
    trainer.remove_callback(transformers.PrinterCallback)
    return trainer


class _Padding:
    """Makes examples of one length: what is filled up is neither read nor learned."""

    def __init__(self, padding: int) -> None:
        self._padding = padding

    def __call__(self, rows: list[Example]) -> dict[str, Any]:
        tensor = import_module("torch").tensor
        longest = max(len(row["input_ids"]) for row in rows)

        def filled(name: str, filling: int) -> list[list[int]]:
            return [[*row[name], *[filling] * (longest - len(row[name]))] for row in rows]

        read = [[1] * len(row["input_ids"]) + [0] * (longest - len(row["input_ids"])) for row in rows]
        return {
            "input_ids": tensor(filled("input_ids", self._padding)),
            "labels": tensor(filled("labels", NOT_LEARNED)),
            "attention_mask": tensor(read),
        }


def perplexity(trainer: Any, made: Examples) -> float:
    """Of the replies held out, a token of each counting the same."""
    torch = import_module("torch")
    loss, tokens = 0.0, 0
    trainer.model.eval()
    for batch in trainer.get_eval_dataloader(list(made.held_out)):
        learned = int((batch["labels"][:, 1:] != NOT_LEARNED).sum())
        with torch.inference_mode():
            loss += float(trainer.model(**batch).loss) * learned
        tokens += learned
    return math.exp(min(loss / tokens, 700.0))


def _telling(tell: Tell) -> Any:
    """A callback of the Trainer's that passes on how far it is."""

    class Telling(import_module("transformers").TrainerCallback):  # type: ignore[misc]  # its class is known late
        def on_train_begin(self, _args: Any, state: Any, _control: Any, **_kwargs: Any) -> None:
            self.began, self.first = monotonic(), state.global_step

        def on_log(self, _args: Any, state: Any, _control: Any, logs: dict[str, float], **_kw: Any) -> None:
            done = max(1, state.global_step - self.first)
            left = (monotonic() - self.began) / done * (state.max_steps - state.global_step)
            measured = logs.get("eval_loss")
            if measured is not None or "loss" in logs:
                told = None if measured is None else math.exp(min(measured, 700.0))
                tell(Step(state.global_step, state.max_steps, left, logs.get("loss"), told))

    return Telling()


def _takes_bf16() -> bool:
    cuda = import_module("torch").cuda
    return bool(cuda.is_available() and cuda.is_bf16_supported())


def _require_room(plan: Plan, model: Any) -> None:
    needed = _COPIES * sum(weight.numel() * weight.element_size() for weight in model.parameters())
    free = shutil.disk_usage(plan.out).free
    if free < needed:
        raise TrainingError(
            f"Training takes about {needed / 1e9:.1f} GB in {plan.out}, and {free / 1e9:.1f} GB are free there."
        )


@contextmanager
def _known_troubles(plan: Plan) -> Generator[None]:
    """Says in a sentence what owners can do something about."""
    try:
        yield
    except (OSError, RuntimeError, import_module("safetensors").SafetensorError) as error:
        if isinstance(error, import_module("torch").OutOfMemoryError):
            raise TrainingError("The GPU's memory is too small for this. Try a smaller --batch.") from None
        if getattr(error, "errno", None) in _FULL or _SAID_FULL.search(str(error)):
            raise TrainingError(
                f"There is no room left on the disk for {plan.out}. Make some and give the same command again: it"
                " goes on from the last checkpoint."
            ) from None
        raise
