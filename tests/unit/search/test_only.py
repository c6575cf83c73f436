from peel.params.sections import Search
from peel.search.only import refused


def test_networks_that_are_asked_are_named():
    how = Search(backbones=("resnet18",))
    told = str(refused("vgg/3", how, what="head", form="NETWORK/DEPTH"))
    assert told.startswith("P890 search.only names no head that could be tried: got vgg/3; ")
    assert "NETWORK/DEPTH of networks in search.backbones (resnet18)" in told
