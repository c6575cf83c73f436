import pytest
from pydantic import ValidationError

from peel.errors import PeelError
from peel.types.record import Record


class Pet(Record):
    name: str
    weight_kg: float = 0.1


def test_record_survives_the_file(tmp_path):
    (tmp_path / "pet.json").write_text(Pet(name="Bär").to_json())
    assert Pet.read(tmp_path / "pet.json") == Pet(name="Bär")


def test_same_record_gives_same_text():
    assert Pet(name="a", weight_kg=1 / 3).to_json() == Pet(weight_kg=1 / 3, name="a").to_json()


def test_text_ends_with_a_newline():
    assert Pet(name="a").to_json().endswith("}\n")


def test_record_is_never_changed():
    with pytest.raises(ValidationError, match="frozen"):
        Pet(name="a").name = "b"


@pytest.mark.parametrize("text", ["{", '{"name": 1}', '{"name": "a", "colour": "red"}', ""])
def test_file_of_something_else_is_refused(text, tmp_path):
    (tmp_path / "pet.json").write_text(text)
    with pytest.raises(PeelError, match=r"^P704 "):
        Pet.read(tmp_path / "pet.json")


def test_absent_file_is_refused(tmp_path):
    with pytest.raises(PeelError, match=r"^P704 "):
        Pet.read(tmp_path / "pet.json")
