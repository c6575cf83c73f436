"""How many labels would teach, before a picture is looked at."""

from peel.feedback import labels
from peel.params.sections import Retrain
from peel.retraining.dataset import TRUSTED
from peel.retraining.promise import counted


def n(installed, **settings):
    new = labels.trusted_since(installed.store, -1.0, trusts=TRUSTED)
    return len(counted(installed.store, new, settings=Retrain(**settings)))


def test_auditors_count_even_fresh(installed):
    installed.use(1, "red", part="fresh")
    installed.use(2, "no name that it knows")
    assert n(installed) == 2


def test_others_count_beside_enough_auditors(installed):
    for seed in range(19):
        installed.use(seed, "red")
    for seed in range(30, 34):
        installed.use(seed, "red", trust="staff", by="bob", at=2.0)
    assert n(installed) == 20


def test_improbable_fresh_and_unreadable_do_not_count(installed):
    installed.use(1, "red", trust="partner", p=(1.0, 0.0, 0.0))
    installed.use(2, "red", trust="partner", part="fresh")
    installed.use(3, "violet", trust="partner")
    installed.use(4, "red", trust="partner", model="x" * 64)
    assert n(installed, source_share=1.0) == 0
    installed.use(5, "red", trust="partner", p=(0.4, 0.0, 0.6))
    assert n(installed, source_share=1.0) == 1
