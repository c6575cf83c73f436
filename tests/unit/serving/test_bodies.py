import pytest

from peel.errors import PeelError
from peel.serving.bodies import pictures_of
from tests.unit.serving.conftest import png

FORM = "multipart/form-data; boundary=XX"


def part(content, head='form-data; name="image"; filename="a.png"'):
    return b"--XX\r\nContent-Disposition: " + head.encode() + b"\r\n\r\n" + content + b"\r\n"


def refused(body, media, most=3):
    with pytest.raises(PeelError) as caught:
        pictures_of(body, media, most=most)
    return caught.value.code


@pytest.mark.parametrize(
    "media",
    ["", "image/png", "video/mp4", "application/octet-stream", "application/x-www-form-urlencoded"],
)
def test_body_itself_is_a_picture(media):
    assert pictures_of(b"abc", media, most=1) == [b"abc"]


def test_files_of_form_come_in_order():
    body = (
        part(b"a\r\n\r\n--X") + part(b"note", 'form-data; name="note"') + part(b"") + b"--XX--\r\n"
    )
    assert pictures_of(body, FORM, most=3) == [b"a\r\n\r\n--X", b""]


@pytest.mark.parametrize(
    ("body", "media", "code"),
    [
        (part(b"a") * 4 + b"--XX--", FORM, "P848"),
        (part(b"") * 10_000 + b"--XX--", FORM, "P848"),
        (b"a", "application/json", "P852"),
        (b"a", "multipart/form-data", "P853"),
        (part(b"a"), FORM, "P853"),
        (b"", FORM, "P853"),
        (part(b"a", 'form-data; name="x"') + b"--XX--", FORM, "P853"),
        (b"--XX\r\nno end\r\n--XX--", FORM, "P853"),
        (part(b"a", "filename=" + "x" * 5000) + b"--XX--", FORM, "P853"),
    ],
)
def test_odd_bodies_are_refused(body, media, code):
    assert refused(body, media) == code


def test_stated_size_is_refused_unread(begin):
    asker = begin(body_mb=1)
    read = []

    def chunks():
        read.append(1)
        yield b"x"

    headers = {"content-length": str(2**20 + 1)}
    answer = asker.post("/v1/predict", content=chunks(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "P848")


def test_body_without_size_ends_at_limit(begin):
    asker = begin(body_mb=1)
    answer = asker.post("/v1/predict", content=(b"x" * 2**16 for _ in range(17)))
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", None])
def test_json_must_say_so(asker, media):
    headers = {} if media is None else {"content-type": media}
    answer = asker.post("/v1/feedback", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "P852")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"ticket": 3}', b"\xff", b"[" * 100_000])
def test_json_of_another_form_is_told(asker, body):
    headers = {"content-type": "application/json"}
    answer = asker.post("/v1/feedback", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "P853")


def test_refused_field_has_its_own_name(asker):
    """Without the name that a library gives to the form of its text."""
    answer = asker.post("/v1/feedback", json={"ticket": "t", "label": ""})
    assert "label: String should have at least 1 character" in answer.json()["detail"]


def test_several_pictures_are_limited(begin):
    asker = begin(images=2)
    files = [("image", ("a.png", png()))] * 3
    assert asker.post("/v1/predict", files=files).status_code == 413
