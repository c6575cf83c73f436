"""What lies in a bundle for others than Peel."""

from peel.export.words import readme, triton
from peel.problem import find
from peel.types.bundle import Card
from peel.types.label_space import LabelSpace
from peel.types.stranger import Stranger

SPACE = LabelSpace(names=("a", "b", "c"))
OUTPUTS = find("classification").outputs(SPACE)
STRANGER = Stranger(tap=3, limit=1.0, share=0.95, auroc=0.9, found=0.5, n_classes=5)


def test_triton_description_names_both_tensors():
    text = triton(OUTPUTS)
    assert "TYPE_UINT8" in text
    assert "dims: [ -1, 3 ]" in text
    assert "distance" not in text


def test_triton_description_names_the_distance():
    text = triton([*OUTPUTS, STRANGER.output])
    assert 'name: "distance", data_type: TYPE_FP32, dims: [ -1 ]' in text


def test_readme_tells_outputs_and_names(make_bundle):
    card = Card.read(make_bundle("bundle") / "bundle.json")
    text = readme(card)
    for word in (*card.space.names, *(output.name for output in card.outputs), card.kind):
        assert word in text


def test_readme_keeps_names_on_one_line(make_bundle):
    card = Card.read(make_bundle("bundle") / "bundle.json")
    space = card.space.model_copy(update={"names": ("a\n# evil", "b\x1b[2J", "c")})
    text = readme(card.model_copy(update={"space": space}))
    assert r"names: a\n# evil, b\x1b[2J, c" in text
    assert not [line for line in text.splitlines() if line.startswith("# evil")]
