"""Average precision as COCO defines it: greedy matching by score, 101 recall points, all object sizes."""

import numpy as np

from .suppress import iou_matrix

THRESHOLDS = np.arange(0.5, 0.96, 0.05).round(2)
RECALLS = np.linspace(0, 1, 101)


def match(boxes, wanted, threshold):
    """bool [n]: detection boxes [n,4], best first, that take a still free wanted box [m,4] at IoU >= threshold."""
    hit = np.zeros(len(boxes), bool)
    if not len(wanted) or not len(boxes):
        return hit
    iou = iou_matrix(boxes, wanted)
    for i in range(len(boxes)):
        best = int(iou[i].argmax())
        if iou[i, best] >= threshold:
            hit[i] = True
            iou[:, best] = -1
    return hit


def average_precision(scores, hits, wanted):
    """AP in 0..1 of detections with scores [n] and hits [n] against `wanted` boxes in total."""
    order = np.argsort(-scores, kind="stable")
    true = np.cumsum(hits[order])
    recall = true / wanted
    precision = true / np.arange(1, len(order) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, RECALLS, side="left")
    return float(np.where(places < len(envelope), np.append(envelope, 0)[np.minimum(places, len(envelope))], 0).mean())


def class_precisions(pictures, label):
    """(AP50, AP50-95, boxes) of one class, or None without boxes.

    pictures: list of (Detections, wanted boxes [m,4] px, wanted classes [m]).
    """
    total = sum(int((classes == label).sum()) for _, _, classes in pictures)
    if total == 0:
        return None
    rows = [(d.boxes[d.classes == label], d.scores[d.classes == label], b[c == label]) for d, b, c in pictures]
    scores = np.concatenate([s for _, s, _ in rows])
    values = []
    for threshold in THRESHOLDS:
        hits = np.concatenate([match(boxes, wanted, threshold) for boxes, _, wanted in rows])
        values.append(average_precision(scores, hits, total))
    return values[0], float(np.mean(values)), total
