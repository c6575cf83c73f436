import io
import os
import pty

import pytest

from peel.project import screen

LONG = (
    "evaluate  done       32.2 s  Accuracy is 0.99 on 269 sealed test images; you asked for 0.90."
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """80 columns wide."""
    monkeypatch.setenv("COLUMNS", "80")
    return Terminal()


def test_pipe_gets_whole_lines() -> None:
    pipe = io.StringIO()
    screen.say(LONG * 9, stream=pipe)
    assert pipe.getvalue() == LONG * 9 + "\n"


def test_terminal_gets_whole_words(terminal: Terminal) -> None:
    screen.say(LONG, indent=29, stream=terminal)
    lines = terminal.getvalue().splitlines()
    assert all(len(line) < 80 for line in lines)
    assert " ".join(line.strip() for line in lines) == LONG
    assert lines[1].startswith(" " * 29 + "asked")


def test_path_is_never_cut(terminal: Terminal) -> None:
    path = "/data" * 40
    screen.say(f"report  {path}", indent=8, stream=terminal)
    assert path in terminal.getvalue()


def test_long_first_column_is_whole(terminal: Terminal) -> None:
    rows = [("image", "class", ""), ("/photos" * 14, "bee", "P302 picture refused")]
    screen.say_columns(rows, stream=terminal)
    lines = terminal.getvalue().splitlines()
    assert "/photos" * 14 in lines
    assert lines[-1].split() == ["bee", "P302", "picture", "refused"]


def test_wide_letters_keep_the_columns() -> None:
    lines, indent = screen.columns([("日本", "a"), ("Bär", "b")])
    assert lines == ["日本  a", "Bär   b"]
    assert indent == 6


def test_name_cannot_move_the_cursor(capfd: pytest.CaptureFixture[str]) -> None:
    screen.say("a\x1b[2Jb\r\nc\u202e")
    assert capfd.readouterr().out == "a\\x1b[2Jb\\r\\nc\\u202e\n"


def test_real_terminal_is_recognised() -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as stream, os.fdopen(ours, "rb", buffering=0) as told:
        screen.say("word " * 60, stream=stream)
        stream.flush()
        assert told.read(2000).count(b"\n") > 1
