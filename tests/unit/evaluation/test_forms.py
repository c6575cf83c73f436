import io

import numpy as np
import pytest
from PIL import Image

from peel.evaluation.forms import encoded
from peel.images.decode import decode

PICTURE = np.random.default_rng(0).integers(0, 255, (6, 9, 3), np.uint8)
FORMS = encoded(PICTURE)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_decoded(form):
    assert sorted(decode(FORMS[form]).pixels.shape) == [3, 6, 9]


@pytest.mark.parametrize("form", ["png", "bmp", "png alpha"])
def test_form_without_loss_keeps_every_pixel(form):
    np.testing.assert_array_equal(decode(FORMS[form]).pixels, PICTURE)


def test_turned_picture_stands_upright():
    assert decode(FORMS["jpeg rotated"]).pixels.shape == (9, 6, 3)


@pytest.mark.parametrize(
    ("form", "mode"), [("png 16 bit", "I;16"), ("jpeg cmyk", "CMYK"), ("png grey", "L")]
)
def test_form_is_what_its_name_says(form, mode):
    assert Image.open(io.BytesIO(FORMS[form])).mode == mode
