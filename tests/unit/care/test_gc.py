import os
import subprocess

import pytest

from peel.bundle import pointer
from peel.care import gc
from peel.feedback import audit, labels, pictures, tickets
from peel.registry import shelf
from tests.unit.care.test_traces import DATA
from tests.unit.feedback.conftest import MINT, answer, said

DAY = 86_400.0
NOW = 1000 * DAY
WHO = ("-c", "user.name=a", "-c", "user.email=a@example.org")


def item(letter):
    return letter * 64


@pytest.fixture
def kept(home):
    """Old answers: not asked, asked, labelled; a young one; each with its picture."""
    known = [
        answer(NOW - 40 * DAY, ticket=MINT.new(1.0), item=item("a"), audited=False),
        answer(NOW - 40 * DAY, ticket=MINT.new(2.0), item=item("b")),
        answer(NOW - 40 * DAY, ticket=MINT.new(3.0), item=item("c"), audited=False),
        answer(NOW - 1 * DAY, ticket=MINT.new(4.0), item=item("d"), audited=False),
    ]
    with home.store.writing() as connection:
        tickets.add(connection, known)
    labels.add(home.store, [said(known[2].ticket)], mint=MINT)
    for one in known:
        path = pictures.keep(home.state, one.item, picture=DATA)
        os.utime(path, (one.at, one.at))
    return home


def names(home):
    return {path.stem[0] for path in home.state.pictures.glob("??/*.png")}


def test_look_changes_nothing(kept):
    before = names(kept)
    found = gc.look(kept, keep_days=30, now=NOW)
    assert {one[0] for one in found.pictures} >= {"a", "b"}
    assert names(kept) == before


def test_labelled_and_young_pictures_stay(kept):
    gc.sweep(kept, keep_days=30, now=NOW)
    assert names(kept) >= {"c", "d"}
    assert not names(kept) & {"a", "b"}


def test_answers_of_the_audit_stay(kept):
    gc.sweep(kept, keep_days=30, now=NOW)
    with kept.store.reading() as connection:
        left = {row.item[0] for row in connection.execute(gc.select(gc.tables.tickets.c.item))}
    assert left >= {"b", "c", "d"}
    assert "a" not in left


def test_queue_promises_no_removed_picture(kept):
    gc.forget_old(kept, keep_days=30, now=NOW)
    with kept.store.reading() as connection:
        asked = gc.select(gc.tables.tickets.c.item, gc.tables.tickets.c.kept)
        told = {row.item[0]: row.kept for row in connection.execute(asked)}
    assert {one: told[one] for one in "bcd"} == {"b": False, "c": True, "d": True}
    assert item("b") not in {one.item for one in audit.undecided(kept.store, 10)}


@pytest.fixture
def older(home, make_bundle):
    """An old bundle to which nothing leads."""
    digest = shelf.put(home.state, make_bundle("older", models_judged=2))
    os.utime(home.state.models / digest, (0, 0))
    return digest


def test_old_model_goes(home, older):
    assert gc.sweep(home, keep_days=30, now=NOW).models == (older,)
    assert shelf.find(home.state) == [pointer.read(home.state).digest]


def test_model_before_the_champion_stays(home, older):
    pointer.write(home.state, pointer.read(home.state).model_copy(update={"previous": older}))
    assert gc.sweep(home, keep_days=30, now=NOW).models == ()


def test_young_model_stays(home, older):
    os.utime(home.state.models / older, (NOW, NOW))
    assert gc.sweep(home, keep_days=30, now=NOW).models == ()


@pytest.mark.slow
def test_old_branch_without_version_goes(home):
    def git(*words, at="2001-01-01T00:00:00Z"):
        env = {**os.environ, "GIT_COMMITTER_DATE": at}
        subprocess.run(["git", *WHO, *words], cwd=home.project, env=env, check=True)

    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "first")
    for name in ("old", "tagged"):
        git("branch", f"peel/retrain/{name}")
    git("commit", "-q", "--allow-empty", "-m", "new", at="2030-01-01T00:00:00Z")
    git("branch", "peel/retrain/young")
    git("checkout", "-q", "peel/retrain/tagged")
    git("commit", "-q", "--allow-empty", "-m", "its own")
    git("tag", "pets@v1.0.0")
    git("checkout", "-q", "main")
    now = 1_700_000_000.0
    assert gc.sweep(home, keep_days=30, now=now).branches == ("peel/retrain/old",)
    assert gc.look(home, keep_days=30, now=now).branches == ()


def test_no_cache_of_dvc_is_none(home):
    assert not gc.sweep_dvc(home.project)
