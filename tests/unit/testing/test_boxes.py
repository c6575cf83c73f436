from peel.problem import find
from peel.testing.boxes import boxes_sample


def test_sample_has_enough_of_each_name():
    sample = boxes_sample(find("detection"))
    assert find("detection").space(sample.labels).names == ("ant", "bee", "wasp")
    assert (sample.right["labels"] >= 0).sum() == 72
