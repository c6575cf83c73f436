"""Every word that a template links to is explained, and only once."""

from __future__ import annotations

import re
from importlib.resources import files

from peel.report import glossary

TEMPLATES = files("peel.report") / "templates"


def test_each_linked_word_is_explained() -> None:
    texts = [one.read_text("utf-8") for one in TEMPLATES.iterdir() if one.name.endswith(".html")]
    linked = set(re.findall(r'parts\.term\("(\w+)"', "".join(texts)))
    assert linked <= {word.id for word in glossary.words()}


def test_words_come_in_alphabetical_order() -> None:
    terms = [word.term.lower() for word in glossary.words()]
    assert terms == sorted(terms)
