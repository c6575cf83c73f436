import pickle

from peel.errors import PeelError

ERROR = PeelError("P999", "thing refused", got="a\nb", allowed="c", do="d")


def test_error_is_one_line():
    assert str(ERROR) == "P999 thing refused: got a\\nb; allowed: c; do: d"


def test_error_survives_a_process_border():
    assert str(pickle.loads(pickle.dumps(ERROR))) == str(ERROR)


def test_error_may_be_mended_elsewhere():
    assert str(ERROR.but(do="e")) == str(ERROR).replace("do: d", "do: e")


def test_long_value_is_cut():
    assert len(str(PeelError("P999", "w", got="x" * 999, allowed="c", do="d"))) < 400


def test_missing_value_is_nothing():
    assert "got nothing" in str(PeelError("P999", "w", got="", allowed="c", do="d"))
