"""Fits a picture into the square network input and maps boxes back."""

from dataclasses import dataclass

import cv2
import numpy as np

from .augment import PADDING


@dataclass(frozen=True)
class Fit:
    """input px = picture px * scale + (left, top)."""

    scale: float
    left: int
    top: int

    def to_picture(self, boxes):
        """Boxes [n,4] x1 y1 x2 y2 from input px to picture px."""
        return (boxes - np.array([self.left, self.top] * 2, np.float32)) / self.scale


def letterbox(image, size, centred=True):
    """uint8 [H,W,3] to uint8 [size,size,3] padded with 114, and its Fit. Not centred means top-left."""
    height, width = image.shape[:2]
    scale = min(size / height, size / width)
    new_w, new_h = round(width * scale), round(height * scale)
    left, top = ((size - new_w) // 2, (size - new_h) // 2) if centred else (0, 0)
    canvas = np.full((size, size, 3), PADDING, np.uint8)
    canvas[top : top + new_h, left : left + new_w] = cv2.resize(image, (new_w, new_h), interpolation=cv2.INTER_LINEAR)
    return canvas, Fit(scale, left, top)
