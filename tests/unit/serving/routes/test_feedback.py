import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import event

from peel.errors import PeelError
from peel.feedback import labels
from peel.problem import find
from peel.serving.labels import Said
from peel.serving.routes.feedback import _label as read_label
from peel.types.key import Key
from peel.types.serving import Feedback


def test_label_is_kept_once(asker):
    ticket = asker.kept_ticket()
    told = {"ticket": ticket, "label": "red", "client": "1"}
    answers = [asker.post("/v1/feedback", json=told) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200]
    assert [one.json()["outcomes"] for one in answers] == [["kept"], ["same"]]
    assert labels.standing(asker.server.store, ticket).label == "red"


def test_trust_is_that_of_the_key(asker):
    ticket = asker.kept_ticket()
    headers = asker.key("feedback", trust="public")
    asker.post("/v1/feedback", json={"ticket": ticket, "label": "red"}, headers=headers)
    assert labels.standing(asker.server.store, ticket).trust == "public"


def test_name_that_no_model_knows_is_taken(asker):
    told = {"ticket": asker.kept_ticket(), "label": "violet"}
    assert asker.post("/v1/feedback", json=told).status_code == 201


def test_ticket_with_a_changed_letter_is_unknown(asker):
    ticket = asker.kept_ticket()
    forged = [
        ticket[:at] + ("0" if ticket[at] != "0" else "1") + ticket[at + 1 :]
        for at in range(len(ticket))
    ]
    answers = {
        asker.post("/v1/feedback", json={"ticket": one, "label": "red"}).status_code
        for one in forged
    }
    assert answers == {404}


def test_label_waits_for_its_ticket(asker):
    told = {"ticket": asker.server.mint.new(asker.server.now()), "label": "red"}
    answer = asker.post("/v1/feedback", json=told)
    assert (answer.status_code, answer.json()["outcomes"]) == (202, ["unknown ticket"])


def test_many_labels_for_one_ticket_end(asker):
    ticket = asker.kept_ticket()
    items = [{"ticket": ticket, "label": "red"}] * 25
    assert "too many" in asker.post("/v1/feedback/batch", json={"items": items}).json()["outcomes"]
    assert asker.post("/v1/feedback", json=items[0]).status_code == 429


def test_batch_says_each_outcome(asker):
    items = [
        {"ticket": asker.kept_ticket(), "label": "red"},
        {"ticket": "t_1_2_3", "label": ["red"]},
    ]
    answer = asker.post("/v1/feedback/batch", json={"items": items})
    assert (answer.status_code, answer.json()["outcomes"]) == (202, ["kept", "forged"])


@pytest.mark.parametrize(
    "label", ["", "a\nb", "a\x00", "x" * 201, 3, None, ["a", "b"], [], {"a": 1}, [["a"]]]
)
def test_label_of_another_form_is_refused(asker, label):
    told = {"ticket": asker.kept_ticket(), "label": label}
    assert asker.post("/v1/feedback", json=told).status_code == 422


def test_full_disk_is_told_and_over(asker):
    """SQLite may not grow any more, as on a full disk: answers go on, labels are refused, and taken once there is room."""
    ticket, engine = asker.kept_ticket(), asker.server.store.engine
    items = [{"ticket": ticket, "label": "x" * 200, "client": str(n) * 100} for n in range(10, 29)]

    def full(connection, _record):
        connection.execute("PRAGMA max_page_count=1")

    event.listen(engine, "connect", full)
    engine.dispose()
    refused = asker.post("/v1/feedback/batch", json={"items": items})
    answered = asker.predict()
    event.remove(engine, "connect", full)
    engine.dispose()
    assert (refused.status_code, answered.status_code) == (507, 200)
    assert refused.headers["retry-after"] == "60"
    assert asker.post("/v1/feedback/batch", json={"items": items}).status_code == 201


def test_too_many_long_names_are_refused():
    item = Feedback(ticket="t", label=tuple(f"{n:0200}" for n in range(1000)))
    key = Key(name="a", scopes=("feedback",), id="1", hash="0", made_at=0)
    with pytest.raises(PeelError, match="P853"):
        read_label(item, key, stated=Said(find("multilabel").state(item.label)), now=0.0)


@pytest.mark.parametrize(("path", "n", "beside"), [("", 1, 0), ("/batch", 2, 1)])
def test_many_labels_are_stated_beside_the_loop(asker, path, n, beside):
    """What is asked meanwhile waits for none of them."""
    items = [{"ticket": asker.kept_ticket(), "label": "red"} for _ in range(n)]

    async def app(scope, receive, send):
        await asker.http.app({**scope, "state": {}}, receive, send)

    async def post():
        executor = ThreadPoolExecutor(1)
        asyncio.get_running_loop().set_default_executor(executor)
        way = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=way, base_url="http://localhost") as http:
            told = {"items": items} if path else items[0]
            answer = await http.post(f"/v1/feedback{path}", json=told, headers=asker.local)
        return answer.status_code, len(executor._threads)

    assert asyncio.run(post()) == (201, beside)
