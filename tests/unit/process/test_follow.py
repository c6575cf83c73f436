import subprocess
import sys
from pathlib import Path

from peel.errors import PeelError
from peel.process.follow import follow, told_error
from peel.types.event import Ended, Event, Progress, Refused, Skipped, Started

WRITES = """
import sys, time
for n in range(3):
    with open(sys.argv[1], "a") as file:
        file.write('{"event": "progress", "name": "x", "done": %d, "total": 3}\\n' % n)
"""


def test_events_arrive_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text('{"event": "old"}\n')
    process = subprocess.Popen([sys.executable, "-c", WRITES, str(file)])
    shown: list[Event] = []
    assert follow(process, file, on_event=shown.append) == shown
    assert shown == [Progress(name="x", done=n, total=3) for n in range(3)]
    assert process.returncode == 0


def test_told_refusal_keeps_its_parts() -> None:
    told = Refused(code="P999", what="w", got="g", allowed="a", do="d")
    assert str(told_error([Started(stage="split"), told])) == str(
        PeelError("P999", "w", got="g", allowed="a", do="d")
    )


def test_no_refusal_is_none() -> None:
    assert told_error([Started(stage="split")]) is None


def test_skips_are_told_after_the_file(tmp_path: Path) -> None:
    """A skip that DVC prints follows on the end of the stage before, also where both are seen in one look."""
    file, told = tmp_path / "events.jsonl", list[Event]()

    def besides() -> list[Event]:
        if file.exists():
            return []
        file.write_text('{"event": "ended", "stage": "a"}\n')
        return [Skipped(stage="b")]

    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        follow(process, file, on_event=told.append, besides=besides)
    assert told == [Ended(stage="a"), Skipped(stage="b")]
