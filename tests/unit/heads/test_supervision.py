import numpy as np

from peel.heads import lda
from peel.heads.classes import Classes
from peel.heads.labels import LabelMatrix
from peel.heads.supervision import Head, Supervision, by_name


def test_classes_and_labels_are_supervisions():
    both: list[Supervision] = [
        Classes(np.arange(6) % 3, 3),
        LabelMatrix(np.zeros((6, 2), np.int8)),
    ]
    assert [(answers.k, len(answers), answers.freedom) for answers in both] == [
        (3, 6, 3),
        (2, 6, 5),
    ]


def test_head_without_leave_one_out_is_open():
    heads = by_name([lda.LDA, Head(name="slow", shrinkages=(0.1,), solve=lda.solve)])
    assert [head.is_closed for head in heads.values()] == [True, False]
