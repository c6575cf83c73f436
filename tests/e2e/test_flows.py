"""The flows of the loop under a real Prefect server: what they do follows from the store."""

import subprocess
import sys

import pytest
from sqlalchemy import insert

from peel.feedback import tables
from peel.process import server
from peel.retraining import runs
from tests.e2e.test_retrain import answers, installed  # noqa: F401
from tests.e2e.used import opened, use

pytestmark = pytest.mark.e2e


def flow(api, project, name):
    """`python -m flows.NAME` in the project: its exit code and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", f"flows.{name}"],
        cwd=project,
        env=api.environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_flows_do_what_the_store_says(installed):  # noqa: F811
    store = opened(installed)
    with server.prefect_api(installed) as api:
        assert flow(api, installed, "watch")[0] == 0
        code, said = flow(api, installed, "retrain")
        assert code == 0
        assert "no watch is red" in said
        assert runs.every(store) == []
        use(installed, store, answers(20))
        row = {"epoch": 1, "name": "", "opened_at": 1.0, "evidence": "{}", "handled": ""}
        with store.writing() as connection:
            connection.execute(insert(tables.incidents).values(row))
        code, said = flow(api, installed, "watch")
        assert code == 0, said
        assert "nobody serves retrain/peel" in said
        code, said = flow(api, installed, "retrain")
        assert code == 0, said
        (done,) = runs.every(store)
        assert (done.trigger, done.incident) == ("red", 1)
        assert done.words in said
        assert flow(api, installed, "promote")[0] == 0
        code, said = flow(api, installed, "tidy")
        assert code == 0, said
        assert "nothing removed: the clock jumped, or this is the first look" in said
