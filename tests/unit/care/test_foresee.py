"""What would be erased is said as it is, and stays."""

from peel.care.backup import Asked as Backed
from peel.care.backup import backup
from peel.care.foresee import foresee
from peel.care.forget import Asked, forget
from peel.care.home import home_of
from peel.care.restore import restore
from peel.feedback import tickets
from peel.project.state import state_of
from tests.unit.care.test_forget import served  # noqa: F401
from tests.unit.care.test_traces import ITEM


def test_every_place_is_named(served):  # noqa: F811
    seen = foresee(served, Asked(items=(ITEM,)))
    assert [place for place, _ in seen.gone] == ["kept pictures", "workbench", "logs", "store"]
    assert dict(seen.gone)["store"] == "1 answer and 0 labels"


def test_nothing_is_changed(served):  # noqa: F811
    before = {
        p: p.stat().st_mtime_ns for p in served.state.folder.rglob("*") if "store" not in p.name
    }
    foresee(served, Asked(source="door"))
    assert before == {
        p: p.stat().st_mtime_ns for p in served.state.folder.rglob("*") if "store" not in p.name
    }
    assert tickets.find(served.store, "t_9") is not None


def test_backup_of_the_restored_is_named(served, tmp_path):  # noqa: F811
    backup(served, Backed(tmp_path / "b.tar", secrets=False), now=5.0)
    restore(state_of(tmp_path / "there"), tmp_path / "b.tar", now=6.0)
    (line,) = foresee(home_of(tmp_path / "there"), Asked(items=(ITEM,))).told
    assert line == f"the backup {tmp_path / 'b.tar'} may hold what would be erased"


def test_places_are_those_that_lose(served):  # noqa: F811
    seen, done = (
        foresee(served, Asked(items=(ITEM,))),
        forget(served, Asked(items=(ITEM,)), now=5.0),
    )
    assert {place for place, _ in done.gone} == {place for place, _ in seen.gone}
    assert foresee(served, Asked(items=(ITEM,))).gone == ()
