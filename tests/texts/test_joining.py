import pytest
from markdown_it import MarkdownIt

import texts


@pytest.mark.parametrize(
    ("locale", "listed", "clauses", "sentences", "labelled"),
    [
        ("en", "Loft, Garden", "Mon, Tue", "One. Two.", "Price: €1"),
        ("ru-RU", "Loft, Garden", "Mon, Tue", "One. Two.", "Price: €1"),
        ("zh", "Loft、Garden", "Mon，Tue", "One.Two.", "Price：€1"),
        ("zh-CN", "Loft、Garden", "Mon，Tue", "One.Two.", "Price：€1"),
    ],
)
def test_parts_are_put_together_as_the_language_does(
    locale: str, listed: str, clauses: str, sentences: str, labelled: str
) -> None:
    assert texts.listed(("Loft", "Garden"), locale) == listed
    assert texts.clauses(("Mon", "Tue"), locale) == clauses
    assert texts.in_a_row(("One.", "", "Two."), locale) == sentences
    assert texts.labelled("Price", "€1", locale) == labelled


@pytest.mark.parametrize(
    ("locale", "label", "text"), [("en", "Rules", "No dogs"), ("zh", "规则", "禁止吸烟")]
)
def test_a_bold_label_is_bold_and_nothing_else_is(locale: str, label: str, text: str) -> None:
    written = MarkdownIt().render(texts.labelled_boldly(label, text, locale))
    bold = written[written.index("<strong>") : written.index("</strong>")]
    assert label in bold
    assert text not in bold
