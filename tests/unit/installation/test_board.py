from peel.installation.board import Board
from peel.types.installation import Keeping


def test_each_change_is_written_down(board):
    board.note("two", standing="runs", pid=7)
    read = Keeping.read(board.path)
    assert [(each.name, each.standing, each.pid) for each in read.kept] == [
        ("one", "starts", None),
        ("two", "runs", 7),
    ]


def test_time_is_that_of_standing(board, tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_CLOCK", str(tmp_path / "clock"))
    board.note("one", standing="runs")
    since = board.of("one").since
    (tmp_path / "clock").write_text("86400")
    board.note("one", pid=3)
    assert board.of("one").since == since
    board.note("one", standing="waits")
    assert board.of("one").since > since + 86000


def test_full_disk_ends_nothing(tmp_path):
    (tmp_path / "file").touch()
    board = Board(tmp_path / "file" / "keeper.json", ("one",))
    board.note("one", standing="runs")
    assert board.of("one").standing == "runs"


def test_other_standing_is_logged(board, capsys):
    board.note("one", pid=3)
    board.note("one", standing="waits", words="exit code 1: no\x1b bundle")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.split(maxsplit=1)[1].startswith("one waits exit code 1: no")
    assert "\x1b" not in line


def test_failure_is_written_down(board):
    board.fail("serve: the port is taken")
    assert Keeping.read(board.path).failed == "serve: the port is taken"


def test_moved_folder_is_not_made_anew(state, tmp_path):
    board = Board(state.folder / "keeper.json", ("one",))
    state.folder.rename(tmp_path / "elsewhere")
    board.note("one", standing="runs")
    assert not state.folder.exists()
