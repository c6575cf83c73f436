"""What may not be kept for longer goes by itself, and nothing else."""

import os

import pytest

from flows.tidy import tidied
from peel.care.home import home_of
from peel.errors import PeelError
from peel.feedback import pictures, tickets
from tests.unit.care.test_traces import DATA
from tests.unit.feedback.conftest import answer

DAY = 86_400.0


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    home = home_of(tmp_path)
    known = [answer(at * DAY, ticket=f"t_{at}", item=f"{at}" * 64) for at in (1, 9)]
    with home.store.writing() as connection:
        tickets.add(connection, known)
    for one in known:
        os.utime(pictures.keep(home.state, one.item, picture=DATA), (one.at, one.at))
    yield home
    home.store.engine.dispose()


def test_old_pictures_go_and_models_stay(home):
    old = home.state.models / ("a" * 64)
    old.mkdir(parents=True)
    os.utime(old, (0, 0))
    (home.project / "params.yaml").write_text("serve: {keep_days: 5}\n")
    assert tidied(home.project, now=10 * DAY).startswith("nothing removed")
    assert tidied(home.project, now=10 * DAY + 3_600) == "0 answers and 1 picture removed"
    assert [path.stem[0] for path in home.state.pictures.glob("??/*.png")] == ["9"]
    assert old.is_dir()


@pytest.mark.parametrize("now", [40 * DAY, 9 * DAY])
def test_clock_that_jumped_removes_nothing(home, now):
    (home.project / "params.yaml").write_text("serve: {keep_days: 5}\n")
    tidied(home.project, now=10 * DAY)
    assert tidied(home.project, now=now).startswith("nothing removed")
    assert len(list(home.state.pictures.glob("??/*.png"))) == 2


def test_project_without_parameters_fails(tmp_path):
    with pytest.raises(PeelError, match=r"^P101 "):
        tidied(tmp_path, now=1.0)
