from peel.search import search
from peel.types.items import ImageSpec
from peel.types.model import Choice

CHOICE = Choice(
    backbone="net",
    backbone_key="k",
    image=ImageSpec(size_px=64, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)),
    members=(),
    temperature=1.0,
    depth=3,
    metric="accuracy",
    score=0.9,
    low=0.8,
    high=0.95,
    log_loss=0.3,
    n_items=90,
    class_names=("a", "b"),
    leaderboard_digest="d",
    effort="balanced",
)


def test_score_is_flat_for_dvc() -> None:
    assert search.score(CHOICE) == {
        "score": 0.9,
        "low": 0.8,
        "high": 0.95,
        "log_loss": 0.3,
        "n_items": 90,
    }
