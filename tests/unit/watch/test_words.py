"""What a watch says to a person."""

from __future__ import annotations

from peel.types.watch import Watched
from peel.watch.words import needed, percent, spoken

WATCHED = Watched(
    epoch=1, name="", colour="green", since=0.0, tau=0.9, n=1200, run=0.1, start=0.1, recent=0.935,
    low=0.89, high=0.96, pessimistic=0.9, needed=None, words="",
)  # fmt: skip


def words(**changes):
    return spoken(WATCHED.model_copy(update=changes)).words


def test_green_says_what_it_rests_on():
    assert words() == (
        "The score is not under the threshold of 90 %, as far as the audit can tell. "
        "The last labels say 93.5 % (89 % to 96 %); 1,200 counted since this model took over."
    )


def test_amber_says_what_would_decide():
    assert words(colour="amber", needed=300).endswith("about 300 more labels would prove it.")


def test_class_is_called_by_its_name():
    assert words(colour="red", name="dög").startswith("The score of “dög” is under")


def test_grey_is_never_good_news():
    said = words(colour="grey", recent=None, n=0)
    assert said.startswith("Nobody can know whether the score holds")
    assert "No label counts so far: those of a day count when it is over" in said


def test_labels_without_a_score_are_told():
    said = words(colour="grey", recent=None, n=1200)
    assert "1,200 labels counted" in said
    assert "no day's audit was answered nearly whole" in said


def test_small_dip_needs_many_labels():
    assert needed(1.0, 0.899, tau=0.9, limit=4e5) == 1_000_000
    assert needed(1.0, 0.0, tau=0.9, limit=4e5) == 6
    assert needed(1.0, 0.95, tau=0.9, limit=4e5) is None


def test_shares_are_said_in_percent():
    assert [percent(x) for x in (0.5, 0.001, 1.0)] == ["50 %", "0.1 %", "100 %"]
