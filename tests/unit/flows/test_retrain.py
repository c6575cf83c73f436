"""Why a retraining runs is read from the store."""

import pytest
from sqlalchemy import insert

from flows.retrain import trigger_of
from peel.feedback import tables
from peel.params.sections import Params, Retrain
from peel.registry.registry import Registry
from peel.retraining.place import Place, Tools
from tests.unit.retraining.conftest import installed  # noqa: F401


def place_of(installed, folder, **settings):  # noqa: F811
    tools = Tools(repro=print, now=lambda: 1.0, say=print)
    params = Params(retrain=Retrain(**settings))
    return Place(Registry(folder, installed.state, installed.store), params, tools)


@pytest.mark.parametrize(
    ("schedule", "is_red", "trigger"),
    [(None, False, "red"), ("0 3 * * 0", False, "schedule"), ("0 3 * * 0", True, "red")],
)
def test_dip_goes_before_the_schedule(schedule, is_red, trigger, installed, tmp_path):  # noqa: F811
    if is_red:
        row = {"epoch": installed.epoch.id, "name": "", "opened_at": 1.0, "evidence": "{}"}
        with installed.store.writing() as connection:
            connection.execute(insert(tables.incidents).values(**row, handled=""))
    assert trigger_of(place_of(installed, tmp_path, schedule=schedule)) == trigger
