"""Triton's and KServe's forms hold what their published schemas ask."""

import base64
import json
from pathlib import Path

import jsonschema
import pytest
from google.protobuf import descriptor_pool, message_factory, text_format
from ruamel.yaml import YAML

from peel.errors import PeelError
from peel.export.servers import write_kserve, write_triton
from peel.runtime.session import open_session

SCHEMAS = Path("tests/data/schemas")
PORTS = {"TYPE_UINT8": "tensor(uint8)", "TYPE_FP32": "tensor(float)"}


def parsed(text):
    """The description as Triton's own message; raises for a field or a value that Triton does not know."""
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(base64.b64decode((SCHEMAS / "triton_model_config.b64").read_text()))
    form = message_factory.GetMessageClass(pool.FindMessageTypeByName("inference.ModelConfig"))
    return text_format.Parse(text, form())


@pytest.fixture
def repository(make_bundle, tmp_path):
    write_triton(make_bundle("bundle"), tmp_path / "models" / "pets")
    return tmp_path / "models"


@pytest.fixture
def service(make_bundle, tmp_path):
    place = {"image": "registry/peel:1", "storage": "s3://models/pets"}
    write_kserve(make_bundle("bundle"), tmp_path / "pets.yaml", **place)
    return YAML(typ="safe").load(tmp_path / "pets.yaml")


def test_triton_repository_has_its_layout(repository):
    found = {path.relative_to(repository).as_posix() for path in repository.rglob("*.*")}
    assert found == {"pets/config.pbtxt", "pets/1/model.onnx"}


def test_triton_description_fits_its_schema(repository):
    told = parsed((repository / "pets/config.pbtxt").read_text())
    assert (told.name, told.backend, told.max_batch_size) == ("pets", "onnxruntime", 0)


def test_triton_schema_refuses_unknown_fields(repository):
    text = (repository / "pets/config.pbtxt").read_text().replace("backend:", "backends:")
    with pytest.raises(text_format.ParseError):
        parsed(text)


def test_triton_description_fits_the_file(repository):
    told = parsed((repository / "pets/config.pbtxt").read_text())
    session = open_session((repository / "pets/1/model.onnx").read_bytes())
    types = told.DESCRIPTOR.file.enum_types_by_name["DataType"].values_by_number

    def of(ports):
        return [(p.name, PORTS[types[p.data_type].name], len(p.dims)) for p in ports]

    def file(ports):
        return [(p.name, p.type, len(p.shape)) for p in ports]

    assert of(told.input) == file(session.get_inputs())
    assert of(told.output) == file(session.get_outputs())


def test_triton_model_is_replaced_whole(repository, make_bundle):
    (repository / "pets/1/old").write_text("left over")
    write_triton(make_bundle("second"), repository / "pets")
    assert not (repository / "pets/1/old").exists()


def test_folder_of_somebody_is_kept(make_bundle, tmp_path):
    (tmp_path / "holiday").mkdir()
    with pytest.raises(PeelError, match="P930"):
        write_triton(make_bundle("bundle"), tmp_path / "holiday")


def test_damaged_bundle_is_not_handed_on(make_bundle, tmp_path):
    bundle = make_bundle("bundle")
    (bundle / "model.onnx").write_bytes(b"other")
    with pytest.raises(PeelError, match="P660"):
        write_triton(bundle, tmp_path / "models" / "pets")


@pytest.mark.parametrize("name", ["Pets", "-a", "a" * 41, 'a"b', "pets.1"])
def test_odd_names_are_refused(name, make_bundle, tmp_path):
    with pytest.raises(PeelError, match="P930"):
        write_triton(make_bundle("bundle"), tmp_path / "models" / name)


def test_kserve_file_fits_its_schema(service):
    schema = json.loads((SCHEMAS / "kserve_inference_service.json").read_text())
    jsonschema.validate(service, schema)


def test_kserve_schema_refuses_unknown_fields(service):
    schema = json.loads((SCHEMAS / "kserve_inference_service.json").read_text())
    service["spec"]["predictor"]["containers"][0]["portz"] = []
    with pytest.raises(jsonschema.ValidationError, match="portz"):
        jsonschema.validate(service, schema)


def test_kserve_service_fetches_the_bundle(service):
    (container,) = service["spec"]["predictor"]["containers"]
    told = {one["name"]: one.get("value") for one in container["env"]}
    assert told["STORAGE_URI"] == "s3://models/pets"
    assert container["args"][:2] == ["--bundle", "/mnt/models"]


def test_service_runs_as_the_image_does(service):
    user = service["spec"]["predictor"]["securityContext"]["runAsUser"]
    assert f"--uid {user} " in Path("deploy/Dockerfile").read_text()


def test_address_of_two_words_is_refused(make_bundle, tmp_path):
    with pytest.raises(PeelError, match="P930"):
        write_kserve(make_bundle("b"), tmp_path / "p.yaml", image="a\nb: c", storage="s3://m")
