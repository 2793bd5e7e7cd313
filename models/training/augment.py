"""Builds one training picture: one source or a mosaic of four, moved, scaled, mirrored and recoloured.

Mosaic after YOLOv4 (https://arxiv.org/abs/2004.10934).
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from .classes import ALL_BITS
from .sets import IGNORED

PADDING = 114
CELL = 8
"""Resolution in px of the map that says which classes are known where."""
MIN_SIDE = 2.5
"""Boxes narrower than this after scaling, in px, are ignored rather than learnt."""
MIN_VISIBLE = 0.25
"""Boxes of which less is left inside the tile are ignored."""
FINAL_SIZE = 416
"""Input size at inference, px. Smaller stages show crops rather than everything small, so that objects already look nearly
as large as they will there (https://arxiv.org/abs/1906.06423): pictures are scaled for the geometric mean of both sizes."""


@dataclass
class Sample:
    """One training picture of S x S px."""

    image: np.ndarray
    """uint8 [S,S,3] RGB."""
    boxes: np.ndarray
    """float32 [n,4], x1 y1 x2 y2, px."""
    classes: np.ndarray
    """int64 [n]."""
    known: np.ndarray
    """int32 [S/8,S/8]: bit mask of the classes whose loss is on in this cell; 0 inside ignored boxes."""


def make_sample(draw_picture, size, rng, mosaic):
    """Draws one or four pictures with `draw_picture()` and composes a sample of `size` px."""
    sample = _blank(size)
    if mosaic:
        cx, cy = (int(size * rng.uniform(0.3, 0.7)) // CELL * CELL for _ in range(2))
        for x1, y1, x2, y2 in ((0, 0, cx, cy), (cx, 0, size, cy), (0, cy, cx, size), (cx, cy, size, size)):
            _paste(sample, draw_picture(), (x1, y1, x2, y2), _scale(rng, 0.45, 1.3), rng)
    else:
        _paste(sample, draw_picture(), (0, 0, size, size), _scale(rng, 0.6, 1.5), rng)
    _recolour(sample.image, rng)
    return sample


def plain_sample(picture, size):
    """Centred letterbox without any change, as at inference; used by the overfit check."""
    sample = _blank(size)
    _paste(sample, picture, (0, 0, size, size), 1.0, None)
    return sample


def _blank(size):
    return Sample(
        np.full((size, size, 3), PADDING, np.uint8),
        np.zeros((0, 4), np.float32),
        np.zeros(0, np.int64),
        np.full((size // CELL, size // CELL), ALL_BITS, np.int32),
    )


def _scale(rng, low, high):
    """Scale relative to a whole letterbox: halving is as likely as doubling."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _paste(sample, picture, tile, scale, rng):
    """Places the picture in the tile; `scale` 1 fits its longer side to the canvas, `rng` None means centred and exact."""
    x1, y1, x2, y2 = tile
    height, width = picture.image.shape[:2]
    size = sample.image.shape[0]
    canvas = math.sqrt(size * FINAL_SIZE) if rng else size
    zoom = scale * canvas / max(height, width)
    zoom_x = zoom * (rng.uniform(0.85, 1.18) if rng else 1.0)
    shift_x = _shift(x2 - x1, width * zoom_x, rng)
    shift_y = _shift(y2 - y1, height * zoom, rng)
    mirror = rng is not None and rng.random() < 0.5
    # Pixel centres: OpenCV maps source (x, y) to M @ (x, y, 1).
    sx, ox = (-zoom_x, shift_x + width * zoom_x) if mirror else (zoom_x, shift_x)
    matrix = np.array([[sx, 0, ox + 0.5 * sx - 0.5], [0, zoom, shift_y + 0.5 * zoom - 0.5]], np.float64)
    tile_image = cv2.warpAffine(
        picture.image, matrix, (x2 - x1, y2 - y1), flags=cv2.INTER_LINEAR, borderValue=(PADDING,) * 3
    )
    sample.image[y1:y2, x1:x2] = tile_image
    # Padding around the picture shows nothing, so every class is known to be absent there.
    visible = (x1 + max(shift_x, 0), y1 + max(shift_y, 0), x1 + shift_x + width * zoom_x, y1 + shift_y + height * zoom)
    _paint(sample.known, np.clip(visible, (x1, y1, x1, y1), (x2, y2, x2, y2)), picture.known_bits)
    boxes = picture.boxes * np.array([width * sx, height * zoom] * 2, np.float32)
    boxes += np.array([ox + x1, shift_y + y1] * 2, np.float32)
    if mirror:
        boxes = boxes[:, [2, 1, 0, 3]]
    _add_boxes(sample, boxes, picture.classes, tile)


def _shift(room, length, rng):
    """Offset of a picture of `length` px in `room` px: anywhere that keeps it inside, or it covering the room."""
    slack = room - length
    if rng is None:
        return slack / 2
    return rng.uniform(min(slack, 0.0), max(slack, 0.0))


def _add_boxes(sample, boxes, classes, tile):
    x1, y1, x2, y2 = tile
    clipped = np.clip(boxes, (x1, y1, x1, y1), (x2, y2, x2, y2)).astype(np.float32)
    sides = clipped[:, 2:] - clipped[:, :2]
    visible = sides.prod(1) / np.maximum((boxes[:, 2:] - boxes[:, :2]).prod(1), 1e-6)
    learn = (sides.min(1, initial=np.inf) >= MIN_SIDE) & (visible >= MIN_VISIBLE) & (classes != IGNORED)
    for box in clipped[~learn & (sides.min(1, initial=np.inf) > 0)]:
        _paint(sample.known, box, 0)
    sample.boxes = np.concatenate([sample.boxes, clipped[learn]])
    sample.classes = np.concatenate([sample.classes, classes[learn]])


def _paint(known, box, bits):
    """Sets the cells whose centre lies in the box (px)."""
    x1, y1, x2, y2 = (int(round(float(v) / CELL)) for v in box)
    known[y1:y2, x1:x2] = bits


def _recolour(image, rng):
    """Brightness, contrast and colour gains in place; now and then grey, as infra-red cameras give at night."""
    gain = rng.uniform(0.6, 1.4) * rng.uniform(0.88, 1.12, 3)
    table = (np.arange(256)[:, None] / 255.0) ** rng.uniform(0.75, 1.35) * gain * 255
    image[:] = cv2.LUT(image, np.clip(table, 0, 255).astype(np.uint8)[:, None, :])
    if rng.random() < 0.1:
        image[:] = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[:, :, None]
    elif rng.random() < 0.4:
        grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        mix = rng.uniform(0.4, 1.5)
        cv2.addWeighted(image, mix, grey, 1 - mix, 0, dst=image)
    if rng.random() < 0.1:
        image[:] = cv2.GaussianBlur(image, (3, 3), 0)
