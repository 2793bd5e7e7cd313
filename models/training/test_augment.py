"""Samples: boxes follow the picture, known maps follow the tiles."""

import numpy as np

from .augment import make_sample, plain_sample
from .classes import ALL_BITS, class_bits
from .letterbox import letterbox
from .pictures import Picture
from .sets import IGNORED

CAR = class_bits(["car"])


def white_square_picture():
    """A white square on black with its box, 100x60 px."""
    image = np.zeros((60, 100, 3), np.uint8)
    image[20:50, 30:70] = 255
    box = np.array([[0.3, 1 / 3, 0.7, 5 / 6]], np.float32)
    return Picture(image, box, np.array([2]), CAR)


def test_boxes_cover_the_bright_pixels():
    picture = white_square_picture()
    for seed in range(30):
        sample = make_sample(lambda: picture, 128, np.random.default_rng(seed), mosaic=seed % 2 == 0)
        for x1, y1, x2, y2 in np.round(sample.boxes).astype(int):
            inside = sample.image[y1 + 2 : y2 - 2, x1 + 2 : x2 - 2]
            if inside.size:
                # Padding is grey, the picture black: only the square is this bright and even.
                assert inside.std() < 30 and inside.mean() > 60


def test_plain_sample_equals_the_letterbox_of_inference():
    picture = white_square_picture()
    sample = plain_sample(picture, 128)
    canvas, _ = letterbox(picture.image, 128)
    assert np.abs(sample.image.astype(int) - canvas.astype(int)).mean() < 3
    assert np.allclose(sample.boxes[0], [0.3 * 128, 25.6 + 20 * 1.28, 0.7 * 128, 25.6 + 50 * 1.28], atol=0.1)


def test_known_map_holds_the_set_inside_and_everything_in_the_padding():
    sample = plain_sample(white_square_picture(), 128)
    assert sample.known[8, 8] == CAR
    assert sample.known[0, 8] == ALL_BITS and sample.known[15, 8] == ALL_BITS


def test_ignored_box_is_unknown_and_no_example():
    picture = white_square_picture()
    picture.classes[:] = IGNORED
    sample = plain_sample(picture, 128)
    assert len(sample.boxes) == 0
    assert sample.known[8, 7] == 0
