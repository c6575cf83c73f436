"""What is kept of an answer."""

from __future__ import annotations

from peel.types.ticket import Label


def test_label_survives_json():
    label = Label(ticket="t", by="k1", trust="auditor", client="1", label="cat", at=1.5)
    assert Label.model_validate_json(label.to_json()) == label
