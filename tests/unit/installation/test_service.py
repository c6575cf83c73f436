import os
import signal
import threading
import time
from pathlib import Path

from peel.installation import service as module
from peel.installation.service import keep
from tests.unit.installation.conftest import service, until

SLEEP = "import time; time.sleep(600)"


def test_process_that_is_killed_starts_again(tmp_path, board, kept):
    kept(service(tmp_path, SLEEP))
    until(lambda: board.of("one").standing == "runs")
    first = board.of("one").pid
    os.kill(first, signal.SIGKILL)
    until(lambda: board.of("one").standing == "runs" and board.of("one").pid != first)
    assert board.of("one").restarts == 1


def test_last_words_of_a_process_are_told(tmp_path, board, kept):
    kept(service(tmp_path, "raise SystemExit('the port is taken')"))
    until(lambda: board.of("one").standing == "waits")
    assert board.of("one").words == "exit code 1: the port is taken"


def test_pauses_grow_while_it_fails(tmp_path, board):
    """1 s, then 2 s; measured at the event that the pauses wait for."""
    pauses = []

    class Stop(threading.Event):
        def wait(self, timeout=None):
            if timeout is not None and timeout >= 1:
                pauses.append(timeout)
                if len(pauses) == 7:
                    self.set()
                return self.is_set()
            return super().wait(timeout)

    told = []
    one = service(tmp_path, "", ready=False)

    def start():
        raise OSError("no bundle")

    keep(
        one._replace(start=start),
        board,
        stop=Stop(),
        tell=lambda name, words: told.append((name, words)),
    )
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0]
    assert told == [("one", "no bundle")]
    assert board.of("one").standing == "ended"


def test_process_that_cannot_start_is_told(tmp_path, board, kept):
    one = service(tmp_path, SLEEP)

    def start():
        raise OSError("no such program")

    kept(one._replace(start=start))
    until(lambda: board.of("one").standing == "waits")
    assert board.of("one").words == "no such program"


def test_defect_does_not_end_the_keeping(tmp_path, board, kept):
    def is_ready():
        raise AttributeError("no such thing")

    kept(service(tmp_path, SLEEP)._replace(is_ready=is_ready))
    until(lambda: board.of("one").restarts == 2)
    assert board.of("one").words == "AttributeError: no such thing"


def test_it_runs_once_it_is_ready(tmp_path, board, kept):
    note = tmp_path / "ready"
    code = f"import pathlib, time; time.sleep(.2); pathlib.Path({str(note)!r}).touch(); time.sleep(600)"
    kept(service(tmp_path, code)._replace(is_ready=note.exists))
    until(lambda: board.of("one").standing == "runs")
    assert note.exists()


def test_large_log_is_begun_anew(tmp_path: Path):
    log = tmp_path / "one.log"
    log.touch()
    os.truncate(log, module.LARGEST_LOG + 1)
    module._cut(log)
    assert log.stat().st_size == 0
    assert log.with_suffix(".previous.log").stat().st_size == module.LARGEST_LOG + 1


def test_log_of_the_life_before_stays(tmp_path, board, kept):
    kept(service(tmp_path, "raise SystemExit('first words')"))
    until(lambda: board.of("one").restarts == 2)
    assert "first words" in (tmp_path / "one.previous.log").read_text()


def test_end_leaves_no_process(tmp_path, board):
    stop = threading.Event()
    one = service(tmp_path, SLEEP)
    thread = threading.Thread(target=keep, args=(one, board), kwargs={"stop": stop})
    thread.start()
    until(lambda: board.of("one").standing == "runs")
    pid = board.of("one").pid
    began = time.monotonic()
    stop.set()
    thread.join()
    assert not Path("/proc", str(pid)).exists()
    assert time.monotonic() - began < 30
