import numpy as np
import pytest

from tests.unit.serving.conftest import png


def test_picture_is_answered_with_ticket(asker):
    answer = asker.predict()
    told = answer.json()
    (only,) = told["predictions"]
    assert (answer.status_code, told["name"], told["version"]) == (200, "colours", "unregistered")
    assert told["model"] == asker.server.live.now().digest
    assert only["answer"]["class_name"] == "red"
    assert asker.server.mint.is_ours(only["ticket"])


def test_answer_is_what_the_bundle_says(asker):
    (told,) = asker.server.live.now().model.predict([png((9, 200, 9))])
    (only,) = asker.predict(png((9, 200, 9))).json()["predictions"]
    assert only["answer"]["probabilities"] == pytest.approx(told.probabilities)


def test_several_pictures_are_answered_in_order(asker):
    files = [("image", ("a", png((0, 0, 200)))), ("image", ("b", png((0, 200, 0))))]
    told = asker.post("/v1/predict", files=files).json()["predictions"]
    assert [one["answer"]["class_name"] for one in told] == ["blue", "green"]
    assert len({one["ticket"] for one in told}) == 2


def test_bad_picture_among_several_says_so(asker):
    files = [("image", ("a", png())), ("image", ("b", b"GIF89a"))]
    answer = asker.post("/v1/predict", files=files)
    good, bad = answer.json()["predictions"]
    assert (answer.status_code, good["answer"]["class_name"]) == (200, "red")
    assert (bad["error"]["code"], "ticket" in bad) == ("P302", False)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 400),
        (b"hello", 415),
        (png(form="GIF"), 415),
        (b"<svg></svg>", 415),
        (png()[:50], 422),
        (png(size=(16_385, 1)), 413),
    ],
)
def test_bad_picture_alone_is_refused(asker, data, status):
    answer = asker.predict(data)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


def test_source_counts_within_its_key(asker):
    path = "/v1/predict?source=camera+3&group=visit"
    ticket = asker.post(path, content=png()).json()["predictions"][0]["ticket"]
    row = asker.row(ticket)
    assert (row.source, row.group) == (f"{row.key}/camera 3", f"{row.key}/visit")


@pytest.mark.parametrize("source", ["x" * 121, "%00", "%0a"])
def test_odd_source_is_refused(asker, source):
    assert asker.post(f"/v1/predict?source={source}", content=png()).status_code == 422


def test_ticket_holds_what_was_answered(asker):
    row = asker.row(asker.ticket())
    assert (row.model, row.version) == (asker.server.live.now().digest, "unregistered")
    assert np.allclose(sum(row.outputs["probabilities"]), 1)


def test_audited_answers_look_like_others(asker):
    """Byte for byte, but for the ticket."""
    answers = []
    for rate in (1.0, 0.0):
        asker.server.live.audit_rate = rate
        answers.append(asker.predict(**{"x-request-id": "same"}))
    tickets = [answer.json()["predictions"][0]["ticket"] for answer in answers]
    rows = [asker.whole(tickets[0]), asker.row(tickets[1])]
    assert [(row.audited, row.kept) for row in rows] == [(True, True), (False, False)]
    first, second = (
        answer.text.replace(ticket, "") for answer, ticket in zip(answers, tickets, strict=True)
    )
    assert first == second
    assert answers[0].headers == answers[1].headers


def test_full_queue_is_told(begin):
    asker = begin(queue_items=1)
    with asker.server.lanes.place(5):
        answer = asker.predict()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert asker.predict().status_code == 200


def test_answer_that_is_late_is_told(begin):
    asker = begin(deadline_s=1e-9)
    assert asker.predict().status_code in (408, 504)


def test_unsure_answer_says_that_it_abstains(begin):
    (told,) = begin(abstain_below=1.0).predict().json()["predictions"]
    assert told["abstain"] == "the confidence is under 1"
