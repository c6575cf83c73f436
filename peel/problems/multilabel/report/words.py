"""The words of the kind: what its scores say, how its things are called, what has to be explained."""

from __future__ import annotations

from peel.types.report import Word, Wording

WORDING = Wording(
    one="label",
    many="labels",
    within="with",
    answer="the labels that hold and how probable each is",
    clear="where a label is further from its threshold than",
    constant="giving every picture the same labels",
    constantly="gives every picture the same labels",
    constant_answer="the same labels for every picture",
    meanings={
        "mean_average_precision": "The mean over the labels of average precision: how well pictures that have a label are ranked "
        "before those that have it not, at whatever threshold. A rare label counts as much as a common one.",
        "micro_f1": "F1 of all labels of all pictures together: common labels count most.",
        "macro_f1": "The mean over the labels of F1 at their thresholds: a rare label counts as much as a common one.",
        "log_loss": "How surprised the model is by what is true of a label, in nats; lower is better, 0 is perfect.",
        "calibration_error": "How far its probabilities are from how often labels hold; lower is better.",
    },
)

GLOSSARY = (
    Word(
        id="precision",
        term="Average precision",
        meaning="All pictures are ranked by the probability of a label. Going down to each picture that has it: which share of those so "
        "far have it? The mean of these shares. 100% where all that have it come first; guessing gets the share that have it.",
    ),
    Word(
        id="calibration",
        term="Calibration",
        meaning="Making a probability mean what it says: of the labels that are given 30%, 30% hold.",
    ),
    Word(
        id="cut",
        term="Threshold of a label",
        meaning="From this probability on the model says that the label holds. Each label has its own, chosen on training pictures for "
        "the best F1; a rare label's is drawn towards the one that is best for all.",
    ),
    Word(
        id="recall",
        term="Recall, precision, F1",
        meaning="Recall: how many of the pictures that have a label are found. Precision: how many of those said to have it do. "
        "F1: both in one number.",
    ),
)
