def test_refusals_are_problems_in_openapi(asker):
    document = asker.http.get("/openapi.json").json()
    told = document["paths"]["/v1/predict"]["post"]["responses"]
    assert list(told["413"]["content"]) == ["application/problem+json"]
    assert list(told["200"]["content"]) == ["application/json"]


def test_no_field_takes_an_address(asker):
    text = asker.http.get("/openapi.json").text.lower()
    assert '"url"' not in text
    assert '"format":"uri"' not in text
