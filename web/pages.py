"""HTML pages: a template, a reader's language, a status."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from texts import translator
from web.language import LANGUAGES, chosen, language
from web.stylesheets import version

_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Renders the templates, escaping all that is put in. `root` is the path that the site lives under.

    In the templates `kept` is what links and forms have to carry on: "?lang=ru", or nothing.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._site: dict[str, object] = {"root": root, "version": version(), "languages": LANGUAGES}

    def page(self, request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """The page in the reader's language, kept by no cache."""
        locale = language(request)
        reader = {"_": translator(locale), "locale": locale, "kept": _kept(request)}
        html = self._environment.get_template(template).render(self._site, **reader, **values)
        return HTMLResponse(
            html,
            status,
            {"Content-Language": locale, "Vary": "Accept-Language", "Cache-Control": "private, no-store"},
        )

    def message(self, request: Request, status: int, title: str, text: str) -> HTMLResponse:
        """A page that says one thing; `title` and `text` are already in the reader's language."""
        return self.page(request, "message.html", status, title=title, text=text)


def _kept(request: Request) -> str:
    locale = chosen(request)
    return f"?lang={locale}" if locale else ""
