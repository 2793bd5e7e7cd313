"""The training loss: masked BCE on scores, CIoU on boxes, distribution focal loss on sides.

CIoU: https://arxiv.org/abs/1911.08287. Distribution focal loss: https://arxiv.org/abs/2006.04388.
"""

import math
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from .assign import assign
from .augment import CELL
from .classes import CLASSES
from .network import BINS, STRIDES, anchor_points, side_distances

BOX_GAIN, SCORE_GAIN, SIDE_GAIN = 7.5, 0.5, 1.5
"""Relative weights, the values of YOLOv8."""


@dataclass
class Losses:
    """Scalars; `total` carries the gradient."""

    total: torch.Tensor
    score: float
    box: float
    side: float


def known_mask(known, size):
    """float32 [N,C,A]: 1 where the class is known at the anchor. `known` is Batch.known, int32 [N,size/8,size/8]."""
    maps = []
    for stride in STRIDES:
        step = stride // CELL
        # The cell that holds the anchor's centre; for stride 8 it is the anchor's own.
        maps.append(known[:, step // 2 :: step, step // 2 :: step].flatten(1))
    bits = torch.cat(maps, 1)
    shifts = torch.arange(len(CLASSES), dtype=torch.int32, device=known.device).view(1, -1, 1)
    return ((bits.unsqueeze(1) >> shifts) & 1).float()


def corner_boxes(raw, points, strides):
    """Predicted boxes [N,A,4] as x1 y1 x2 y2 in px."""
    sides = (side_distances(raw) * strides).transpose(1, 2)
    return torch.cat([points - sides[..., :2], points + sides[..., 2:]], 2)


def ciou_loss(a, b, eps=1e-7):
    """1 - CIoU [P] of boxes [P,4]."""
    wh_a, wh_b = a[:, 2:] - a[:, :2], b[:, 2:] - b[:, :2]
    inter = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
    iou = inter / (wh_a.prod(1) + wh_b.prod(1) - inter + eps)
    hull = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    distance = (a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]).pow(2).sum(1) / 4
    angle = torch.atan(wh_a[:, 0] / (wh_a[:, 1] + eps)) - torch.atan(wh_b[:, 0] / (wh_b[:, 1] + eps))
    shape = (4 / math.pi**2) * angle.pow(2)
    with torch.no_grad():
        shape_weight = shape / (1 - iou + shape + eps)
    return 1 - iou + distance / (hull.pow(2).sum(1) + eps) + shape_weight * shape


def detection_loss(raw, batch):
    """Losses of raw predictions [N, 4*BINS + C, A] on a Batch whose tensors are on the same device."""
    raw = raw.float()
    size = batch.images.shape[-1]
    points, strides = anchor_points(size, raw.device)
    logits = raw[:, 4 * BINS :]
    boxes = corner_boxes(raw, points, strides)
    found = assign(logits.detach().sigmoid(), boxes.detach(), points, batch.targets)

    labels = batch.targets[found.box, 1].long()
    target = torch.zeros_like(logits)
    target[found.picture, labels, found.anchor] = found.weight
    mask = known_mask(batch.known, size)
    mask[found.picture, labels, found.anchor] = 1.0
    total_weight = found.weight.sum().clamp(min=1.0)
    score = (F.binary_cross_entropy_with_logits(logits, target, reduction="none") * mask).sum() / total_weight

    wanted = batch.targets[found.box, 2:]
    box = (ciou_loss(boxes[found.picture, found.anchor], wanted) * found.weight).sum() / total_weight
    side = _side_loss(raw, found, wanted, points, strides) / total_weight
    total = SCORE_GAIN * score + BOX_GAIN * box + SIDE_GAIN * side
    return Losses(total, score.item(), box.item(), side.item())


def _side_loss(raw, found, wanted, points, strides):
    """Cross-entropy of each side's distribution with the two bins around the true distance, weighted and summed."""
    centre, stride = points[found.anchor], strides[found.anchor].unsqueeze(1)
    true = torch.cat([centre - wanted[:, :2], wanted[:, 2:] - centre], 1) / stride
    true = true.clamp(0, BINS - 1 - 0.01)
    low = true.long()
    share_high = true - low
    logits = raw[found.picture, : 4 * BINS, found.anchor].view(-1, 4, BINS).log_softmax(2)
    entropy_low = -logits.gather(2, low.unsqueeze(2)).squeeze(2)
    entropy_high = -logits.gather(2, low.unsqueeze(2) + 1).squeeze(2)
    return ((entropy_low * (1 - share_high) + entropy_high * share_high).mean(1) * found.weight).sum()
