"""Parts that the house, Studio and the benchmarks are made of, each from the settings."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo

from langchain_core.language_models import BaseChatModel
from pydantic import SecretStr

from app.settings import Settings
from app.stores import Stores
from graphs.modes import Modes
from graphs.parts import Parts
from models.builtin.model import BuiltinModel
from models.builtin.names import HallName
from models.catalogue import load
from models.llama.files import LlamaFiles
from models.provider import Models
from models.small_talk.processes import ModelProcesses
from prompts import prompt
from storage.booking_keys import shown_key
from storage.bookings import Booking
from storage.halls import Halls
from storage.signing import Signer
from texts import translator
from tools.bookings import booking_tools
from tools.desk import HOLD, Desk
from tools.halls import hall_tools

DEFAULT_PORT = 8080


def make_builtin(halls: Halls, zone: tzinfo, now: Callable[[], datetime]) -> BuiltinModel:
    """The built-in model, which knows the halls by name and counts days in `zone`."""

    async def names() -> Sequence[HallName]:
        return [HallName(hall.name, hall.aliases) for hall in await halls.all()]

    return BuiltinModel(halls=names, now=lambda: now().astimezone(zone), metadata={"card": "builtin"})


def make_models(
    settings: Settings, builtin: BaseChatModel, llama: LlamaFiles, small_talk: ModelProcesses
) -> Models:
    """Raises `CatalogueError` where the owner's models.toml is wrong."""
    held = settings.model_choice
    catalogue = load(settings.home / "models.toml", held)
    keys = {name: SecretStr(held.get(name, "")) for name in catalogue.keys}
    return Models(catalogue, keys, builtin, local={"llama": llama.open, "transformers": small_talk.open})


def tool_instructions(tools: str, choice: str) -> str:
    """How a model that runs here has to call tools."""
    return prompt("tool_calls", tools=tools, choice=choice)


def make_modes(settings: Settings, models: Models) -> Modes:
    """The shipped modes and the owner's."""
    return Modes(
        settings.home / "modes",
        language=settings.concierge_translate_to,
        knows_model=lambda name: bool(models.named((name,))),
    )


def make_parts(stores: Stores, desk: Desk, models: Models, modes: Modes, builtin: BaseChatModel) -> Parts:
    async def hall_names() -> Sequence[str]:
        return [name for hall in await stores.halls.all() for name in (hall.name, *hall.aliases)]

    return Parts(
        models=models,
        modes=modes,
        builtin=builtin,
        tools=[*hall_tools(desk), *booking_tools(desk)],
        session=stores.sessions.get,
        hall_names=hall_names,
        now=desk.now,
    )


def pages_address(settings: Settings) -> str:
    """Where people reach the pages while they are served."""
    return settings.public_url or f"http://{settings.web_host}:{settings.web_port or DEFAULT_PORT}"


def booking_address(signer: Signer, public_url: str, booking: Booking) -> str:
    """Of the booking's page; whoever has it may see and change the booking."""
    return f"{public_url}/b/{shown_key(signer, booking)}"


def make_desk(
    stores: Stores,
    booking_page: Callable[[Booking], str],
    now: Callable[[], datetime],
    hold: timedelta = HOLD,
) -> Desk:
    return Desk(stores.halls, stores.bookings, stores.payments, now, booking_page, hold)


def about(models: Models, locale: str) -> str:
    """Which model answers, as a sentence."""
    _ = translator(locale)
    card = models.answering("chat")
    if card.provider == "builtin":
        return _("The built-in model answers: no key, no network.")
    if not card.model:
        return _("A model on the owner's own server answers.")
    return _("The model {name} answers.").format(name=card.name)
