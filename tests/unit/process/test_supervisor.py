import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.process.environment import child_environment
from peel.process.supervisor import exit_words, supervised

SLEEPS = "import time; time.sleep(60)"
# Starts a grandchild, then sleeps; both ignore TERM.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
time.sleep(60)
"""
# A parent that supervises a sleeper and waits.
PARENT = """
import sys
from pathlib import Path
from peel.process.environment import child_environment
from peel.process.supervisor import supervised
command = [sys.executable, "-c", sys.argv[2]]
with supervised(command, cwd=Path(sys.argv[1]), environment=child_environment(), log=Path(sys.argv[1]) / "log") as process:
    process.wait()
"""


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> str:
    """A word in the environment of all that a test starts."""
    word = uuid.uuid4().hex
    monkeypatch.setenv("PEEL_TEST_MARK", word)
    return word


def alive(mark: str) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z" and mark.encode() in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
            except OSError:
                continue
    return found


def wait_until(holds: Callable[[], bool], limit_s: float = 20) -> bool:
    deadline = time.monotonic() + limit_s
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


@pytest.mark.slow
@pytest.mark.parametrize("code", [0, 3])
def test_code_and_words_come_through(code: int, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "log"
    command = [sys.executable, "-c", f"print('hello'); raise SystemExit({code})"]
    with supervised(command, cwd=tmp_path, environment=child_environment(), log=log) as process:
        assert process.wait(30) == code
    assert log.read_text() == "hello\n"


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux", reason="Linux alone tells a process of its parent's death"
)
def test_command_dies_with_both_killed(mark: str, tmp_path: Path) -> None:
    """The parent and the supervisor in the same moment, so that neither ends what the other started."""
    command = [sys.executable, "-c", PARENT, str(tmp_path), SLEEPS]
    with subprocess.Popen(command, env=child_environment()) as parent:
        assert wait_until(lambda: len(alive(mark)) == 3)
        for number in sorted(alive(mark))[:2]:
            os.kill(number, signal.SIGKILL)
        parent.wait()
    assert wait_until(lambda: alive(mark) == [])


@pytest.mark.slow
def test_signal_of_the_command_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    log = tmp_path / "log"
    with supervised(command, cwd=tmp_path, environment=child_environment(), log=log) as process:
        assert exit_words(process.wait(30)) == "killed by SIGKILL"


@pytest.mark.slow
def test_leaving_the_block_ends_all(tmp_path: Path, mark: str) -> None:
    command = [sys.executable, "-c", SLEEPS]
    environment, log = child_environment(), tmp_path / "log"
    with supervised(command, cwd=tmp_path, environment=environment, log=log):
        assert wait_until(lambda: len(alive(mark)) == 2)
    assert alive(mark) == []


@pytest.mark.slow
def test_what_a_command_leaves_behind_ends(tmp_path: Path, mark: str) -> None:
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPS!r}])"
    environment, log = child_environment(), tmp_path / "log"
    command = [sys.executable, "-c", code]
    with supervised(command, cwd=tmp_path, environment=environment, log=log) as process:
        assert process.wait(30) == 0
    assert wait_until(lambda: alive(mark) == [])


@pytest.mark.slow
@pytest.mark.parametrize("code", [SLEEPS, STUBBORN], ids=["willing", "stubborn"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_a_killed_parent(
    number: signal.Signals, code: str, tmp_path: Path, mark: str
) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path), code])
    n_expected = 4 if code == STUBBORN else 3
    assert wait_until(lambda: len(alive(mark)) == n_expected)
    parent.send_signal(number)
    parent.wait(30)
    assert wait_until(lambda: alive(mark) == [])


@pytest.mark.slow
def test_nothing_outlives_a_killed_supervisor(tmp_path: Path, mark: str) -> None:
    command = [sys.executable, "-c", STUBBORN]
    environment, log = child_environment(), tmp_path / "log"
    with supervised(command, cwd=tmp_path, environment=environment, log=log) as process:
        assert wait_until(lambda: len(alive(mark)) == 3)
        process.kill()
        assert exit_words(process.wait(30)) == "killed by SIGKILL"
    assert wait_until(lambda: alive(mark) == [])


def test_log_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    log = Path("/proc/nothing/log")
    with (
        pytest.raises((PeelError, OSError)),
        supervised(["true"], cwd=tmp_path, environment={}, log=log),
    ):
        pass
