from PIL import Image

from peel.html.thumb import of_image


def test_large_picture_becomes_small():
    thumb = of_image(Image.new("RGB", (400, 200), "red"), "a & b")
    assert (thumb.width, thumb.height, thumb.text) == (144, 72, "a & b")
    assert thumb.address.startswith("data:image/jpeg;base64,")


def test_tiny_picture_keeps_its_pixels():
    thumb = of_image(Image.new("RGB", (8, 4), "red"), "x")
    assert (thumb.width, thumb.height, thumb.is_tiny) == (8, 4, True)
    assert thumb.address.startswith("data:image/png;base64,")
