from peel.params.sections import Params
from peel.registry.registry import Registry
from peel.retraining.decide import champion
from peel.retraining.place import Place, Tools


def test_nothing_promoted_is_no_champion(installed, tmp_path):
    tools = Tools(repro=print, now=lambda: 1.0, say=print)
    place = Place(Registry(tmp_path, installed.state, installed.store), Params(), tools)
    assert champion(place) == ""
