"""The loss: class masks, ignored areas, assignment of tiny boxes."""

import torch

from .assign import assign
from .batches import Batch
from .classes import ALL_BITS, CLASSES, class_bits
from .loss import ciou_loss, detection_loss, known_mask
from .network import BINS, anchor_points

SIZE = 64
ANCHORS = 64 + 16 + 4


def make_batch(targets, known_bits):
    known = torch.full((1, SIZE // 8, SIZE // 8), known_bits, dtype=torch.int32)
    return Batch(torch.zeros(1, 3, SIZE, SIZE, dtype=torch.uint8), torch.tensor(targets).view(-1, 6), known)


def score_gradient(batch):
    """Absolute gradient of the loss summed over anchors, for each class [C]."""
    raw = torch.randn(1, 4 * BINS + len(CLASSES), ANCHORS, generator=torch.Generator().manual_seed(0)).requires_grad_()
    detection_loss(raw, batch).total.backward()
    return raw.grad[0, 4 * BINS :].abs().sum(1)


def test_unlabelled_classes_get_no_gradient():
    car = [0.0, CLASSES.index("car"), 8, 8, 40, 40]
    gradient = score_gradient(make_batch([car], class_bits(["car", "bus"])))
    assert gradient[CLASSES.index("car")] > 0 and gradient[CLASSES.index("bus")] > 0
    assert gradient[CLASSES.index("person")] == 0 and gradient[CLASSES.index("smoke")] == 0


def test_picture_without_boxes_teaches_background():
    gradient = score_gradient(make_batch([], ALL_BITS))
    assert (gradient > 0).all()


def test_ignored_area_gets_no_gradient_and_the_rest_does():
    batch = make_batch([], ALL_BITS)
    batch.known[0, :4, :4] = 0
    mask = known_mask(batch.known, SIZE)
    fine = mask[0, 0, :64].view(8, 8)
    assert fine[:4, :4].sum() == 0 and fine[4:].min() == 1 and fine[:, 4:].min() == 1


def test_every_tiny_box_finds_an_anchor():
    points, _ = anchor_points(SIZE)
    boxes = torch.tensor([0.0, 0, 20, 20]).expand(1, ANCHORS, 4)
    scores = torch.full((1, len(CLASSES), ANCHORS), 0.1)
    targets = torch.tensor([[0.0, 0, 16, 16, 19, 19], [0.0, 1, 30.9, 3, 33, 5]])
    found = assign(scores, boxes, points, targets)
    assert set(found.box.tolist()) == {0, 1}


def test_anchor_answers_for_one_box_only():
    points, _ = anchor_points(SIZE)
    boxes = torch.tensor([8.0, 8, 40, 40]).expand(1, ANCHORS, 4)
    scores = torch.full((1, len(CLASSES), ANCHORS), 0.1)
    targets = torch.tensor([[0.0, 2, 8, 8, 40, 40], [0.0, 5, 10, 8, 40, 40]])
    found = assign(scores, boxes, points, targets)
    assert len(set(found.anchor.tolist())) == len(found.anchor)


def test_equal_boxes_have_no_box_loss():
    box = torch.tensor([[3.0, 4, 30, 20]])
    assert ciou_loss(box, box).item() < 1e-5
    assert ciou_loss(box, box + 100).item() > 1
