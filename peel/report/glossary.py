"""Each technical word of the report, explained once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word, the end of its address in the page, and what it means."""

    id: str
    term: str
    meaning: str


MEANINGS = {
    "accuracy": "The share of pictures that got the right answer.",
    "balanced_accuracy": "The mean of the shares recognised in each class: a small class counts as much as a large one.",
    "macro_f1": "The mean over the classes of F1, which is high only where few are missed and few are wrongly named.",
    "log_loss": "How surprised the model is by the right answers, in nats; lower is better, 0 is perfect.",
    "calibration_error": "How far its confidence is from how often it is right; lower is better.",
}

LOWER_IS_BETTER = ("log_loss", "calibration_error")

_WORDS = {
    "calibration": (
        "Calibration",
        "Making a confidence mean what it says: of the answers that are 80% sure, 80% are right.",
    ),
    "confidence": (
        "Confidence",
        "How sure the model is of one answer, as a probability from 0 to 100%.",
    ),
    "depth": (
        "Depth",
        "How many blocks of a network are kept, counted from the picture. Early ones see edges and colours, late ones "
        "parts and things; what lies behind the depth is cut away.",
    ),
    "digest": (
        "Digest",
        "A fingerprint of a file: another content has another one. Here always SHA-256.",
    ),
    "head": (
        "Head",
        "The small part on top of a network that turns its features into an answer; the only part that was fitted here.",
    ),
    "interval": (
        "Interval (95%)",
        "Where the true value lies, as far as so many pictures can tell: of a hundred such intervals about 95 hold it.",
    ),
    "leak": (
        "Leak",
        "A test picture of which a copy was among the training pictures: its answer is remembered, not found.",
    ),
    "outoffold": (
        "Measured on training pictures",
        "Each picture is answered by a head that was fitted without it, so that the score is honest before the test is opened.",
    ),
    "recall": (
        "Recall, precision, F1",
        "Recall: how many of a class are found. Precision: how many of those named so are of that class. F1: both in one number.",
    ),
    "score": ("Score", "The one number that is compared with the threshold."),
    "test": (
        "Sealed test",
        "Pictures that were set aside before anything was learnt, and opened only to measure the finished file.",
    ),
    "shrinkage": (
        "Shrinkage",
        "How strongly a head is held back from trusting few pictures; more is more careful.",
    ),
    "threshold": (
        "Threshold",
        "The score that you asked for: gate.threshold in params.yaml.",
    ),
}


def words() -> list[Word]:
    """All words in the order of the alphabet."""
    return [Word(id=id, term=term, meaning=meaning) for id, (term, meaning) in _WORDS.items()]
