from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.params.edit import template
from peel.params.load import description, keys, load, nearest, old_words, parse
from peel.params.sections import Params


def refused(text: str) -> str:
    with pytest.raises(PeelError) as caught:
        parse(text)
    return str(caught.value)


def test_template_gives_the_defaults() -> None:
    assert parse(template()) == Params()


def test_file_is_read_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text("ingest:\n  sources: [Bäume]\n", encoding="utf-8")
    assert load(path).ingest.sources == ("Bäume",)


@pytest.mark.parametrize("text", ["", "# nothing\n", "gate:\n", "{}"])
def test_missing_values_are_the_defaults(text: str) -> None:
    assert parse(text) == Params()


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"^P101 params.yaml cannot be read: .*No such file"):
        load(tmp_path / "params.yaml")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PeelError, match=r"^P101 .*not UTF-8 text"):
        load(tmp_path / "params.yaml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("gate: [", 1),
        ("gate:\n  threshold: 1\n  threshold: 2\n", 3),
        ("gate:\n\tthreshold: 1\n", 2),
        ("- a\n- b\n", 1),
        ("words", 1),
        ("gate: !!python/object:os.system x", 1),
    ],
)
def test_what_is_no_yaml_is_refused(text: str, line: int) -> None:
    assert refused(text).startswith(f"P102 params.yaml line {line}: ")


@pytest.mark.parametrize("text", ["gate: {threshold: 0.8}\n: 3\n", "3: 4\n"])
def test_key_is_a_word(text: str) -> None:
    assert refused(text).startswith(
        "P102 params.yaml: not the YAML of a parameter file: got the key "
    )


@pytest.mark.parametrize(
    ("text", "line", "key", "near"),
    [
        ("splt:\n  seed: 1\n", 1, "splt", "split"),
        ("gate:\n  threshold: 0.5\n  treshold: 0.5\n", 3, "gate.treshold", "gate.threshold"),
        ("split:\n  test_size: 0.5\n", 2, "split.test_size", "split.test_share"),
        ("seed: 1\n", 1, "seed", "problem.seed"),
        ("search:\n  seed: 1\n", 2, "search.seed", "problem.seed"),
    ],
)
def test_unknown_key_names_the_nearest(text: str, line: int, key: str, near: str) -> None:
    words = refused(text)
    assert words.startswith(f"P103 params.yaml line {line}: unknown parameter: got {key};")
    assert f"the nearest is {near};" in words


REFUSED = [
    ("problem", "seed", "-1", "greater than or equal to 0"),
    ("problem", "seed", "1.5", "a valid integer"),
    ("problem", "kind", "3", "a valid string"),
    ("ingest", "sources", "''", "a list"),
    ("ingest", "sources", "[]", "at least 1 item"),
    ("ingest", "form", "''", "at least 1 character"),
    ("ingest", "separator", "''", "at least 1 character"),
    ("ingest", "table", "''", "at least 1 character"),
    ("ingest", "path_column", "3", "a valid string"),
    ("ingest", "label_column", "''", "at least 1 character"),
    ("ingest", "class_level", "0", "greater than or equal to 1"),
    ("ingest", "class_level", "21", "less than or equal to 20"),
    ("ingest", "frames", "1", "greater than or equal to 2"),
    ("ingest", "frames", "33", "less than or equal to 32"),
    ("ingest", "follow_links", "perhaps", "a valid boolean"),
    ("validate", "max_bad_share", "-0.1", "greater than or equal to 0"),
    ("validate", "max_bad_share", "1.1", "less than or equal to 1"),
    ("validate", "min_side_px", "0", "greater than or equal to 1"),
    ("validate", "min_side_px", "5000", "less than or equal to 4096"),
    ("split", "test_share", "0", "greater than 0"),
    ("split", "test_share", "1", "less than 1"),
    ("split", "max_test_items", "0", "greater than or equal to 1"),
    ("split", "near_duplicates", "drop", "'keep together' or 'ignore'"),
    ("search", "backbones", "[]", "at least 1 item"),
    ("search", "backbones", "efficientnet_lite0", "a list: [one] or [one, another]; "),
    ("search", "backbones", "[3]", "a valid string"),
    ("search", "size_px", "32", "greater than or equal to 64"),
    ("search", "size_px", "1024", "less than or equal to 512"),
    ("search", "size_px", "225", "a multiple of 32"),
    ("search", "mean_of", "0", "greater than or equal to 1"),
    ("search", "mean_of", "51", "less than or equal to 50"),
    ("search", "conv_steps", "-1", "greater than or equal to 0"),
    ("search", "conv_steps", "100001", "less than or equal to 100000"),
    ("search", "only", "[]", "at least 1 item"),
    ("search", "only", "lda", "a list: [one] or [one, another]; "),
    ("weights", "dir", "3", "a valid string"),
    ("weights", "download", "maybe", "a valid boolean"),
    ("gate", "threshold", "-0.1", "greater than or equal to 0"),
    ("gate", "threshold", "1.5", "less than or equal to 1"),
    ("gate", "threshold", ".nan", "less than or equal to 1"),
    ("gate", "threshold", "high", "a valid number; "),
    ("gate", "metric", "3", "a valid string"),
    ("gate", "chance", "0.4", "greater than or equal to 0.5"),
    ("gate", "chance", "1", "less than 1"),
    ("report", "title", "''", "at least 1 character"),
    ("serve", "host", "''", "at least 1 character"),
    ("serve", "port", "70000", "less than or equal to 65535"),
    ("serve", "names", "[3]", "a valid string"),
    ("serve", "certfile", "''", "at least 1 character"),
    ("serve", "keyfile", "''", "at least 1 character"),
    ("serve", "lanes", "-1", "greater than or equal to 0"),
    ("serve", "queue_items", "0", "greater than or equal to 1"),
    ("serve", "queue_mb", "0", "greater than or equal to 1"),
    ("serve", "body_mb", "0", "greater than or equal to 1"),
    ("serve", "images", "0", "greater than or equal to 1"),
    ("serve", "formats", "[HEIC]", "'JPEG', 'PNG'"),
    ("serve", "deadline_s", "0", "greater than 0"),
    ("serve", "audit_rate", "1.5", "less than or equal to 1"),
    ("serve", "keep", "some", "'off', 'audit' or 'all'"),
    ("serve", "keep_days", "0", "greater than or equal to 1"),
    ("serve", "abstain_below", "2", "less than or equal to 1"),
    ("serve", "abstain_strange", "perhaps", "a valid boolean"),
    ("watch", "false_alarm", "0", "greater than 0"),
    ("watch", "labels", "10", "greater than or equal to 100"),
    ("watch", "deadline_days", "0", "greater than or equal to 1"),
    ("watch", "closed_share", "0", "greater than 0"),
    ("watch", "class_margin", "-1", "greater than or equal to 0"),
    ("watch", "class_items", "0", "greater than or equal to 1"),
    ("watch", "blind_labels", "0", "greater than or equal to 1"),
    ("watch", "blind_days", "0", "greater than or equal to 1"),
    ("alerts", "heartbeat_days", "-1", "greater than or equal to 0"),
    ("alerts", "attempts", "0", "greater than or equal to 1"),
    ("retrain", "schedule", "''", "at least 1 character"),
    ("retrain", "branch", "''", "at least 1 character"),
    ("retrain", "min_labels", "0", "greater than or equal to 1"),
    ("retrain", "holdout_share", "0", "greater than 0"),
    ("retrain", "source_share", "0", "greater than 0"),
    ("retrain", "agreement", "2", "less than or equal to 1"),
    ("retrain", "cooldown_hours", "-1", "greater than or equal to 0"),
    ("retrain", "runs", "0", "greater than or equal to 1"),
    ("retrain", "cpu_hours", "0", "greater than 0"),
    ("retrain", "stop_after", "0", "greater than or equal to 1"),
    ("promote", "approve", "nobody", "'person' or 'auto'"),
    ("promote", "alpha", "0", "greater than 0"),
    ("promote", "min_holdout", "0", "greater than or equal to 1"),
    ("promote", "max_loss", "-1", "greater than or equal to 0"),
    ("promote", "max_flips", "2", "less than or equal to 1"),
    ("promote", "max_class_loss", "2", "less than or equal to 1"),
    ("promote", "max_slowdown", "0.5", "greater than or equal to 1"),
    ("promote", "max_calibration_loss", "2", "less than or equal to 1"),
]


@pytest.mark.parametrize(("section", "key", "value", "allowed"), REFUSED)
def test_value_out_of_range_is_refused(section: str, key: str, value: str, allowed: str) -> None:
    words = refused(f"# a comment\n{section}:\n  {key}: {value}\n")
    assert words.startswith(f"P104 params.yaml line 3: {section}.{key}")
    assert f"; allowed: {allowed}" in words
    assert f"do: set {section}.{key}" in words


def test_every_key_has_a_refused_value() -> None:
    assert {f"{section}.{key}" for section, key, *_ in REFUSED} == set(keys())


def test_section_that_holds_no_keys_is_refused() -> None:
    assert "P104 params.yaml line 1: gate refused: got 3; allowed: a section" in refused("gate: 3")


def test_list_item_is_named_by_line() -> None:
    words = refused("search:\n  backbones:\n    - resnet18\n    - 3\n")
    assert words.startswith("P104 params.yaml line 4: search.backbones.1 refused: got 3")


def test_network_named_twice_is_refused() -> None:
    words = refused("search:\n  backbones: [random, random]\n")
    assert "allowed: each network once" in words


def test_every_key_is_explained() -> None:
    assert [key for key in keys() if not description(key)] == []


def test_unknown_section_still_has_a_nearest_key() -> None:
    assert nearest("reprot.titel") == "report.title"


@pytest.mark.parametrize(
    ("lines", "chance", "word"),
    [
        ("sure: true", 0.975, "is read as gate.chance: 0.975"),
        ("sure: false", 0.8, "says nothing any more"),
        ("{sure: true, chance: 0.9}", 0.9, "says nothing any more"),
    ],
)
def test_earlier_sure_is_a_chance(lines: str, chance: float, word: str) -> None:
    text = f"gate: {lines}" if lines.startswith("{") else f"gate:\n  {lines}\n"
    assert parse(text).gate.chance == chance
    (told,) = old_words(text)
    assert word in told


def test_earlier_source_is_a_list_of_one() -> None:
    text = "ingest: {source: raw}"
    assert parse(text).ingest.sources == ("raw",)
    (told,) = old_words(text)
    assert "is read as ingest.sources: [raw]" in told
    both = "ingest: {source: raw, sources: [a, b]}"
    assert parse(both).ingest.sources == ("a", "b")
    assert "delete the line" in old_words(both)[0]


@pytest.mark.parametrize("value", ["''", "7", "[raw]"])
def test_earlier_source_without_name_is_unknown(value: str) -> None:
    assert "nearest is ingest.sources" in refused(f"ingest: {{source: {value}}}")


def test_earlier_effort_is_read_with_a_word() -> None:
    text = "search:\n  effort: thorough\n  size_px: 64\n"
    assert parse(text).search == parse("search: {size_px: 64}").search
    assert old_words(text) == [
        "search.effort in params.yaml says nothing any more; delete the line"
    ]


def test_effort_that_never_was_is_unknown() -> None:
    assert refused("search:\n  effort: huge\n").startswith("P103 params.yaml line 2: ")


def test_file_of_today_has_no_old_words() -> None:
    assert old_words(template()) == []
    assert "sure:" not in template()
    assert "effort:" not in template()


def test_sure_that_is_no_boolean_is_unknown() -> None:
    assert refused("gate:\n  sure: perhaps\n").startswith("P103 params.yaml line 2: ")
