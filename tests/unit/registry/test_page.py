"""The page of a judgement shows what was unlearned, and escapes what comes from data."""

from __future__ import annotations

from peel.registry import page
from peel.registry.examine import examine
from peel.registry.judge import judge
from peel.registry.promote import offer, promote
from peel.registry.registry import Origin
from peel.types.judgement import Flip
from tests.unit.registry.conftest import WRONG, yes
from tests.unit.registry.test_judge import HOW, evidence


def test_flips_are_shown_with_pictures(project, registry):
    project.seal(12)
    champion = offer(registry, project.build(), origin=Origin(), now=1.0)
    promote(registry, champion, decision=yes())
    worse = offer(registry, project.build("worse", turn=WRONG), origin=Origin(), now=1.0)
    told = examine(registry, worse, data=project.folder / "data", now=2.0)
    text = page.path(registry.state, worse).read_text("utf-8")
    assert text.count("<img ") == 8
    assert "The champion stays" in text
    assert text.count("does not hold") == 1 + sum(check.fails for check in told.checks)


def test_names_are_escaped(tmp_path):
    flip = Flip(item="ab" * 32, label="<script>alert(1)</script>", loss=1.0, was="<b>", now="&")
    told = judge(evidence(), HOW)
    told = told.model_copy(update={"flips": (flip,), "added": ("<i>",)})
    text = page.render(told, data=tmp_path)
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    assert "<i>" not in text


def test_nothing_unlearned_is_said(tmp_path):
    text = page.render(judge(evidence(), HOW), data=tmp_path)
    assert "On no sealed picture is it worse" in text
    assert "This model is better than the champion" in text
