"""What to do next, each step with what it could bring, computed from this very result."""

from __future__ import annotations

import math

from peel.html import names, words
from peel.report import confusion
from peel.report.facts import Facts
from peel.types.advice import Step
from peel.types.score import Verdict

FEW = 20
_WORN = 20
_COMMON = 1.5  # times the share of one class among equal ones


def steps(facts: Facts) -> list[Step]:
    """The steps in the order in which they pay."""
    verdict = facts.verdict
    first = _use(facts) if verdict.verdict == "pass" else _gap(facts)
    found = [*first, *_confusions(facts), *_few(facts), *_put_aside(facts), *_looks(facts)]
    if verdict.verdict != "pass":
        found += _networks(facts)
    return found


def _use(facts: Facts) -> list[Step]:
    text = (
        "It takes pictures of any size and answers with a class and a confidence. The folder bundle/ "
        "holds all that it needs; the file inside runs wherever ONNX Runtime does."
    )
    found = [Step(title="Use the model", text=text, command="peel predict YOUR-PICTURE.jpg")]
    wrong = _wrong(facts)
    if wrong:
        text = (
            f"{words.count(wrong, 'test picture')} of {facts.split.n_test:,} got a wrong answer. The report "
            "shows the worst: some may carry a wrong label, and correcting it costs a minute."
        )
        found.append(Step(title="Look at the mistakes", text=text))
    return found


def _gap(facts: Facts) -> list[Step]:
    """What denied a pass and would change it, and the mistakes, where there are any."""
    return [_cause(facts), *([_mistakes()] if _wrong(facts) else [])]


def _cause(facts: Facts) -> Step:
    verdict = facts.verdict
    if verdict.reason == "untested" and verdict.verdict == "undecided":
        return _untested(facts)
    if verdict.more_test_items:
        return _more_labels(facts)
    if verdict.reason == "constant":
        return _constant(facts)
    return _unsure(facts) if verdict.reaches else _distance(facts)


def _untested(facts: Facts) -> Step:
    text = (
        f"No test picture shows {names.listed(facts.verdict.untested)}, so the score says nothing about "
        "that. Add labelled pictures until the test part gets some, and run again."
    )
    return Step(title="Test every class", text=text, command="peel build")


def _more_labels(facts: Facts) -> Step:
    """Of new pictures a share is sealed, unless the parts are stated."""
    verdict, split = facts.verdict, facts.split
    of = f" of {names.listed(verdict.more_of)}" if verdict.more_of else ""
    text = f"About {words.count(verdict.more_test_items or 0, 'more labelled test picture')}{of} would decide at this score. "
    if split.form == "drawn":
        n = math.ceil((verdict.more_test_items or 0) / split.test_share)
        text += f"Of new pictures in the source {words.percent(split.test_share)} are sealed for the test, so about {n:,} have to be added."
    return Step(title="Label more pictures", text=text, command="peel build")


def _distance(facts: Facts) -> Step:
    verdict = facts.verdict
    text = (
        f"The score is {words.points(verdict.threshold - verdict.score)} short{_missing(verdict, facts.split.n_test)}. "
        "A lower threshold is a decision, not a repair."
    )
    return Step(title="See how far it is", text=text)


def _unsure(facts: Facts) -> Step:
    """The threshold is reached, but that alone does not show it."""
    verdict = facts.verdict
    asked, n = words.percent(verdict.threshold), words.count(facts.split.n_test, "test picture")
    if verdict.threshold == 1:
        text = (
            f"No test, however large, can show {asked}: the next picture may be the first mistake. "
            "Ask for the share of right answers that you need, such as 0.99."
        )
        return Step(title="Ask for what a test can show", text=text)
    if verdict.verdict == "undecided":
        text = (
            "The score stands at the threshold itself, where no number of further labels makes it sure. "
            "A few more right answers would."
        )
        return Step(title="Get clear of the threshold", text=text)
    text = (
        f"The score reaches {asked}, but a test on {n} is too small to show that. Add labelled pictures, of "
        "which the test part gets its share, or ask for no more than so small a test can show."
    )
    return Step(title="Test on more pictures", text=text, command="peel build")


def _constant(facts: Facts) -> Step:
    """With classes of one size nothing is common: then the score is that of a guess."""
    constant = facts.verdict.constant or 0
    text = (
        f"Who always names the same class gets {words.percent(constant)} here, so this score "
        "shows no skill. "
    )
    if constant * len(facts.split.classes) < _COMMON:
        text += "Look whether the labels name what can be seen in the pictures, and add pictures of every class."
        return Step(title="Ask what the pictures show of their class", text=text)
    text += "Compare the classes by balanced accuracy, and add pictures of the rare ones."
    return Step(title="Ask for more than the common class", text=text)


def _mistakes() -> Step:
    text = (
        "The report shows them, the worst first. A wrong label among them counts twice: "
        "it teaches the model something false, and it counts a right answer as a mistake."
    )
    return Step(title="Look at the mistakes", text=text)


def _missing(verdict: Verdict, n_test: int) -> str:
    """How many more right answers would do, where the score is a share of the items."""
    if verdict.metric != "accuracy":
        return ""
    more = math.ceil((verdict.threshold - verdict.score) * n_test - 1e-9)
    return f": {words.count(more, 'more right answer')} among the {n_test:,} would have reached it"


def _wrong(facts: Facts) -> int:
    return sum(row["label"] != row["answer"] for row in facts.predictions)


def _confusions(facts: Facts) -> list[Step]:
    """The pair of classes that costs most, both directions together, as an upper bound of what it could bring."""
    if "confusion" not in facts.evaluation or len(facts.split.classes) < 3:
        return []
    cost: dict[tuple[str, str], int] = {}
    for pair in confusion.pairs(facts.evaluation["confusion"]):
        key = (min(pair.label, pair.answer), max(pair.label, pair.answer))
        cost[key] = cost.get(key, 0) + pair.n
    if not cost or max(cost.values()) < 2:
        return []
    (a, b), n = min(cost.items(), key=lambda item: (-item[1], item[0]))
    text = (
        f"{words.count(n, 'test picture')} of one of them were taken for the other; no two classes are confused more often. "
        "More pictures where the two look alike, or one rule for labelling them, could bring at most "
        f"{words.points(n / facts.split.n_test)} of accuracy."
    )
    return [Step(title=f"Tell “{names.shown(a)}” and “{names.shown(b)}” apart", text=text)]


def _few(facts: Facts) -> list[Step]:
    few = [name for name, parts in facts.split.classes.items() if parts["train"] < FEW]
    if not few:
        return []
    text = (
        f"{words.count(len(few), 'class', many='classes').capitalize()} had fewer than {FEW} pictures to learn "
        f"from: {names.listed(few)}. New pictures help most there; put them into the source and run again: only "
        "they are computed anew."
    )
    return [Step(title="Add pictures where there are few", text=text, command="peel build")]


def _put_aside(facts: Facts) -> list[Step]:
    n = facts.validation.n_bad
    if not n:
        return []
    text = f"{words.count(n, 'picture')} could not be used. data/validate/quarantine.csv says why for each, and what to do."
    return [Step(title="Repair what was put aside", text=text)]


def _looks(facts: Facts) -> list[Step]:
    looks = facts.card.looks
    if looks < _WORN:
        return []
    text = (
        f"{looks} different models have been judged on this test part. Who tries often enough will find one that "
        "fits it by chance: set fresh pictures aside for the next decision."
    )
    return [Step(title="Renew the test part", text=text)]


def _networks(facts: Facts) -> list[Step]:
    """Only where weights of another one lie here: a network that cannot be had is no advice."""
    used = {trial.backbone for trial in facts.leaderboard} | {facts.choice.backbone}
    others = [name for name in facts.search.get("networks_here", []) if name not in used]
    if len(used) > 1 or not others:
        return []
    both = ", ".join([*sorted(used), others[0]])
    text = (
        f"Only {names.listed(sorted(used))} was peeled. Another pretrained network may see what this one does not, and "
        f"{names.listed(others)} can be used here: set search.backbones: [{both}] in params.yaml."
    )
    return [Step(title="Let a second network compete", text=text, command="peel build")]
