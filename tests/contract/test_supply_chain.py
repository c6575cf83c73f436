"""What Peel stands on: every package has its version and its digests, and what an audit could not ask about is no good news."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
verdict = runpy.run_path(str(ROOT / ".ci" / "audited.py"))["verdict"]


def entries(lock: str) -> list[str]:
    """The requirements of a lock, each with its continued lines."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]


@pytest.mark.parametrize("lock", ["requirements.lock", "deploy/serve.lock"])
def test_every_package_is_pinned_by_digest(lock):
    bare = [
        entry
        for entry in entries(lock)
        if not re.match(r"[\w.\[\]-]+==[^\s;]+.* --hash=sha256:[0-9a-f]{64}", entry)
    ]
    assert (bare, len(entries(lock)) > 10) == ([], True)


def test_installing_asks_for_digests():
    wanted = "--require-hashes -r"
    assert all(wanted in (ROOT / name).read_text() for name in ("Makefile", "deploy/Dockerfile"))


def test_no_shell_is_started():
    """A name of a class or a file never becomes a part of a command line that a shell reads."""
    shell = re.compile(r"\bshell\s*=|\bos\.(system|popen)\b|\bgetoutput\b")
    rooms = [path for room in ("peel", "tasks", "flows") for path in (ROOT / room).rglob("*.py")]
    found = [path.name for path in rooms if shell.search(path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("text", "first", "code"),
    [
        ("", "not audited", 0),
        ("Traceback", "not audited", 0),
        (json.dumps({"dependencies": [{"name": "a", "skip_reason": "?"}]}), "audited: 0 of 1", 0),
        (
            json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}),
            "audited: 1 of 1 packages, 0 known",
            0,
        ),
    ],
)
def test_audit_counts_who_was_asked(text, first, code):
    lines, found = verdict(text)
    assert (lines[0].startswith(first), found) == (True, code)


def test_known_vulnerability_fails_the_audit():
    bad = {"id": "CVE-1", "fix_versions": ["2"]}
    told = {"dependencies": [{"name": "a", "version": "1", "vulns": [bad]}]}
    lines, code = verdict(json.dumps(told))
    assert (lines[1], code) == ("a 1: CVE-1, mended in 2", 1)
