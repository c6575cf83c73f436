"""Refuses a YAML text that would become far more than it is, before it does."""

from __future__ import annotations

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node

LARGEST_CHARACTERS = 2**16
MOST_VALUES = 2**10
_DEEPEST = 50


def refuse_large(text: str) -> None:
    """Raise YAMLError for a text that is too long, nested too deep, or whose aliases repeat too much of it.

    A few lines of aliases of aliases are billions of values; the graph of the text has each of them once, so
    that counting is cheap.
    """
    if len(text) > LARGEST_CHARACTERS:
        raise YAMLError(f"{len(text)} characters, more than {LARGEST_CHARACTERS}")
    _refuse_deep(text)
    root = YAML(typ="safe", pure=True).compose(text)
    n_values = _count(root, {}, depth=0) if root is not None else 0
    if n_values > MOST_VALUES:
        raise YAMLError(f"more than {MOST_VALUES} values, with what its aliases repeat")


def _refuse_deep(text: str) -> None:
    """Before anything is built of it: the reader of events is the one part that does not call itself."""
    depth = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _DEEPEST:
            raise YAMLError(f"lists or sections in one another, deeper than {_DEEPEST}")


def _count(node: Node, known: dict[int, int], *, depth: int) -> int:
    """How many values a node stands for once every alias is written out."""
    if depth > _DEEPEST:  # only an alias within what it names leads here
        raise YAMLError("a list or section that holds itself")
    if id(node) not in known:
        known[id(node)] = 1 + sum(_count(one, known, depth=depth + 1) for one in _inside(node))
    return known[id(node)]


def _inside(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [one for pair in node.value for one in pair]
    return node.value if isinstance(node.value, list) else []
