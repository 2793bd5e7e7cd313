"""Non-maximum suppression and the list of detections that it leaves."""

from dataclasses import dataclass

import numpy as np

FLOOR, OVERLAP, MOST = 0.01, 0.65, 100
"""Evaluation protocol: confidence floor, NMS IoU inside a class, detections per picture."""


@dataclass
class Detections:
    """Detections of one picture, best first."""

    boxes: np.ndarray
    """float32 [n,4], x1 y1 x2 y2, picture px."""
    scores: np.ndarray
    """float32 [n]."""
    classes: np.ndarray
    """int64 [n]."""


def iou_matrix(a, b):
    """IoU [n,m] of boxes [n,4] and [m,4]."""
    near = np.maximum(a[:, None, :2], b[None, :, :2])
    far = np.minimum(a[:, None, 2:], b[None, :, 2:])
    inter = np.clip(far - near, 0, None).prod(2)
    area_a, area_b = (a[:, 2:] - a[:, :2]).prod(1), (b[:, 2:] - b[:, :2]).prod(1)
    return inter / np.maximum(area_a[:, None] + area_b[None] - inter, 1e-9)


def suppress(boxes, scores, floor=FLOOR, overlap=OVERLAP, most=MOST):
    """Class-aware greedy NMS of boxes [A,4] with a score for each class [A,C]; an anchor may give several classes."""
    anchor, label = np.nonzero(scores >= floor)
    value = scores[anchor, label]
    order = np.argsort(-value, kind="stable")[:3000]
    anchor, label, value = anchor[order], label[order], value[order]
    kept = []
    for one in np.unique(label):
        rows = np.nonzero(label == one)[0]
        near = iou_matrix(boxes[anchor[rows]], boxes[anchor[rows]]) > overlap
        alive = np.ones(len(rows), bool)
        for i in range(len(rows)):
            if alive[i]:
                alive[i + 1 :] &= ~near[i, i + 1 :]
        kept.append(rows[alive])
    kept = np.sort(np.concatenate(kept))[:most] if kept else np.zeros(0, np.int64)
    return Detections(boxes[anchor[kept]], value[kept], label[kept].astype(np.int64))
