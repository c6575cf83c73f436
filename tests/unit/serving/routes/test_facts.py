def test_model_tells_names_and_score(asker):
    told = asker.get("/v1/models").json()["champion"]
    assert (told["names"], told["score"], told["verdict"]) == (
        ["blue", "green", "red"],
        0.94,
        "pass",
    )


def test_health_needs_no_key(asker):
    paths = ("/livez", "/readyz", "/v2/health/live", "/v2/health/ready")
    assert [asker.http.get(path).status_code for path in paths] == [200] * 4


def test_health_may_be_asked_by_head(asker):
    answers = [asker.http.head(path) for path in ("/livez", "/v2/health/ready")]
    assert [(one.status_code, one.headers["content-length"]) for one in answers] == [
        (200, "18"),
        (200, "18"),
    ]


def test_server_without_model_is_not_ready(asker):
    asker.server.live.champion = None
    assert asker.http.get("/readyz").status_code == 503
    assert asker.predict().json()["code"] == "P840"


def test_metrics_count_requests(asker):
    asker.predict()
    told = asker.get("/metrics").text
    assert 'peel_requests_total{code="200",route="/v1/predict"} 1.0' in told
    assert 'peel_model{digest="' in told
