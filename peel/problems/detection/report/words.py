"""The words of the kind: what its scores say, how its things are called, what has to be explained."""

from __future__ import annotations

from peel.types.report import Word, Wording

WORDING = Wording(
    one="class",
    many="classes",
    within="with",
    answer="boxes, each with a class and a score",
    clear="where a score is further from its threshold than",
    apart="pixels at a corner of a box",
    constant="giving every picture the same boxes",
    constantly="gives every picture the same boxes",
    constant_answer="the boxes of one picture for every other",
    meanings={
        "map50": "The mean over the classes of average precision. A box is right where it shares at least half of its area and the "
        "object's together; each object is found once.",
        "map50_95": "The same for ten demands from half to 95% of the area: high only where boxes are tight.",
        "picture_f1": "The mean over the pictures of F1 of the boxes above their thresholds: what a user of the answers meets. It is what "
        "is watched later.",
        "count_error": "By how many objects a picture is off, added up over the classes; lower is better, 0 is perfect.",
    },
)

GLOSSARY = (
    Word(
        id="mota",
        term="MOTA",
        meaning="Multiple object tracking accuracy: 1 less what is missed, wrong, or goes on under another number, as a share of the true boxes. 100% is "
        "perfect; below 0 more is wrong than there.",
    ),
    Word(
        id="idf1",
        term="IDF1",
        meaning="The share of boxes that carry the right thing's number, if each thing may have one number only: F1 of boxes and names. It "
        "falls where a thing is lost and found again as another one.",
    ),
    Word(
        id="hota",
        term="HOTA",
        meaning="Higher order tracking accuracy: how well things are found, times how well they keep their number, at overlaps from 5% to 95%; the "
        "root of it. High only where boxes are tight.",
    ),
    Word(
        id="switch",
        term="Switch",
        meaning="A thing that was followed as one track goes on as another one.",
    ),
    Word(
        id="precision",
        term="Average precision",
        meaning="All boxes of a class are ranked by their score. Going down, each further object that is found raises recall; which share of "
        "the boxes so far is right? The mean of these shares over all recalls. Objects that are never found count as 0.",
    ),
    Word(
        id="cut",
        term="Threshold of a class",
        meaning="From this score on a box is part of the answer. Each class has its own, chosen on training pictures for the best F1.",
    ),
    Word(
        id="recall",
        term="Recall, precision, F1",
        meaning="Recall: how many of the objects are found. Precision: how many of the boxes are right. F1: both in one number.",
    ),
    Word(
        id="size",
        term="Small, medium, large",
        meaning="Below 32 times 32 pixels of the picture, up to 96 times 96, and above.",
    ),
)
