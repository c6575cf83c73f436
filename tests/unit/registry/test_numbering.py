from peel.registry import numbering


def test_numbers_are_no_words():
    assert numbering.after(["v1.9.0", "v1.10.0"], is_new_language=False) == "v1.11.0"


def test_new_language_breaks():
    assert numbering.after(["v1.9.0", "v2.3.1"], is_new_language=True) == "v3.0.0"


def test_foreign_tags_are_no_versions():
    assert numbering.after(["v1.x", "v0.9.0-rc.1"], is_new_language=False) == "v1.0.0"
