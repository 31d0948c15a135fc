"""The commands, for all platforms."""

from bots.commands.command import Again, Command, Parameter
from bots.commands.table import COMMANDS, find_command, no_such_command

__all__ = ["COMMANDS", "Again", "Command", "Parameter", "find_command", "no_such_command"]
