"""What /openapi.json says is what the server does, whatever is sent: no mistake of ours, no answer of another form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi

from peel.serving import run
from tests.unit.bundle.conftest import Maker
from tests.unit.serving.conftest import Asker, start

CHECKS = [
    checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> Iterator[Asker]:
    folder = tmp_path_factory.mktemp("openapi")
    server = start(folder / "project", Maker(folder)(), names=("testserver",))
    yield Asker(server)
    run.close(server)


def test_every_part_is_there(asked):
    document = asked.http.app.openapi()
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert named <= document["components"]["schemas"].keys()


@pytest.mark.slow
def test_answers_are_as_openapi_says(asked):
    """All routes but the stream of events, which does not end."""
    document = schemathesis.openapi.from_asgi("/openapi.json", asked.http.app)
    operations = [found.ok() for found in document.exclude(path="/v1/events").get_all_operations()]
    assert len(operations) == len(asked.http.app.openapi()["paths"]) - 1
    for operation in operations:

        @settings(
            max_examples=15,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def holds(case):
            case.call_and_validate(headers=asked.local, checks=CHECKS)

        holds()
