from peel.registry.judge import judge
from peel.types.version import Candidate
from tests.unit.registry.test_judge import HOW, evidence


def test_judgement_comes_back_with_its_candidate():
    told = judge(evidence(), HOW)
    fields = {"model": "a", "run": "", "commit": "", "at": 1.0, "state": "better"}
    assert Candidate(**fields, judgement=told.to_json()).gate == told
    assert Candidate(**fields).gate is None
