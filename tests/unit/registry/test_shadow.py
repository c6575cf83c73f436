"""A challenger beside the champion is decided by labels where exactly one of the two is right."""

from __future__ import annotations

import hashlib
from io import BytesIO
from uuid import uuid4

import numpy as np
import pytest
from PIL import Image

from peel.bundle import pointer
from peel.bundle.trained_on import FILE, pack
from peel.feedback import labels, ledger, pictures, tickets
from peel.images import digest
from peel.images.decode import decode
from peel.registry import shadow
from peel.registry.examine import carry_out, examine, resume
from peel.registry.promote import offer, promote, put_beside
from peel.registry.registry import Origin, candidate, enter_judgement
from tests.unit.feedback.conftest import MINT, answer, said
from tests.unit.registry.conftest import WRONG, coloured, yes

GREEN, RED = [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]


def test_bets_on_equal_models_stay_low():
    """However often one looks: of 2,000 trials of 300 labels at most 1 in 20 ever reaches 20."""
    rng = np.random.default_rng(0)
    outcomes = rng.choice([-1, 1], (2000, 300)).cumsum(1)
    n = np.arange(1, 301)
    better = (n + outcomes) // 2
    stakes = np.array(shadow.STAKES)[:, None, None]
    gain = np.exp(better * np.log1p(stakes) + (n - better) * np.log1p(-stakes)).mean(0)
    assert (gain.max(1) >= 20).mean() <= 0.05
    first = [1] * int(better[0, -1]) + [-1] * int(300 - better[0, -1])
    assert shadow.bets(first)[0] == pytest.approx(gain[0, -1])


def test_unclear_answers_move_nothing():
    assert shadow.bets([0, 0]) == (1.0, 1.0)


@pytest.fixture
def beside(project, registry):
    """A challenger beside the champion."""
    project.seal(30)
    (project.folder / "params.yaml").write_text("promote: {approve: auto}\n")
    old = offer(registry, project.build("old", turn=WRONG), origin=Origin(), now=1.0)
    promote(registry, old, decision=yes())
    new = offer(registry, project.build("new"), origin=Origin(), now=2.0)
    told = examine(registry, new, data=project.folder / "data", now=3.0)
    carry_out(registry, told, now=3.0)
    return pointer.read(registry.state)


def _answer(registry, beside, n, *, label=None, trust="auditor", **other):
    """n tickets on which the champion says green and the challenger red, labelled."""
    fields = {
        "model": beside.digest,
        "shadow_model": beside.shadow,
        "outputs": {"probabilities": GREEN},
        "shadow": {"probabilities": RED},
    }
    many = [answer(9.0, **(_own() | fields | other)) for _ in range(n)]
    with registry.store.writing() as connection:
        tickets.add(connection, many)
        if label:
            told = [said(one.ticket, label, trust=trust) for one in many]
            labels.add(connection, told, mint=MINT)


def _own():
    """What no other ticket has, of a group that never teaches."""
    return {"group": uuid4().hex, "item": 2 * uuid4().hex, "part": "fresh"}


def test_trial_counts_what_decides(registry, beside):
    _answer(registry, beside, 3, label="red")
    _answer(registry, beside, 2, label="green")
    _answer(registry, beside, 4, label="blue")
    _answer(registry, beside, 5)
    _answer(registry, beside, 6, label="red", shadow={"probabilities": GREEN})
    _answer(registry, beside, 7, label="red", audited=False)
    _answer(registry, beside, 8, label="red", trust="public")
    found = shadow.conclude(registry, now=9.0)
    assert (found.n, found.differ, found.better, found.worse) == (28, 22, 3, 2)
    assert found.open_ == 13
    assert pointer.read(registry.state) == beside
    assert found.words == (
        "of 28 audited answers the two differ on 22; 3 went to the challenger, 2 to the champion; not decided: "
        "at least 11 more labels are needed, all for the same of the two; "
        "13 of these wait for a label (peel feedback queue OUT)"
    )


@pytest.mark.parametrize(("better", "worse"), [(0, 0), (3, 2), (2, 5)])
def test_fewest_labels_that_decide_are_told(better, worse):
    lead, other = max(better, worse), min(better, worse)
    found = shadow.Trial(9, 9, 0, better, worse, *shadow.bets([]), 32.9)
    outcomes = [1] * (lead + found.missing) + [-1] * other
    assert shadow.bets(outcomes)[0] >= 32.9 > shadow.bets(outcomes[1:])[0]


def test_one_ticket_of_a_group_counts(registry, beside):
    _answer(registry, beside, 9, label="red", group="burst")
    assert shadow.conclude(registry, now=9.0).better == 1


def test_staff_do_not_decide_a_trial(registry, beside):
    """They report what is wrong: on that any other model looks better than the champion."""
    _answer(registry, beside, 12, label="red", trust="staff")
    assert shadow.conclude(registry, now=9.0).better == 0


def test_what_may_teach_does_not_count(registry, beside):
    _answer(registry, beside, 12, label="red", part="train-new")
    assert shadow.conclude(registry, now=9.0).n == 0


def test_picture_under_many_groups_counts_once(registry, beside):
    _answer(registry, beside, 12, label="red", item="cd" * 32)
    assert shadow.conclude(registry, now=9.0).better == 1


def _kept(registry, data):
    item = digest.of_bytes(data)
    pictures.keep(registry.state, item, picture=data)
    return item


def test_one_look_in_two_formats_counts_once(registry, beside):
    ((png, _),) = coloured(1)
    bmp = BytesIO()
    Image.open(BytesIO(png)).save(bmp, "BMP")
    for data in (png, bmp.getvalue()):
        _answer(registry, beside, 1, label="red", item=_kept(registry, data))
    assert shadow.conclude(registry, now=9.0).better == 1


@pytest.mark.usefixtures("beside")
def test_learnt_picture_does_not_count(registry, project):
    ((png, _),) = coloured(1)
    learnt = pack([digest.of_pixels(decode(png).pixels)])
    told = {"trained_on_sha256": hashlib.sha256(learnt).hexdigest()}
    bundle = project.build("third", **told)
    (bundle / FILE).write_bytes(learnt)
    new = offer(registry, bundle, origin=Origin(), now=4.0)
    standing = put_beside(registry, new, now=5.0)
    _answer(registry, standing, 1, label="red", item=_kept(registry, png))
    assert shadow.conclude(registry, now=9.0).better == 0


def test_better_challenger_takes_over(registry, beside):
    _answer(registry, beside, 12, label="red")
    assert "the challenger is better" in shadow.conclude(registry, now=9.0).words
    standing = pointer.read(registry.state)
    assert (standing.digest, standing.shadow, standing.by) == (beside.shadow, "", "gate")
    assert shadow.conclude(registry, now=10.0) is None


def test_better_challenger_waits_for_a_person(project, registry, beside):
    (project.folder / "params.yaml").write_text("")
    _answer(registry, beside, 12, label="red")
    for now in (9.0, 10.0):
        shadow.conclude(registry, now=now)
    assert candidate(registry.store, beside.shadow).state == "better"
    assert pointer.read(registry.state) == beside
    assert promote(registry, beside.shadow, decision=yes()).version == "v1.1.0"


def test_worse_challenger_leaves(registry, beside):
    _answer(registry, beside, 12, label="green")
    shadow.conclude(registry, now=9.0)
    assert pointer.read(registry.state).shadow == ""
    assert candidate(registry.store, beside.shadow).state == "refused"
    assert ledger.read(registry.store)[-1].what == "reject"


def test_later_trials_ask_for_more(registry, beside):
    assert shadow.limit(registry, beside) == pytest.approx(32.9, abs=0.1)
    other = beside.model_copy(update={"shadow": "f" * 64})
    with registry.store.writing() as connection:
        trial = shadow.looks.Trial(other.shadow, other.digest)
        shadow.looks.begin_trial(connection, trial, now=4.0)
    assert shadow.limit(registry, other) == pytest.approx(131.6, abs=0.1)


def test_kill_loses_no_trial_won(registry, beside):
    """Killed between the word and the deed."""
    _answer(registry, beside, 12, label="red")
    told = candidate(registry.store, beside.shadow).gate.model_copy(update={"verdict": "promote"})
    with registry.store.writing() as connection:
        enter_judgement(connection, told)
    resume(registry, now=10.0)
    assert pointer.read(registry.state).digest == beside.shadow


def test_kill_keeps_no_trial_lost(registry, beside):
    told = candidate(registry.store, beside.shadow).gate.model_copy(update={"verdict": "refuse"})
    with registry.store.writing() as connection:
        enter_judgement(connection, told)
    resume(registry, now=10.0)
    assert pointer.read(registry.state).shadow == ""


def test_no_challenger_is_no_trial(registry):
    assert shadow.conclude(registry, now=1.0) is None
