"""What to do next follows from the result."""

from __future__ import annotations

from dataclasses import replace

from peel.report.facts import Facts
from peel.report.steps import steps

Runs = dict[str, Facts]


def _titles(facts: Facts) -> list[str]:
    return [step.title for step in steps(facts)]


def test_passed_model_is_to_be_used(facts: Runs) -> None:
    assert _titles(facts["pass"])[:2] == ["Use the model", "Look at the mistakes"]


def test_clean_pass_names_no_mistakes(facts: Runs) -> None:
    assert _titles(facts["few"]) == ["Use the model", "Add pictures where there are few"]


def test_failed_gate_counts_missing_answers(facts: Runs) -> None:
    first = steps(facts["fail"])[0]
    verdict, n = facts["fail"].verdict, facts["fail"].split.n_test
    more = int(first.text.split(": ")[1].split(" ")[0])
    assert verdict.score + more / n >= verdict.threshold > verdict.score + (more - 1) / n


def test_other_metric_counts_no_answers(facts: Runs) -> None:
    run = facts["fail"]
    other = _judged(run, metric="macro_f1")
    assert "right answer" not in steps(other)[0].text


def test_undecided_asks_for_labels(facts: Runs) -> None:
    more = facts["undecided"].verdict.more_test_items
    assert steps(facts["undecided"])[0].text.startswith(f"About {more} more labelled")


def _judged(facts: Facts, **changes: object) -> Facts:
    told = {"verdict": facts.verdict.model_copy(update=changes)}
    return replace(facts, evaluation=facts.evaluation.model_copy(update=told))


def test_sealed_share_counts_the_pictures(facts: Runs) -> None:
    run = facts["undecided"]
    drawn = replace(run, split=run.split.model_copy(update={"form": "drawn", "test_share": 0.2}))
    assert "about 50 have to be added" in steps(_judged(drawn, more_test_items=10))[0].text
    given = replace(run, split=run.split.model_copy(update={"form": "given"}))
    assert "have to be added" not in steps(_judged(given, more_test_items=10))[0].text


def test_untested_class_comes_first(facts: Runs) -> None:
    run = _judged(facts["undecided"], reason="untested", untested=["elm"], more_test_items=None)
    assert _titles(run)[0] == "Test every class"
    assert "“elm”" in steps(run)[0].text


def test_score_without_skill_is_the_kinds(facts: Runs) -> None:
    run = _judged(facts["fail"], reason="constant", constant=0.95, more_test_items=None)
    assert steps(run)[0] == run.report.without_skill(run.findings)


def test_perfect_score_has_no_mistakes(facts: Runs) -> None:
    told = facts["fail"].predictions
    run = replace(facts["fail"], predictions={**told, "answer": told["label"]})
    facts_of = {"reason": "threshold", "score": 1.0, "more_test_items": None}
    for threshold, title in (
        (0.999, "Test on more pictures"),
        (1.0, "Ask for what a test can show"),
    ):
        titles = _titles(_judged(run, **facts_of, threshold=threshold))
        assert titles[0] == title
        assert "Look at the mistakes" not in titles


def test_score_at_the_threshold_gets_clear(facts: Runs) -> None:
    run = _judged(facts["undecided"], score=0.9, threshold=0.9, more_test_items=None)
    assert _titles(run)[:2] == ["Get clear of the threshold", "Look at the mistakes"]


def test_steps_of_the_kind_follow(facts: Runs) -> None:
    run = facts["fail"]
    own = run.report.steps(run.findings)
    assert own
    assert steps(run)[1 : 1 + len(own)] == own


def test_single_network_suggests_a_second(facts: Runs) -> None:
    assert "Let a second network compete" in _titles(facts["fail"])
    assert "Let a second network compete" not in _titles(facts["many"])


def test_network_without_weights_is_no_advice(facts: Runs) -> None:
    run = facts["fail"]
    here = {"networks_here": ("efficientnet_lite0",)}
    alone = replace(run, search=run.search.model_copy(update=here))
    assert "Let a second network compete" not in _titles(alone)
    (step,) = [one for one in steps(run) if one.title == "Let a second network compete"]
    assert "search.backbones: [efficientnet_lite0, efficientnet_lite2]" in step.text


def test_worn_test_part_is_said(facts: Runs) -> None:
    run = facts["pass"]
    worn = replace(run, card=run.card.model_copy(update={"models_judged": 25}))
    assert "Renew the test part" in _titles(worn)
    assert "Renew the test part" not in _titles(run)


def test_other_metric_is_a_score_in_words(facts: Runs) -> None:
    run = _judged(
        facts["undecided"], metric="macro_f1", score=0.9, threshold=0.9, more_test_items=None
    )
    assert "A slightly higher score would." in steps(run)[0].text
    perfect = _judged(
        facts["fail"], metric="macro_f1", score=1.0, threshold=1.0, more_test_items=None
    )
    assert "Ask for the score that you need" in steps(perfect)[0].text
