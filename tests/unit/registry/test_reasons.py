"""Reasons that people gave."""

from __future__ import annotations

from peel.registry import reasons
from peel.registry.promote import offer, promote, reject, rollback
from peel.registry.registry import Origin
from tests.unit.registry.conftest import yes


def _offered(project, registry, doc=""):
    return offer(registry, project.build(doc), origin=Origin(), now=0.5)


def test_reason_stays_with_the_version(project, registry):
    first = promote(registry, _offered(project, registry), decision=yes())
    second = promote(
        registry, _offered(project, registry, "b"), decision=yes(2.0, "the old camera is gone")
    )
    assert reasons.against_gate(registry.store, first.version) == ""
    assert reasons.against_gate(registry.store, second.version) == "the old camera is gone"
    rollback(registry, decision=yes(3.0))
    assert rollback(registry, decision=yes(4.0)).override == "the old camera is gone"


def test_refusal_says_who_and_why(project, registry):
    promote(registry, _offered(project, registry), decision=yes())
    model = _offered(project, registry, "b")
    assert reasons.refusal(registry.store, model) == ""
    reject(registry, model, decision=yes(60.0), reason="measured twice")
    said = reasons.refusal(registry.store, model)
    assert said == "me said no on 1970-01-01T00:01:00Z: measured twice"
