import pytest


def test_no_route_is_told_as_problem(asker):
    answer = asker.get("/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "P854")
    assert answer.json()["instance"].endswith(answer.headers["x-request-id"])


def test_wrong_method_names_the_right_one(asker):
    answer = asker.get("/v1/predict")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["title"] == "the route takes another method"
    assert answer.json()["detail"].endswith("do: send it with POST")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/v1/predict/"])
def test_nothing_more_is_served(asker, path):
    assert asker.get(path).status_code == 404
