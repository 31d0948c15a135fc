"""Code that is too long for a chat, as a file."""

import re
from dataclasses import dataclass

_NAME = re.compile(
    r"(?:^|[\s:=\"'/\\])([A-Za-z0-9][\w-]{0,60}(?:\.[\w-]{1,20}){0,3}\.[A-Za-z0-9]{1,10})(?=$|[\s\"'}])"
)
_EXTENSIONS = {
    "bash": "sh",
    "c++": "cpp",
    "csharp": "cs",
    "c#": "cs",
    "dockerfile": "dockerfile",
    "elixir": "ex",
    "golang": "go",
    "haskell": "hs",
    "javascript": "js",
    "jsonc": "json",
    "julia": "jl",
    "kotlin": "kt",
    "latex": "tex",
    "make": "mk",
    "makefile": "mk",
    "markdown": "md",
    "matlab": "m",
    "objective-c": "m",
    "perl": "pl",
    "plain": "txt",
    "powershell": "ps1",
    "python": "py",
    "python3": "py",
    "ruby": "rb",
    "rust": "rs",
    "shell": "sh",
    "svelte": "svelte",
    "terraform": "tf",
    "text": "txt",
    "typescript": "ts",
    "yml": "yaml",
    "zsh": "sh",
}
_SHORT = re.compile("[a-z0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class CodeFile:
    """`text` is the code as it was written, without a line end after the last line."""

    name: str
    text: str


def code_file(text: str, info: str, language: str, number: int) -> CodeFile:
    """Named by what stands behind the fence, else code.py, code-2.py and so on."""
    if named := _NAME.search(info):
        return CodeFile(named[1], text)
    plain = language.lower()
    extension = _EXTENSIONS.get(plain) or (plain if _SHORT.fullmatch(plain) else "txt")
    return CodeFile(f"code.{extension}" if number == 1 else f"code-{number}.{extension}", text)
