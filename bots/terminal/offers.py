"""Which choices hold now, and what a typed line means among them."""

from collections.abc import Sequence

from bots.terminal.choices import Choice


class Offers:
    """Choices end with the next answer; those that last, with the next panel.

    When the conversation has gone on since its panel, a choice that lasts has to be called by its label: a bare
    number is then what somebody says, to the assistant's question perhaps. What is typed after a choice that
    asks for something is what is filled in, whatever it looks like.
    """

    def __init__(self) -> None:
        self._choices: tuple[Choice, ...] = ()
        self._by_number = True
        self._talking = False
        self._filling = False

    def take(self, typed: str) -> Choice | None:
        """The choice that a line means; None for words and commands."""
        command = typed.startswith("/")
        if self._filling:
            self._filling = command and typed.casefold() != "/cancel"
            return None
        found = next((choice for choice in self._choices if self._means(choice, typed)), None)
        self._filling = found is not None and found.asks
        self._talking = found is None and not command
        return found

    def answered(self, choices: Sequence[Choice]) -> None:
        """An answer has come, with these choices or none."""
        if choices:
            self._choices, self._by_number, self._filling = tuple(choices), True, False
        else:
            self._choices = tuple(choice for choice in self._choices if choice.lasts)
            self._by_number = self._by_number and not self._talking

    def _means(self, choice: Choice, typed: str) -> bool:
        return choice.is_called(typed) or (self._by_number and choice.is_number(typed))
