from peel.problem import Finder, find_learner


def test_kinds_of_vectors_find_nothing():
    assert not isinstance(find_learner("classification"), Finder)
    assert isinstance(find_learner("detection"), Finder)
