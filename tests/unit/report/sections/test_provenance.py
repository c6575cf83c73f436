"""What another person needs to make it again."""

from __future__ import annotations

from dataclasses import replace

from peel.report.facts import Facts
from peel.report.sections import provenance

Runs = dict[str, Facts]


def test_params_are_flat_rows(facts: Runs) -> None:
    assert provenance.view(facts["few"]).params == (
        ("problem.seed", "0"),
        ("search.backbones", '["efficientnet_lite0"]'),
    )


def test_weights_state_their_licence(facts: Runs) -> None:
    weights = provenance.view(facts["pass"]).weights
    assert [(one.backbone, one.licence) for one in weights][1] == (
        "efficientnet_lite2",
        "Apache-2.0",
    )


def test_unknown_digest_is_left_out(facts: Runs) -> None:
    run = facts["few"]
    view = provenance.view(replace(run, card=run.card.model_copy(update={"data_digest": ""})))
    assert len(view.digests) == len(provenance.view(run).digests) - 1


def test_versions_and_times_are_there(facts: Runs) -> None:
    view = provenance.view(facts["few"])
    assert ("python", "3.11.2") in view.versions
    assert ("search", "21 s") in view.work
