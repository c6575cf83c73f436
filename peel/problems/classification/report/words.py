"""The words of the kind: what its scores say, what its labels are called, what has to be explained."""

from __future__ import annotations

from peel.types.report import Word, Wording

WORDING = Wording(
    one="class",
    many="classes",
    within="in",
    answer="a class and a confidence",
    clear="where the best is ahead by more than",
    constant="naming one class every time",
    constantly="always names the same class",
    constant_answer="one class, named every time",
    meanings={
        "accuracy": "The share of pictures that got the right answer.",
        "balanced_accuracy": "The mean of the shares recognised in each class: a small class counts as much as a large one.",
        "macro_f1": "The mean over the classes of F1, which is high only where few are missed and few are wrongly named.",
        "log_loss": "How surprised the model is by the right answers, in nats; lower is better, 0 is perfect.",
        "calibration_error": "How far its confidence is from how often it is right; lower is better.",
    },
)

GLOSSARY = (
    Word(
        id="calibration",
        term="Calibration",
        meaning="Making a confidence mean what it says: of the answers that are 80% sure, 80% are right.",
    ),
    Word(
        id="confidence",
        term="Confidence",
        meaning="How sure the model is of one answer, as a probability from 0 to 100%.",
    ),
    Word(
        id="recall",
        term="Recall, precision, F1",
        meaning="Recall: how many of a class are found. Precision: how many of those named so are of that class. "
        "F1: both in one number.",
    ),
)
