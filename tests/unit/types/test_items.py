from peel.types.items import ImageSpec, Size


def test_size_is_that_of_the_pictures():
    assert ImageSpec(size_px=64).size == Size(64)
    assert ImageSpec(size_px=64, frames=6).size == (64, 6)
