"""Annotation files as JSON, XML or lines: bounded, and nothing that stands in them is ever expanded or fetched."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from peel.errors import PeelError
from peel.sources.records import decode_table
from peel.sources.source import Tree, text

# The largest sets of annotations that people have are about so large; in memory they take about ten times as much.
MOST_BYTES = 600 << 20
MOST_XML_BYTES = 100 << 20
_MOST_YAML_BYTES = 1 << 20
BROKEN, HARMFUL = "P262", "P263"


def read_json(tree: Tree, path: str) -> Any:
    """What a JSON file holds. Raises P262 (broken, other letters than it says), P263 (too large, too deep)."""
    data = _read(tree, path, most=MOST_BYTES)
    try:
        return json.loads(data.decode(json.detect_encoding(data)))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise broken(path, f"a letter that is no Unicode in line {line}") from error
    except RecursionError as error:
        raise _harmful(path, "brackets within brackets without end") from error
    except ValueError as error:  # cut short, or a number of thousands of digits
        raise broken(path, str(error)) from error


def read_xml(tree: Tree, path: str) -> Element:
    """The outermost element of an XML file. Raises P262 (broken), P263 (a DOCTYPE, too large)."""
    data = _read(tree, path, most=MOST_XML_BYTES)
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _harmful(
            path, "a DOCTYPE, whose entities can grow without end or name files"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise broken(path, str(error)) from error
    return root


def read_yaml(tree: Tree, path: str) -> dict[str, Any]:
    """The keys of a YAML file, without tags of any language; raises P262 (broken), P263 (too large)."""
    data = _read(tree, path, most=_MOST_YAML_BYTES)
    try:
        whole = YAML(typ="safe", pure=True).load(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise broken(path, "a letter that is no UTF-8") from error
    except (YAMLError, ValueError, RecursionError, TypeError, KeyError, AttributeError) as error:
        raise broken(path, str(error).partition("\n")[0]) from error
    return whole if isinstance(whole, dict) else {}


def read_lines(tree: Tree, path: str) -> list[str]:
    """The lines of a text file without blanks around them. Raises P233 (letters), P263 (too large)."""
    words, _ = decode_table(_read(tree, path, most=MOST_BYTES), path)
    return [line.strip() for line in words.splitlines()]


def _read(tree: Tree, path: str, *, most: int) -> bytes:
    size = tree.entries[path].size
    if size > most:
        raise _harmful(path, f"{size} bytes")
    return tree.read(path)


def broken(path: str, why: str) -> PeelError:
    """P262: an annotation file that is none."""
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
        allowed=f"at most {MOST_BYTES >> 20} MiB of JSON or text, {MOST_XML_BYTES >> 20} MiB of XML without a DOCTYPE",
        do="export it again, in several files where it is that large",
    )
