"""`concierge train`: makes a model for small talk, and tells on the way how it goes."""

import typer

from models.small_talk.plan import Outcome, Plan, Step
from models.small_talk.rows import BadRow

SHOWN_BAD_ROWS = 20


class Teller:
    """Prints the bad rows by line, the first of them, and then each step that it is told of."""

    def __init__(self) -> None:
        self._bad = 0

    def bad_row(self, row: BadRow) -> None:
        self._bad += 1
        if self._bad <= SHOWN_BAD_ROWS:
            typer.echo(f"line {row.line} is left out: {row.reason}", err=True)
        elif self._bad == SHOWN_BAD_ROWS + 1:
            typer.echo("and more lines are left out", err=True)

    def step(self, step: Step) -> None:
        where = f"step {step.number} of {step.of}"
        if step.perplexity is not None:
            typer.echo(f"{where}: perplexity {step.perplexity:.2f}")
        elif step.loss is not None:
            typer.echo(f"{where}: loss {step.loss:.3f}, {_time(step.seconds_left)} left")


def run(plan: Plan) -> int:
    """Trains, prints how it goes and what has come of it; returns the exit code. Raises DataError and TrainingError."""
    from models.small_talk.training import train

    teller = Teller()
    typer.echo(
        f"Training on {plan.data} from {plan.base}. Ctrl-C stops; the same command goes on from there."
    )
    outcome = train(plan, teller.step, teller.bad_row)
    for line in _report(plan, outcome):
        typer.echo(line)
    return 0


def _report(plan: Plan, outcome: Outcome) -> list[str]:
    went_on = f", from step {outcome.resumed_at} on" if outcome.resumed_at else ""
    early = ", ended early since it no longer improved" if outcome.ended_early else ""
    return [
        f"{outcome.learned} dialogues learned, {outcome.held_out} held out, {len(outcome.bad)} bad rows left out;"
        f" {outcome.steps} steps{went_on}{early}.",
        f"Perplexity of the replies held out: {outcome.before:.2f} before, {outcome.after:.2f} after.",
        f"The model is in {plan.out}; its README.md says how to use it.",
    ]


def _time(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min" if minutes else f"{seconds} s"
