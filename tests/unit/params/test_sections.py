import pytest
from pydantic import ValidationError

from peel.params.sections import Params, Search

ALL = {
    f"{name}.{key}": field
    for name, section in Params.model_fields.items()
    for key, field in section.annotation.model_fields.items()
}


@pytest.mark.parametrize("field", ALL.values(), ids=ALL.keys())
def test_every_key_says_what_it_means(field):
    assert len(field.description or "") > 15


@pytest.mark.parametrize("field", ALL.values(), ids=ALL.keys())
def test_every_key_may_be_left_out(field):
    assert not field.is_required()


def test_values_are_frozen():
    with pytest.raises(ValidationError, match="frozen"):
        Params().gate.threshold = 0.1


def test_unknown_section_is_refused():
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Params.model_validate({"gates": {}})


def test_network_is_named_once():
    with pytest.raises(ValidationError, match="each network once"):
        Search(backbones=("random", "random"))


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("problem", "seed", -1),
        ("problem", "seed", 2**63),
        ("ingest", "sources", []),
        ("ingest", "sources", [""]),
        ("ingest", "separator", ""),
        ("ingest", "separator", "----"),
        ("ingest", "table", ""),
        ("ingest", "path_column", ""),
        ("ingest", "label_column", ""),
        ("ingest", "class_level", 0),
        ("ingest", "class_level", 21),
        ("validate", "max_bad_share", -0.1),
        ("validate", "max_bad_share", 1.1),
        ("validate", "min_side_px", 0),
        ("validate", "min_side_px", 4097),
        ("split", "test_share", 0),
        ("split", "test_share", 1),
        ("split", "max_test_items", 0),
        ("split", "near_duplicates", "keep"),
        ("search", "backbones", []),
        ("search", "size_px", 32),
        ("search", "size_px", 65),
        ("search", "size_px", 544),
        ("search", "mean_of", 0),
        ("search", "mean_of", 51),
        ("gate", "threshold", -0.1),
        ("gate", "threshold", 1.1),
        ("gate", "chance", 0.4),
        ("gate", "chance", 1),
        ("report", "title", ""),
    ],
)
def test_value_out_of_range_is_refused(section, key, value):
    with pytest.raises(ValidationError) as caught:
        Params.model_validate({section: {key: value}})
    error, *_ = caught.value.errors()
    assert error["loc"][:2] == (section, key)
    assert error["type"] != "extra_forbidden"
