import re

from peel.problems.detection import PROBLEM
from peel.types.marks import Mark

SIZE = (400, 300)


def test_labels_meet_their_expectation(label):
    (rule,) = (one for one in PROBLEM.expectations() if "regex" in one["kwargs"])
    odd = PROBLEM.state_marks([Mark('a "b" {c}\n', (0, 0.01, 3.25, 4))], size=(9, 9))
    for told in ("[]", label(("cat", 1, 2, 3), ("dog", 1.5, 2.25, 3)), odd):
        assert re.search(rule["kwargs"]["regex"], told), told
    assert not re.search(rule["kwargs"]["regex"], "cat")


def test_what_is_odd_is_counted(label):
    crowd = PROBLEM.state_marks([Mark("cat", (0, 0, 90, 90), is_crowd=True)], size=SIZE)
    labels = [label(("cat", 10 * i, 9, 9), ("cat", 10 * i, 99, 9)) for i in range(10)]
    labels += [label(("dog", 1, 2, 9)), label(("cat", 1, 2, 7.5)), crowd, "[]"]
    found = PROBLEM.counts(labels, sizes=[SIZE] * 14)
    assert found["rare"] == [0] * 10 + [1, 0, 0, 0]
    assert found["tiny"] == [0] * 10 + [0, 1, 0, 0]
    assert found["crowds"] == [0] * 10 + [0, 0, 1, 0]
    assert not any(found["above"])


def test_tiny_is_as_the_network_sees_it(label):
    labels = [label(("cat", 1, 2, 9))]
    assert PROBLEM.counts(labels, sizes=[(2400, 1800)])["tiny"] == [0]
    assert PROBLEM.counts(labels, sizes=[(4800, 2700)])["tiny"] == [1]


def test_boxes_above_the_most_are_counted(label):
    many = label(*[("cat", i, 9, 9) for i in range(103)])
    assert PROBLEM.counts([many], sizes=[SIZE])["above"] == [3]


def test_every_column_is_expected(label):
    expected = {one["column"] for one in PROBLEM.expectations()}
    assert {"label", *PROBLEM.counts([label()], sizes=[SIZE])} == expected
