"""What to do next, each step with what it could bring, computed from this very result."""

from __future__ import annotations

import math

from peel.html import names, words
from peel.report.facts import Facts, n_films
from peel.types.advice import Step

FEW = 20
_WORN = 20


def steps(facts: Facts) -> list[Step]:
    """The steps in the order in which they pay; the kind's own follow on what the verdict asks for."""
    is_pass = facts.verdict.verdict == "pass"
    first = _use(facts) if is_pass else _cause(facts)
    own = facts.report.steps(facts.findings)
    found = [first, *own, *_few(facts), *_put_aside(facts), *_looks(facts)]
    return found if is_pass else found + _networks(facts)


def _use(facts: Facts) -> Step:
    of_clips = facts.ingest.frames > 1
    takes = (
        f"clips of film, {facts.ingest.frames} frames of each,"
        if of_clips
        else "pictures of any size"
    )
    text = (
        f"It takes {takes} and answers with {facts.report.wording.answer}. The folder bundle/ "
        "holds all that it needs; the file inside runs wherever ONNX Runtime does."
    )
    asked = "YOUR-FILM.mp4" if of_clips or n_films(facts) else "YOUR-PICTURE.jpg"
    return Step(title="Use the model", text=text, command=f"peel predict {asked}")


def _cause(facts: Facts) -> Step:
    verdict = facts.verdict
    if verdict.reason == "untested" and verdict.verdict == "undecided":
        return _untested(facts)
    if verdict.more_test_items:
        return _more_labels(facts)
    if verdict.reason == "constant":
        return facts.report.without_skill(facts.findings)
    return _unsure(facts) if verdict.reaches else _distance(facts)


def _untested(facts: Facts) -> Step:
    text = (
        f"No test picture shows {names.listed(facts.verdict.untested)}, so the score says nothing about "
        "that. Add labelled pictures until the test part gets some, and run again."
    )
    return Step(title=f"Test every {facts.report.wording.one}", text=text, command="peel build")


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
        f"The score is {words.points(verdict.threshold - verdict.score)} short{_missing(facts)}. "
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
            f"Ask for {'the share of right answers' if _counts(facts) else 'the score'} that you need, such as 0.99."
        )
        return Step(title="Ask for what a test can show", text=text)
    if verdict.verdict == "undecided":
        text = (
            "The score stands at the threshold itself, where no number of further labels makes it sure. "
            f"{'A few more right answers' if _counts(facts) else 'A slightly higher score'} would."
        )
        return Step(title="Get clear of the threshold", text=text)
    text = (
        f"The score reaches {asked}, but a test on {n} is too small to show that. Add labelled pictures, of "
        "which the test part gets its share, or ask for no more than so small a test can show."
    )
    return Step(title="Test on more pictures", text=text, command="peel build")


def _missing(facts: Facts) -> str:
    """How many more right answers would do, where the score is a share of the items."""
    verdict, n_test = facts.verdict, facts.split.n_test
    if not _counts(facts):
        return ""
    more = math.ceil((verdict.threshold - verdict.score) * n_test - 1e-9)
    return f": {words.count(more, 'more right answer')} among the {n_test:,} would have reached it"


def _counts(facts: Facts) -> bool:
    """Whether the score is the share of pictures that got the right answer."""
    metric = facts.problem.metric
    return metric.is_count and facts.verdict.metric == metric.name


def _few(facts: Facts) -> list[Step]:
    few = [name for name, parts in facts.split.classes.items() if parts["train"] < FEW]
    if not few:
        return []
    wording = facts.report.wording
    text = (
        f"{words.count(len(few), wording.one, many=wording.many).capitalize()} had fewer than {FEW} pictures to learn "
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
    looks = facts.card.models_judged
    if looks < _WORN:
        return []
    text = (
        f"{looks} different models have been judged on this test part. Who tries often enough will find one that "
        "fits it by chance: set fresh pictures aside for the next decision."
    )
    return [Step(title="Renew the test part", text=text)]


def _networks(facts: Facts) -> list[Step]:
    """Only where weights of another one lie here: a network that cannot be had is no advice."""
    used = {row.branch for row in facts.leaderboard}
    others = [name for name in facts.search.networks_here if name not in used]
    if len(used) > 1 or not others:
        return []
    both = ", ".join([*sorted(used), others[0]])
    text = (
        f"Only {names.listed(sorted(used))} was peeled. Another pretrained network may see what this one does not, and "
        f"{names.listed(others)} can be used here: set search.backbones: [{both}] in params.yaml."
    )
    return [Step(title="Let a second network compete", text=text, command="peel build")]
