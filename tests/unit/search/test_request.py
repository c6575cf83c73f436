import numpy as np
import pytest

from peel.cache import Cache
from peel.params.sections import Search
from peel.problem import find, find_learner
from peel.runners.place import Place
from peel.search.plan import MOST_RANKED
from peel.search.request import request
from peel.split.items import Items
from peel.types.sample import Sample

KIND = find("classification"), find_learner("classification")


def asked(tmp_path, n):
    labels = ["ant", "bee", "cow"] * (n // 3)
    samples = [Sample(f"{i:064d}", f"{i:064d}", "s", 0, 1) for i in range(n)]
    items = Items(samples, labels, [f"{i}.png" for i in range(n)], np.arange(n), np.arange(n) % 5)
    place = Place(shards=tmp_path, cache=Cache(tmp_path))
    return request(items, KIND, how=Search(), place=place)


def test_few_items_all_rank(tmp_path):
    assert len(asked(tmp_path, 30).samples) == 30


def test_of_many_items_some_rank(tmp_path):
    found = asked(tmp_path, 3 * MOST_RANKED)
    assert len(found.samples) == len(found.rows.targets) == pytest.approx(MOST_RANKED, abs=3)


def test_classes_keep_their_shares(tmp_path):
    counts = asked(tmp_path, 3 * MOST_RANKED).rows.targets.counts
    assert counts.max() - counts.min() <= 1


def test_names_are_those_of_the_items(tmp_path):
    found = asked(tmp_path, 30)
    assert (found.space.names, found.metric) == (("ant", "bee", "cow"), "accuracy")
