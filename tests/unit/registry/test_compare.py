"""Both models on what neither learnt, on the names that both know."""

from __future__ import annotations

import hashlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from peel.bundle.trained_on import FILE, pack
from peel.feedback import pictures
from peel.images import digest
from peel.problem import find
from peel.registry import compare
from peel.registry.promote import offer
from peel.registry.registry import Origin
from peel.types.label_space import LabelSpace
from tests.unit.bundle.conftest import COLOURS
from tests.unit.registry.conftest import WRONG, coloured, use

DAY_S = 86_400


@pytest.fixture
def both(project, registry):
    """A champion that takes green for red, a challenger that does not."""
    old = offer(registry, project.build("old", turn=WRONG), origin=Origin(), now=1.0)
    new = offer(registry, project.build("new"), origin=Origin(), now=1.0)
    return compare.rivals(registry.state, champion=old, challenger=new)


def test_sealed_pictures_are_asked_in_pairs(project, both):
    project.seal(12)
    seen = compare.sealed(both, project.folder / "data")
    found = compare.pairs(both, seen)
    assert (found.n, found.better, found.worse) == (12, 8, 0)
    assert len(np.unique(found.families)) == 12
    assert {name: (old.mean(), new.mean()) for name, (old, new) in found.by_name.items()} == {
        "blue": (1, 1),
        "green": (0, 1),
        "red": (0, 1),
    }


def test_what_one_learnt_is_left_out(project, registry):
    rows = project.seal(12)
    learnt = pack([rows[0]["pixels"]])
    told = {"trained_on_sha256": hashlib.sha256(learnt).hexdigest()}
    bundles = [project.build("old", turn=WRONG), project.build("new", **told)]
    (bundles[1] / FILE).write_bytes(learnt)
    old = offer(registry, project.folder / "made/old", origin=Origin(), now=1.0)
    new = offer(registry, bundles[1], origin=Origin(), now=1.0)
    both = compare.rivals(registry.state, champion=old, challenger=new)
    assert len(compare.sealed(both, project.folder / "data").items) == 11


def test_project_without_a_split_has_none(project, both):
    assert compare.pairs(both, compare.sealed(both, project.folder / "data")).n == 0


def test_fresh_pictures_come_from_the_audit(registry, both):
    use(registry, 6)
    use(registry, 3, seed=5, part="train-new")
    use(registry, 3, seed=6, audited=False)
    use(registry, 3, seed=7, trust="public")
    use(registry, 3, seed=8, trust="partner")
    use(registry, 3, seed=9, trust="staff")
    found = compare.pairs(both, compare.fresh(both, registry, now=9.0))
    assert (found.n, found.better, found.worse) == (6, 4, 0)


def test_one_picture_of_a_group_counts(registry, both):
    use(registry, 6, group="one burst")
    assert len(compare.fresh(both, registry, now=9.0).items) == 1


def test_picture_under_many_groups_counts_once(registry, both):
    ((data, label),) = coloured(1, seed=4)
    for place in range(5):
        use(registry, 1, group=f"visit {place}")
    other = _in_another_format(data)
    pictures.keep(registry.state, digest.of_bytes(other), picture=other)
    use(registry, 1, group="format", item=digest.of_bytes(other))
    assert [item.label for item in compare.fresh(both, registry, now=9.0).items] == [label]


def _in_another_format(data):
    buffer = BytesIO()
    Image.open(BytesIO(data)).save(buffer, "BMP")
    return buffer.getvalue()


def _counts(registry, both):
    """How many new pictures count, how many of them tell a score, and how many were left out."""
    found = compare.pairs(both, compare.fresh(both, registry, now=DAY_S))
    return found.n, int(found.drawn.sum()), found.aside


def _of_trial(*models):
    """What a ticket of a trial of these two has."""
    shadow = {"probabilities": [0.1, 0.1, 0.8]}
    return {"model": models[0], "shadow_model": models[1], "shadow": shadow}


def test_labels_of_a_trial_are_chosen(registry, both):
    """Whoever fills in the queue begins with those on which the two disagree."""
    mine = _of_trial(*both.digests)
    use(registry, 6)
    assert _counts(registry, both) == (6, 6, 0)
    use(registry, 6, seed=5, **mine)
    assert _counts(registry, both) == (12, 12, 0)  # the whole day is answered: nobody chose
    use(registry, 3, seed=6, trust="staff", **mine)
    assert _counts(registry, both) == (12, 6, 0)


def test_labels_of_another_trial_are_left_out(registry, both):
    """There the champion and that challenger disagree, so that any third model looks better than the champion."""
    champion, challenger = both.digests
    use(registry, 6)
    use(registry, 6, seed=5, **_of_trial(champion, "f" * 64))
    use(registry, 6, seed=7, **_of_trial("e" * 64, challenger))
    assert _counts(registry, both) == (18, 18, 0)  # the whole day is answered
    use(registry, 3, seed=6, trust="staff")
    assert _counts(registry, both) == (6, 6, 12)


def test_lost_pictures_keep_a_day_open(registry, both):
    """What nobody can label any more does not make whole what was chosen."""
    use(registry, 6, **_of_trial(both.digests[0], "f" * 64))
    use(registry, 3, seed=6, trust="staff", kept=False)
    assert _counts(registry, both) == (0, 0, 6)


def test_old_pictures_are_left_out(registry, both):
    use(registry, 6)
    assert len(compare.fresh(both, registry, now=366.0 * DAY_S).items) == 0


def test_lost_picture_is_left_out(registry, both):
    use(registry, 6)
    next(registry.state.pictures.rglob("*.png")).unlink()
    assert len(compare.fresh(both, registry, now=9.0).items) == 5


def test_unknown_label_is_left_out(project, both):
    ((picture, _),) = coloured(1, 9)
    project.seal(6, labels={picture: "mauve"})
    assert len(compare.sealed(both, project.folder / "data").items) == 6


def test_flips_say_what_both_said(project, both):
    rows = project.seal(6)
    turned = both._replace(champion=both.challenger, challenger=both.champion)
    flips = compare.flips(turned, compare.sealed(turned, project.folder / "data"))
    assert {flip.item for flip in flips} == {row["item"] for row in rows if row["label"] != "blue"}
    assert (flips[0].label, flips[0].loss) == ("green", 1.0)
    assert flips[0].was.startswith("green, 0.9")
    assert flips[0].now.startswith("red, 0.9")


def test_all_evidence_is_gathered(project, registry, both):
    project.seal(12)
    use(registry, 6)
    seen = compare.fresh(both, registry, now=9.0), compare.sealed(both, project.folder / "data")
    found = compare.evidence(both, seen, tau=0.9, look=2)
    assert (found.fresh.n, found.sealed.n, found.look, found.is_proven) == (6, 12, 2, True)
    assert found.ms[0] > 0
    assert found.size[0] > 100
    old, new = found.calibration
    assert old > 0.5 > new


def test_nothing_sealed_has_no_calibration(both):
    assert compare.calibration(both, compare.Seen([], {}, {})) is None


def test_several_labels_are_compared_name_by_name(project, registry):
    kind = find("multilabel")
    space = LabelSpace(names=COLOURS, decision={"thresholds": [0.5, 0.5, 0.5]})
    card = {"kind": "multilabel", "space": space, "outputs": kind.outputs(space)}
    told = {data: kind.state([colour]) for data, colour in coloured(12)}
    project.seal(12, labels=told)
    old = offer(registry, project.build("old", turn=WRONG, **card), origin=Origin(), now=1.0)
    new = offer(registry, project.build("new", **card), origin=Origin(), now=1.0)
    both = compare.rivals(registry.state, champion=old, challenger=new)
    seen = compare.sealed(both, project.folder / "data")
    found = compare.evidence(both, (seen, seen), tau=0.9, look=1)
    assert (found.sealed.n, found.sealed.better, found.sealed.worse) == (12, 8, 0)
    assert {name: new.mean() - old.mean() for name, (old, new) in found.sealed.by_name.items()} == {
        "blue": 0,
        "green": 1,
        "red": 1,
    }
    assert found.calibration[0] > found.calibration[1]
    back = both._replace(champion=both.challenger, challenger=both.champion)
    assert len(compare.flips(back, compare.sealed(back, project.folder / "data"))) == 8
