"""Where an installation keeps its things."""

from __future__ import annotations

from peel.project.state import state_of


def test_everything_lies_in_one_folder(tmp_path):
    state = state_of(tmp_path)
    places = (state.store, state.pictures, state.models, state.pointer, state.secrets)
    more = (state.workbench, state.prefect, state.logs)
    assert {place.parent for place in (*places, *more)} == {state.folder}
