from pathlib import Path

import pytest

from peel.process import disk


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "P701 disk full while writing"),
        ("sqlite3.OperationalError: database or disk is full", "P701 disk full while writing"),
        ("OSError: [Errno 122] Disk quota exceeded: 'a'", "P701 disk full while writing"),
        ("OSError: [Errno 30] Read-only file system: 'a'", "P702 the disk is read-only"),
        ("PermissionError: [Errno 13] Permission denied: 'a'", "P702 not permitted to write"),
    ],
)
def test_last_words_tell_the_disk(said: str, words: str, tmp_path: Path) -> None:
    assert str(disk.refusal(f"Traceback\n{said}\nERROR: failed", tmp_path)).startswith(words)


def test_other_words_are_no_matter_of_disk(tmp_path: Path) -> None:
    assert disk.refusal("ValueError: a bug", tmp_path) is None
