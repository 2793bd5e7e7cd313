"""Reads the pictures of a set once and keeps them decoded in memory."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np

from .classes import class_bits
from .sets import IGNORED

LONGEST_SIDE = 448
"""Kept resolution in px: enough for the 416 px stage, about 0.4 MB a picture."""


@dataclass
class Picture:
    """One decoded picture with its boxes."""

    image: np.ndarray
    """uint8 [H,W,3], RGB."""
    boxes: np.ndarray
    """float32 [n,4], x1 y1 x2 y2 in 0..1."""
    classes: np.ndarray
    """int64 [n], our ids, or IGNORED."""
    known_bits: int
    """Classes whose loss is on for this picture."""


def read_labels(path, class_map):
    """Boxes float32 [n,4] (x1 y1 x2 y2, 0..1) and classes int64 [n] of one YOLO label file; empty if it is absent.

    Lines with more than five numbers are polygons and give their bounding box.
    """
    boxes, classes = [], []
    if path.exists():
        for line in path.read_text().splitlines():
            fields = line.split()
            if len(fields) < 5:
                continue
            boxes.append(_line_box([float(v) for v in fields[1:]]))
            classes.append(class_map[int(fields[0])])
    boxes = np.clip(np.array(boxes, np.float32).reshape(-1, 4), 0, 1)
    return boxes, np.array(classes, np.int64)


def _line_box(numbers):
    if len(numbers) > 4:
        xs, ys = numbers[0::2], numbers[1::2]
        return [min(xs), min(ys), max(xs), max(ys)]
    cx, cy, w, h = numbers
    return [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]


def read_image(path, longest_side=LONGEST_SIDE):
    """uint8 [H,W,3] RGB, shrunk so that no side exceeds `longest_side` px."""
    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"cannot decode {path}")
    scale = longest_side / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(image[:, :, ::-1])


def image_paths(source, split):
    """Picture files of one split in name order."""
    return sorted(p for p in (source.root / "images" / split).iterdir() if p.is_file())


def load_pictures(source, split, pseudo_dir=None):
    """Every picture of one split. `pseudo_dir` may add teacher boxes, see pseudo_label.py."""

    def load(path):
        boxes, classes = read_labels(source.root / "labels" / split / f"{path.stem}.txt", source.class_map)
        bits = source.known_bits
        if pseudo_dir is not None:
            boxes, classes, bits = _add_pseudo(pseudo_dir / source.name / f"{path.stem}.npz", boxes, classes, bits)
        return Picture(read_image(path), boxes, classes, bits)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(load, image_paths(source, split)))


def _add_pseudo(path, boxes, classes, bits):
    """Adds a teacher's boxes for classes that the set does not label; they then count as known."""
    if not path.exists():
        return boxes, classes, bits
    with np.load(path) as teacher:
        boxes = np.concatenate([boxes, teacher["boxes"]])
        classes = np.concatenate([classes, np.where(teacher["sure"], teacher["classes"], IGNORED)])
        return boxes, classes, bits | class_bits(teacher["names"].tolist())
