import pytest

from peel.errors import PeelError
from peel.params.edit import set_value, template
from peel.params.load import description, keys, parse


def test_only_the_one_line_changes() -> None:
    before = template()
    after = set_value(before, "gate.threshold", value=0.75)
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    assert [pair for pair in pairs if pair[0] != pair[1]] == [
        ("  threshold: 0.9", "  threshold: 0.75")
    ]


def test_own_comments_and_order_stay() -> None:
    text = "# mine\nreport:\n  title: 'X'  # why\ngate:\n\n  threshold: 0.5\n# end\n"
    assert set_value(text, "gate.threshold", value=0.6) == text.replace("0.5", "0.6")


@pytest.mark.parametrize(
    "value", ["a b", "x: y", "a #b", "it's", 'q"q', "Bäume", "a\nb", " a ", "-", "1", "null", "~"]
)
def test_any_name_comes_back_whole(value: str) -> None:
    text = set_value(template(), "ingest.sources", value=(value, "other"))
    assert parse(text).ingest.sources == (value, "other")


def test_long_path_stays_on_its_line() -> None:
    value = "folder with blanks/" * 20
    text = set_value(template(), "ingest.sources", value=(value,))
    assert parse(text).ingest.sources == (value,)
    assert f"  sources: [{value}]\n" in text


@pytest.mark.parametrize("text", ["", "# only words\n", "gate:\n", "report:\n  title: T\n"])
def test_missing_section_is_added(text: str) -> None:
    new = set_value(text, "gate.threshold", value=0.5)
    assert parse(new).gate.threshold == 0.5
    assert new.startswith(text.strip())


@pytest.mark.parametrize(
    ("text", "key", "value", "code"),
    [
        ("gate: [", "gate.threshold", 0.5, "P102"),
        ("gate:\n  typo: 1\n", "gate.threshold", 0.5, "P103"),
        ("", "gate.typo", 0.5, "P103"),
        ("", "gate.threshold", 2, "P104"),
        ("", "ingest.sources", ("",), "P104"),
    ],
)
def test_refused_value_sets_nothing(
    text: str, key: str, value: str | float | tuple[str, ...], code: str
) -> None:
    with pytest.raises(PeelError, match=f"^{code} "):
        set_value(text, key, value=value)


def test_template_explains_every_key() -> None:
    words = " ".join(template().replace("#", " ").split())
    assert [key for key in keys() if " ".join(description(key).split()) not in words] == []


def test_template_fits_the_screen() -> None:
    assert max(len(line) for line in template().splitlines()) <= 100


def test_old_key_is_renamed_in_its_place() -> None:
    text = "ingest:\n  # mine\n  source: raw  # why\n  # the table\n  table: null\n"
    new = text.replace("source: raw  #", "sources: [a, b] #")
    assert set_value(text, "ingest.sources", value=("a", "b")) == new
