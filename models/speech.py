"""Who listens to recordings and who says answers aloud, from models.toml. Importing this imports no library."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from models.card import OPENAI_KEY, OPENAI_URL
from models.entries import CatalogueError

Server = Literal["openai", "compatible"]

_SHIPPED = Path(__file__).with_name("models.toml")
_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")


def _address(value: object) -> object:
    if isinstance(value, str) and value and not _ADDRESS.fullmatch(value):
        raise ValueError("not an address")
    return value.rstrip("/") if isinstance(value, str) else value


_Price = Annotated[float | None, Field(ge=0, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Ear(_Strict):
    """Somebody who listens. `language` is what is spoken: a code, "person" for the person's own, or empty to have it
    detected. `longest` is in minutes, `waiting` how many wait for it at most.

    For whisper, `model` is a size or a folder; 0 `threads` leave one core to everything else. `price` is in dollars for
    a minute of what is listened to, None where nobody knows.
    """

    name: str
    provider: Literal["whisper", "openai", "compatible"]
    model: str
    url: Annotated[str, BeforeValidator(_address)] = Field(default="", repr=False)
    key: str = ""
    language: str = ""
    longest: int = Field(default=120, gt=0)
    waiting: int = Field(default=20, gt=0)
    device: Literal["auto", "cpu", "cuda"] = "auto"
    compute: str = "auto"
    threads: int = Field(default=0, ge=0)
    price: _Price = None

    def micros(self, seconds: float) -> float:
        """What it costs to listen for so long, in millionths of a dollar; nothing where the price is unknown."""
        return (self.price or 0.0) * 1e6 * seconds / 60


class Voice(_Strict):
    """Somebody who speaks, in these `languages` or, where there are none, in all. For piper, `path` is an .onnx file;
    for a server, `model` and `voice` are its own names. `price` is in dollars for a million characters, None where
    nobody knows.
    """

    name: str
    provider: Literal["piper", "openai", "compatible"]
    languages: list[str] = []
    path: str = ""
    model: str = ""
    voice: str = ""
    url: Annotated[str, BeforeValidator(_address)] = Field(default="", repr=False)
    key: str = ""

    price: _Price = None

    def micros(self, characters: int) -> float:
        """What it costs to say so much, in millionths of a dollar; nothing where the price is unknown."""
        return (self.price or 0.0) * characters

    def speaks(self, language: str) -> bool:
        return not self.languages or language in self.languages


Entry = TypeVar("Entry", Ear, Voice)


@dataclass(frozen=True, slots=True)
class SpeechCatalogue:
    """Ears and voices by name, and for each mode the names to try in order; "auto" stands for every other mode."""

    ears: Mapping[str, Ear]
    voices: Mapping[str, Voice]
    hears: Mapping[str, tuple[str, ...]]
    speaks: Mapping[str, tuple[str, ...]]

    @property
    def asks_servers(self) -> bool:
        """Whether any of them is a server."""
        return any(ear.provider != "whisper" for ear in self.ears.values()) or any(
            voice.provider != "piper" for voice in self.voices.values()
        )

    def ears_of(self, mode: str) -> tuple[Ear, ...]:
        return tuple(self.ears[name] for name in self.hears.get(mode, self.hears["auto"]))

    def voices_of(self, mode: str) -> tuple[Voice, ...]:
        return tuple(self.voices[name] for name in self.speaks.get(mode, self.speaks["auto"]))


def load(path: Path, settings: Mapping[str, str]) -> SpeechCatalogue:
    """The shipped catalogue with the owner's file at `path` over it, if there is one. Paths are from its folder.

    Entries whose key or address isn't set are left out. `settings` are what "${NAME}" and `key` refer to. Raises
    CatalogueError.
    """
    shipped = _read(_SHIPPED)
    own = _read(path) if path.exists() else {}
    filled = [_filled(document, settings) for document in (shipped, own)]
    ears = _entries(Ear, "hearing", filled, path)
    voices = _entries(Voice, "voices", filled, path)
    elsewhere = bool(settings.get("OPENAI_BASE_URL", "")) and not _is_openai(settings["OPENAI_BASE_URL"])
    known = {name: ear for name, ear in ears.items() if _reachable(ear, settings, elsewhere)}
    speaking = {name: voice for name, voice in voices.items() if _reachable(voice, settings, elsewhere)}
    return SpeechCatalogue(
        {name: _with_folder(ear, path.parent) for name, ear in known.items()},
        {name: _with_file(voice, path.parent) for name, voice in speaking.items()},
        _lists("hears", filled, ears, known, path),
        _lists("speaks", filled, voices, speaking, path),
    )


def server_url(entry: Ear | Voice) -> str:
    return entry.url or OPENAI_URL


def server_key(entry: Ear | Voice) -> str:
    """The name of the setting that holds its key, empty for none."""
    return entry.key or (OPENAI_KEY if entry.provider == "openai" else "")


def _reachable(entry: Ear | Voice, settings: Mapping[str, str], elsewhere: bool) -> bool:
    """False for OpenAI without a key, or while the key is another server's; for a server without an address."""
    if entry.provider == "openai":
        name = server_key(entry)
        return bool(settings.get(name)) and not (elsewhere and name == OPENAI_KEY)
    if entry.provider == "compatible":
        return bool(entry.url)
    return isinstance(entry, Ear) or bool(entry.path)


def _is_openai(url: str) -> bool:
    return f".{urlsplit(url).hostname}".endswith(".api.openai.com")


def _with_folder(ear: Ear, home: Path) -> Ear:
    """A size stays what it is, and so does a hub's name, which has a slash in it too."""
    folder = home / Path(ear.model).expanduser()
    return ear.model_copy(update={"model": str(folder.resolve())}) if folder.is_dir() else ear


def _with_file(voice: Voice, home: Path) -> Voice:
    if not voice.path:
        return voice
    return voice.model_copy(update={"path": str((home / Path(voice.path).expanduser()).resolve())})


def _entries(kind: type[Entry], table: str, documents: list[dict[str, Any]], path: Path) -> dict[str, Entry]:
    merged: dict[str, dict[str, Any]] = {}
    for document in documents:
        for name, entry in _table(document, table, path).items():
            if not isinstance(entry, dict):
                raise CatalogueError(f"{path}: {table}.{name} must be a table.")
            said = cast("dict[str, Any]", entry)
            merged[name] = said if "provider" in said else _over(merged.get(name, {}), said)
    found: dict[str, Entry] = {}
    prices = _openai_prices(documents[0].get(table, {}))
    for name, entry in merged.items():
        known = prices.get(entry.get("model")) if entry.get("provider") == "openai" else None
        try:
            found[name] = kind.model_validate({"name": name, "price": known, **entry})
        except ValidationError as error:
            wrong = error.errors()[0]
            what = ".".join(str(part) for part in wrong["loc"])
            raise CatalogueError(f"{path}: {what} of {table}.{name}: {wrong['msg']}.") from None
    return found


def _over(shipped: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Another model doesn't cost what this one did."""
    kept = {key: value for key, value in shipped.items() if key != "price" or "model" not in own}
    return {**kept, **own}


def _openai_prices(entries: Mapping[str, dict[str, Any]]) -> dict[Any, float]:
    """Of OpenAI's models by their names, as the shipped catalogue has them."""
    priced = (entry for entry in entries.values() if "price" in entry)
    return {entry["model"]: entry["price"] for entry in priced if entry["provider"] == "openai"}


def _lists(
    table: str,
    documents: list[dict[str, Any]],
    all_of_them: Mapping[str, object],
    known: Mapping[str, object],
    path: Path,
) -> dict[str, tuple[str, ...]]:
    merged = {mode: names for document in documents for mode, names in _table(document, table, path).items()}
    try:
        lists = TypeAdapter(dict[str, list[str]]).validate_python({"auto": [], **merged})
    except ValidationError:
        raise CatalogueError(f"{path}: each mode in [{table}] must be a list of names.") from None
    for mode, names in lists.items():
        if strange := [name for name in names if name not in all_of_them]:
            raise CatalogueError(f"{path}: {table}.{mode} names {strange[0]}, which there is none of.")
    return {mode: tuple(name for name in names if name in known) for mode, names in lists.items()}


def _table(document: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    found = document.get(name, {})
    if not isinstance(found, dict):
        raise CatalogueError(f"{path}: [{name}] must be a table.")
    return cast("dict[str, Any]", found)


def _filled(value: Any, settings: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(entry, settings) for key, entry in cast("dict[str, Any]", value).items()}
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda match: settings.get(match[1], "").strip(), value)
    return value


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path} can't be read: {error}.") from None
