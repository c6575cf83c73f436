from peel.search import search
from peel.types.items import ImageSpec
from peel.types.label_space import LabelSpace
from peel.types.model import Branch, Choice

CHOICE = Choice(
    branches=(Branch(name="net", backbone="net", key="k", image=ImageSpec(size_px=64)),),
    members=(),
    calibration=(1.0,),
    space=LabelSpace(names=("a", "b")),
    metric="accuracy",
    score=0.9,
    low=0.8,
    high=0.95,
    log_loss=0.3,
    n_items=90,
    leaderboard_digest="d",
)


def test_score_is_flat_for_dvc() -> None:
    assert search.score(CHOICE) == {
        "score": 0.9,
        "low": 0.8,
        "high": 0.95,
        "log_loss": 0.3,
        "n_items": 90,
    }
