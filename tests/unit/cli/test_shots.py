from __future__ import annotations

import pytest
import typer

from peel.cli.shots import shots
from tests.unit.films.drawn import scene, write_film


@pytest.mark.slow
def test_exit_says_whether_all_were_read(tmp_path):
    film = write_film(tmp_path / "film.mp4", scene(1, 10))
    for films, code in (([film], 0), ([tmp_path], 0), ([film, tmp_path / "absent.mp4"], 1)):
        with pytest.raises(typer.Exit) as ended:
            shots(films)
        assert ended.value.exit_code == code
