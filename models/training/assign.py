"""Task-aligned assignment: which anchors answer for which box (TOOD, https://arxiv.org/abs/2108.07755).

Works on the flat list of (box, anchor) pairs where the anchor lies in the box, so crowded pictures cost no padding.
"""

from dataclasses import dataclass

import torch

TOP = 10
"""Anchors per box."""
SCORE_POWER, OVERLAP_POWER = 0.5, 6.0
MIN_REACH = 6.0
"""Half side in px that a small box is widened to when looking for anchors: each must hold at least one."""


@dataclass
class Assignment:
    """Positive (picture, anchor) places; P of them."""

    picture: torch.Tensor
    """int64 [P]."""
    anchor: torch.Tensor
    """int64 [P]."""
    box: torch.Tensor
    """int64 [P], row of the targets."""
    weight: torch.Tensor
    """float32 [P], the target score in 0..1: alignment scaled to the best overlap of its box."""


def pair_iou(a, b, eps=1e-7):
    """IoU [P] of boxes a and b, each [P,4] as x1 y1 x2 y2."""
    inter = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
    union = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - inter
    return inter / (union + eps)


@torch.no_grad()
def assign(scores, boxes, points, targets):
    """Assigns anchors to targets.

    scores: sigmoid scores [N,C,A]. boxes: predicted [N,A,4], px. points: anchor centres [A,2], px.
    targets: [K,6] as in Batch.targets.
    """
    count, anchors = len(targets), points.shape[0]
    owner = _anchors_inside(targets[:, 2:], points)
    row, anchor = owner.nonzero(as_tuple=True)
    picture, label = targets[row, 0].long(), targets[row, 1].long()
    iou = pair_iou(targets[row, 2:], boxes[picture, anchor])
    align = scores[picture, label, anchor].pow(SCORE_POWER) * iou.pow(OVERLAP_POWER)

    table = torch.full((count, anchors), -1.0, device=points.device)
    table[row, anchor] = align + 1e-12
    kept, columns = table.topk(min(TOP, anchors), 1)
    chosen = torch.zeros_like(owner).scatter_(1, columns, kept > 0)[row, anchor]
    row, anchor, picture, iou, align = (v[chosen] for v in (row, anchor, picture, iou, align))

    # An anchor wanted by several boxes goes to the one it overlaps most.
    place = picture * anchors + anchor
    best = torch.full((scores.shape[0] * anchors,), -1.0, device=points.device).scatter_reduce(0, place, iou, "amax")
    winner = iou >= best[place]
    row, anchor, picture, iou, align = (v[winner] for v in (row, anchor, picture, iou, align))

    top_align = torch.zeros(count, device=points.device).scatter_reduce(0, row, align, "amax")
    top_iou = torch.zeros(count, device=points.device).scatter_reduce(0, row, iou, "amax")
    weight = align / (top_align[row] + 1e-12) * top_iou[row]
    return Assignment(picture, anchor, row, weight.clamp(0, 1))


def _anchors_inside(boxes, points):
    """bool [K,A]: the anchor lies in the box, small boxes widened."""
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    reach = ((boxes[:, 2:] - boxes[:, :2]) / 2).clamp(min=MIN_REACH)
    return ((points[None] - centre[:, None]).abs() < reach[:, None]).all(2)
