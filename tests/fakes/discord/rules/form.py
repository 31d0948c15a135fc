"""What is wrong with a body, said the way Discord says it (error 50035)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.fakes.discord.errors import ApiError
from tests.fakes.discord.payload import Payload

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, at `path` inside the body."""

    path: Path
    code: str
    message: str

    def __str__(self) -> str:
        where = ".".join(map(str, self.path)) or "body"
        return f"{where}: {self.message} ({self.code})"


def invalid_form(problems: Iterable[Problem]) -> ApiError:
    errors: Payload = {}
    for problem in problems:
        place = errors
        for step in problem.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return ApiError(400, 50035, "Invalid Form Body", errors)


def texts(body: Payload, path: Path, **longest: int) -> Iterator[Problem]:
    """Fields that may be absent, each with the most code points it may have."""
    for name, limit in longest.items():
        value = body.get(name)
        if isinstance(value, str) and len(value) > limit:
            message = f"Must be {limit} or fewer in length."
            yield Problem((*path, name), "BASE_TYPE_MAX_LENGTH", message)


def required_text(body: Payload, path: Path, name: str, longest: int) -> Iterator[Problem]:
    """A field that must be there with 1 to `longest` code points."""
    value = body.get(name)
    if value is None:
        yield Problem((*path, name), "BASE_TYPE_REQUIRED", "This field is required")
    elif not isinstance(value, str):
        yield Problem((*path, name), "STRING_TYPE_CONVERT", f"Could not interpret {value!r} as string.")
    elif not 1 <= len(value) <= longest:
        yield bad_length((*path, name), 1, longest)


def bad_length(path: Path, least: int, most: int) -> Problem:
    return Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
