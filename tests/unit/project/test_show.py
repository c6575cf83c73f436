import io
import re
import time

import pytest
from rich.console import Console

from peel.project import show
from peel.types.event import Event, Passed, Progress, Started, Tried, Warned

EVENTS: list[Event] = [
    Started(stage="split"),
    Progress(name="comparing", done=1, total=2),
    Warned(message="[odd] but fine"),
    Progress(name="comparing", done=2, total=2),
    Tried(key="1", name="lda", score=0.5),
    Passed(stage="split", state="done", seconds=1.5, message="80 to train"),
    Passed(stage="search", state="cached", seconds=0.1),
]
LINES = [
    "split     warning  [odd] but fine",
    "split     done        1.5 s  80 to train",
    "search    cached      0.1 s",
]


def shown(*, terminal: bool) -> str:
    out = io.StringIO()
    with show.showing(Console(file=out, force_terminal=terminal, width=100)) as on_event:
        for event in EVENTS:
            on_event(event)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())


def test_plain_lines_stand_by_themselves() -> None:
    assert shown(terminal=False).splitlines() == LINES


def test_terminal_shows_a_bar_besides() -> None:
    text = shown(terminal=True)
    assert "comparing" in text
    assert all(line in text for line in LINES)


def test_slow_progress_tells_what_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    out, clock = io.StringIO(), iter([0.0, 5.0, 20.0, 25.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    with show.showing(Console(file=out, force_terminal=False, width=100)) as on_event:
        on_event(Started(stage="search"))
        for done in (10, 20, 40):
            on_event(Progress(name="pass", done=done, total=100))
    assert out.getvalue() == "search    pass 20/100, 60 s left\n"


@pytest.mark.parametrize("terminal", [False, True])
def test_names_never_act_on_the_terminal(*, terminal: bool) -> None:
    out, bad = io.StringIO(), "\x1b]0;owned\x07\x9b2J\u202e"
    with show.showing(Console(file=out, force_terminal=terminal, width=200)) as on_event:
        on_event(Started(stage="split"))
        on_event(Progress(name=bad, done=0, total=9))
        on_event(Warned(message=bad))
        on_event(Passed(stage="split", state="done", message=bad))
    assert not [
        letters for letters in ("\x1b]", "\x07", "\x9b", "\u202e") if letters in out.getvalue()
    ]
