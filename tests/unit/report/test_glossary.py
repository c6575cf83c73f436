"""Every word that a template links to is explained, and only once."""

from __future__ import annotations

import re
from importlib.resources import files

from peel.report import glossary
from peel.report.plain import PLAIN
from peel.types.report import Word

TEMPLATES = files("peel.report") / "templates"


def test_each_linked_word_is_explained() -> None:
    texts = [one.read_text("utf-8") for one in TEMPLATES.iterdir() if one.name.endswith(".html")]
    linked = set(re.findall(r'parts\.term\("(\w+)"', "".join(texts)))
    assert linked <= {word.id for word in glossary.words(PLAIN.glossary)}


def test_words_come_in_alphabetical_order() -> None:
    own = (Word(id="mango", term="Mango", meaning="A fruit."),)
    terms = [word.term.lower() for word in glossary.words(own)]
    assert terms == sorted(terms)
    assert "mango" in terms


def test_only_linked_words_are_explained() -> None:
    own = (Word(id="mango", term="Mango", meaning="A fruit."),)
    body = '<a class="term" href="#word-mango">fruit</a> <a href="#word-depth">x</a>'
    assert [word.id for word in glossary.used(own, [body])] == ["depth", "mango"]
