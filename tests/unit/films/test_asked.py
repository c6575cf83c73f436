import subprocess
import sys

from peel.films.asked import TIME, Asked


def test_process_hears_what_is_asked():
    asked = Asked(3, 96, 64, 1, 9, 8, 7, 6)
    assert Asked(*map(int, map(str, asked))) == asked
    assert TIME.size == 8


def test_who_asks_loads_no_decoder():
    code = "import sys, peel.films.clips; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
