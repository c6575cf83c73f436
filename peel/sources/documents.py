"""Annotation files as JSON, XML or lines: bounded, and nothing that stands in them is ever expanded or fetched."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

from peel.errors import PeelError
from peel.sources.records import decode_table
from peel.sources.source import Tree, text

# The largest sets of annotations that people have are about so large; in memory they take about ten times as much.
MOST_BYTES = 600 << 20
MOST_XML_BYTES = 200 << 20
MOST_DEEP = 64
BROKEN, HARMFUL = "P262", "P263"


def read_json(tree: Tree, path: str) -> Any:
    """What a JSON file holds. Raises P262 (broken, other letters than it says), P263 (too large, too deep)."""
    data = _read(tree, path, most=MOST_BYTES)
    try:
        return json.loads(data.decode(json.detect_encoding(data)))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _broken(path, f"a letter that is no Unicode in line {line}") from error
    except RecursionError as error:
        raise _harmful(path, "brackets within brackets without end") from error
    except ValueError as error:  # cut short, or a number of thousands of digits
        raise _broken(path, str(error)) from error


def read_xml(tree: Tree, path: str) -> Element:
    """The outermost element of an XML file. Raises P262 (broken), P263 (entities, too large, too deep)."""
    data = _read(tree, path, most=MOST_XML_BYTES)
    reader = _Xml(path)
    try:
        return reader.read(data)
    except (expat.ExpatError, ParseError, ValueError, LookupError, AssertionError) as error:
        raise _broken(path, str(error)) from error


def read_lines(tree: Tree, path: str) -> list[str]:
    """The lines of a text file without blanks around them. Raises P233 (letters), P263 (too large)."""
    words, _ = decode_table(_read(tree, path, most=MOST_BYTES), path)
    return [line.strip() for line in words.splitlines()]


class _Xml:
    """One XML file: elements as they come, no entity but XML's own five."""

    def __init__(self, path: str) -> None:
        self._path, self._builder, self._depth = path, TreeBuilder(), 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data
        self._parser.EntityDeclHandler = self._refuse
        self._parser.UnparsedEntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse
        self._parser.SkippedEntityHandler = self._refuse

    def read(self, data: bytes) -> Element:
        self._parser.Parse(data, True)  # noqa: FBT003 (expat takes no names)
        return self._builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEEP:
            raise _harmful(self._path, f"elements within elements, more than {MOST_DEEP}")
        self._builder.start(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(name)

    def _refuse(self, *_: object) -> None:
        raise _harmful(self._path, "entities of its own, which can grow without end or name files")


def _read(tree: Tree, path: str, *, most: int) -> bytes:
    size = tree.entries[path].size
    if size > most:
        raise _harmful(path, f"{size} bytes")
    return tree.read(path)


def _broken(path: str, why: str) -> PeelError:
    return PeelError(
        BROKEN,
        "annotation file cannot be read",
        got=f"{text(path)}: {why}",
        allowed="a whole file, in UTF-8 or as its first line says",
        do="export or fetch it again",
    )


def _harmful(path: str, why: str) -> PeelError:
    return PeelError(
        HARMFUL,
        "annotation file refused",
        got=f"{text(path)}: {why}",
        allowed=f"at most {MOST_BYTES >> 20} MiB of JSON or text, {MOST_XML_BYTES >> 20} MiB of XML, {MOST_DEEP} levels deep, no entities",
        do="export it again, in several files where it is that large",
    )
