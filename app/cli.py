"""The `concierge` command. It imports nothing slow before it knows what is asked."""

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from app.settings import Settings

app = typer.Typer(
    name="concierge",
    help="A self-hosted assistant that books halls, for the terminal, Telegram and Discord.",
    epilog="Settings come from the environment and from .env; .env.example explains each of them.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(database, name="db")
payments = typer.Typer(rich_markup_mode=None)
app.add_typer(payments, name="payments")
train = typer.Typer(help="Make models of your own.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(train, name="train")
models = typer.Typer(help="Look after the models.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(models, name="models")


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until `app.launch` is there, Ctrl-C just ends the program
    app(prog_name="concierge")


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"concierge {version('concierge')}")
        raise typer.Exit


_Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
]
_Terminal = Annotated[bool, typer.Option(help="Whether to talk in this terminal as well.")]
_PaymentId = Annotated[int, typer.Argument(help="The payment's number, as `concierge payments` lists it.")]
_GraphName = Annotated[str, typer.Argument(help="Which graph, e.g. assistant.")]
_Png = Annotated[Path | None, typer.Option(help="Write a picture into this file.", dir_okay=False)]
_Mermaid = Annotated[bool, typer.Option("--mermaid", help="Print Mermaid text (the default).")]
_BenchPart = Annotated[
    Literal["everything", "models"], typer.Argument(help="Everything, or the models that run here alone.")
]
_Gguf = Annotated[
    Path | None, typer.Option(help="Measure this model file of llama.cpp's.", exists=True, dir_okay=False)
]
_Json = Annotated[Path | None, typer.Option(help="Write the numbers into this file too.", dir_okay=False)]
_Quick = Annotated[bool, typer.Option("--quick", help="Fewer rounds: sooner done, rougher numbers.")]
_Dialogues = Annotated[Path, typer.Argument(help="A CSV file with the columns response and context.")]
_Base = Annotated[str, typer.Option(help="What to begin with: a folder, or a name on the Hugging Face Hub.")]
_Out = Annotated[Path, typer.Option(help="The folder for the model, new or empty.", file_okay=False)]
_Epochs = Annotated[int, typer.Option(min=1, help="How often to go through the dialogues, at most.")]
_Batch = Annotated[int, typer.Option(min=1, help="How many dialogues to learn from at once.")]
_LearningRate = Annotated[float, typer.Option(min=0.0, help="How much to change at once.")]
_HeldOut = Annotated[
    float, typer.Option(min=0.01, max=0.5, help="The share of dialogues to measure by, which is not learned.")
]
_Patience = Annotated[
    int, typer.Option(min=1, help="End after so many measurements that were no better than an earlier one.")
]
_Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same model on the same machine.")]
_Longest = Annotated[
    int,
    typer.Option(
        min=16, help="How many tokens of a dialogue to read, the latest ones; the window bounds it too."
    ),
]
_ModelNames = Annotated[list[str] | None, typer.Argument(help="Which of them, by name; all if left out.")]
_Seconds = Annotated[float, typer.Option(min=1, help="How long to wait for each answer, at most.")]


@app.callback()
def concierge(version: _Version = False) -> None:
    pass


@app.command()
def run(terminal: _Terminal = True) -> None:
    """Start the pages, the bots and a conversation here.

    A bot starts where its token is set. The first start makes the database and fills it with demo data.
    /quit, Ctrl-D and Ctrl-C leave. Lines from a pipe are answered one by one; after the last the program ends,
    or goes on for the bots. With --no-terminal it runs until it is stopped.

    \b
    Examples:
      concierge run
      echo "What halls do you have?" | concierge run
      WEB_PORT=0 concierge run --no-terminal
    """
    from app import launch

    def begin(settings: "Settings", talks: bool) -> int:
        from app import serve

        return serve.run(settings, terminal=talks)

    raise typer.Exit(launch.serve(begin, conversation=terminal))


@app.command()
def chat() -> None:
    """Talk in this terminal, without pages and bots.

    It uses the same data as `run`, so the two can't go on at once in one data folder.

    \b
    Examples:
      concierge chat
      concierge chat < questions.txt
    """
    from app import launch

    def begin(settings: "Settings", _talks: bool) -> int:
        from app import serve

        return serve.chat(settings)

    raise typer.Exit(launch.serve(begin, conversation=True))


@database.command()
def upgrade() -> None:
    """Bring the database to the newest form. `run` and `chat` do it too when they start.

    \b
    Examples:
      concierge db upgrade
      DATABASE_URL=postgresql://me:secret@127.0.0.1/concierge concierge db upgrade
    """
    from app import launch

    def migrate(settings: "Settings") -> int:
        from storage import migrate

        migrate.upgrade(settings.database_url)
        typer.echo("The database is up to date.")
        return 0

    raise typer.Exit(launch.once(migrate))


@payments.callback(invoke_without_command=True)
def list_payments(context: typer.Context) -> None:
    """List the money that has to be given back, while Concierge runs too.

    Stripe and Telegram's Stars give it back by themselves. Where a payment provider behind Telegram took it, the
    owner does so in that provider's own pages, and notes it here.

    \b
    Examples:
      concierge payments
      concierge payments refunded 12
    """
    if context.invoked_subcommand is not None:
        return
    from app import launch

    def show(settings: "Settings") -> int:
        from app import refunds

        return refunds.show_due(settings)

    raise typer.Exit(launch.beside(show))


@payments.command()
def refunded(payment: _PaymentId) -> None:
    """Note that you have given a payment back by hand; the customer is told.

    \b
    Examples:
      concierge payments refunded 12
    """
    from app import launch

    def note(settings: "Settings") -> int:
        from app import refunds

        return refunds.note_done(settings, payment)

    raise typer.Exit(launch.beside(note))


@train.command()
def dialogue(
    data: _Dialogues,
    base: _Base,
    out: _Out,
    epochs: _Epochs = 3,
    batch: _Batch = 8,
    learning_rate: _LearningRate = 5e-5,
    held_out: _HeldOut = 0.1,
    patience: _Patience = 3,
    seed: _Seed = 42,
    longest: _Longest = 512,
) -> None:
    """Fine-tune a causal model for small talk on dialogues of your own.

    A row is a reply (response) and what was said right before it (context), before that (context/0, context/1, …).
    Rows that can't be used are listed by line and left out. It runs on the GPU where there is one. What was stopped
    goes on from its last checkpoint when the same command is given again.

    \b
    Examples:
      concierge train dialogue talks.csv --base ./rugpt3small --out data/small-talk
      concierge train dialogue talks.csv --base ./rugpt3small --out data/small-talk --epochs 10 --batch 32
    """
    from app import launch

    def learn() -> int:
        from app import training
        from models.small_talk.plan import Plan

        plan = Plan(data, base, out, epochs, batch, learning_rate, held_out, patience, seed, longest)
        return training.run(plan)

    raise typer.Exit(launch.apart(learn))


@models.command()
def check(names: _ModelNames = None, seconds: _Seconds = 120) -> None:
    """Ask each model for a reply, a stream, a tool call, JSON and usage, and print what works.

    It asks what answers in Concierge too, with the same keys, so it costs a few hundred tokens a model. The exit code
    is 1 if one of them doesn't reply. It may be used while Concierge runs.

    \b
    Examples:
      concierge models check
      concierge models check gpt-6-luna --seconds 30
    """
    from app import launch

    def ask(settings: "Settings") -> int:
        from app import checking

        return checking.run(settings, names or [], seconds)

    raise typer.Exit(launch.beside(ask))


@app.command()
def demo_data() -> None:
    """Fill an empty database with halls and bookings.

    Three halls, and random bookings for the next ten days. A database that has halls is left as it is.

    \b
    Examples:
      concierge demo-data
      CONCIERGE_HOME=/tmp/concierge concierge demo-data
    """
    from app import launch

    def fill(settings: "Settings") -> int:
        from app import demo
        from storage import migrate

        migrate.upgrade(settings.database_url)
        loaded = demo.fill(settings)
        typer.echo("The demo data is in." if loaded else "There are halls already; nothing was changed.")
        return 0

    raise typer.Exit(launch.once(fill))


@app.command()
def graph(name: _GraphName, png: _Png = None, mermaid: _Mermaid = False) -> None:
    """Draw a graph as Mermaid text or as a picture.

    It needs no network.

    \b
    Examples:
      concierge graph assistant --mermaid
      concierge graph assistant --png assistant.png
    """
    from app import launch

    def draw() -> int:
        from app import drawing

        try:
            if png:
                drawing.png(name, png)
            if mermaid or not png:
                typer.echo(drawing.mermaid(name))
        except drawing.UnknownGraph as error:
            typer.echo(error, err=True)
            return 2
        return 0

    raise typer.Exit(launch.apart(draw))


@app.command()
def bench(
    part: _BenchPart = "everything", gguf: _Gguf = None, json: _Json = None, quick: _Quick = False
) -> None:
    """Measure what a turn costs on this machine, or what a model costs that runs on it.

    Beside each number stands the least that the machine could need. It works in temporary folders and leaves
    your data alone. Without --gguf, models are tiny and know nothing.

    \b
    Examples:
      concierge bench
      concierge bench --quick --json bench.json
      concierge bench models --gguf qwen3-4b-q4_k_m.gguf
    """
    from app import launch

    def measure() -> int:
        from app import bench

        if part == "models":
            return bench.run_models(json, quick=quick, gguf=gguf)
        return bench.run(json, quick=quick)

    raise typer.Exit(launch.apart(measure))
