"""The tables: names that every database takes."""

from __future__ import annotations

from peel.feedback.tables import METADATA


def test_every_table_has_a_key():
    assert all(table.primary_key.columns for table in METADATA.tables.values())
