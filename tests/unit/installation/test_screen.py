from peel.feedback.store import open_store
from peel.installation.screen import print_up, progress
from peel.params.sections import Retrain
from peel.process import git
from peel.project import template
from peel.project.state import state_of
from peel.retraining import branch
from peel.types.installation import Keeping, Kept


def keeping(*kept):
    return Keeping(pid=1, since=0.0, kept=kept)


def test_each_start_is_told_once(capsys):
    on_change = progress()
    runs = Kept(name="serve", standing="runs", pid=3)
    for kept in (Kept(name="serve"), runs, runs):
        on_change(keeping(kept))
    assert capsys.readouterr().out == "serve     runs   the model server\n"


def test_each_failure_is_told(capsys):
    on_change = progress()
    for restarts in (1, 1, 2):
        on_change(
            keeping(Kept(name="flows", standing="waits", restarts=restarts, words="exit code 1"))
        )
    assert capsys.readouterr().out == "flows     again  exit code 1\n" * 2


def test_end_says_where_and_when(tmp_path, capsys):
    template.make(tmp_path / "p")
    state = state_of(tmp_path / "p")
    state.folder.mkdir(parents=True)
    (state.folder / "flows.served").write_text("watch: every 5 minutes\n")
    print_up(tmp_path / "p", keeping())
    key = state.secrets / "local.key"
    assert capsys.readouterr().out.splitlines() == [
        "watch     every 5 minutes",
        "model     http://127.0.0.1:8000",
        f'ask it    curl -H "Authorization: Bearer $(cat {key})" --data-binary @PICTURE http://127.0.0.1:8000/v1/predict',
        "champion  none yet, so nothing is retrained: peel promote makes the last build the first one",
        "next      peel status; peel down stops it",
    ]


def test_folder_with_a_space_can_be_typed(tmp_path, capsys):
    template.make(tmp_path / "my pictures")
    print_up(tmp_path / "my pictures", keeping())
    key = state_of(tmp_path / "my pictures").secrets / "local.key"
    assert f"Bearer $(cat '{key}')" in capsys.readouterr().out


def test_branch_that_is_retrained_is_said(tmp_path, capsys):
    template.make(tmp_path / "p")
    git.do(tmp_path / "p", "init", "--quiet", "-b", "main")
    branch.remember(open_store(state_of(tmp_path / "p")), tmp_path / "p", settings=Retrain())
    print_up(tmp_path / "p", keeping())
    assert "retrained  main, as it is committed" in capsys.readouterr().out


def test_second_start_says_how_to_change(tmp_path, capsys):
    template.make(tmp_path / "p")
    print_up(tmp_path / "p", None)
    assert "peel down && peel up" in capsys.readouterr().out
