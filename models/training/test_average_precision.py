"""Average precision against values worked out by hand."""

import numpy as np
import pytest

from .average_precision import average_precision, class_precisions
from .suppress import Detections, suppress

BOX = np.array([[0.0, 0, 10, 10]], np.float32)


def test_all_found_is_one_and_none_found_is_zero():
    assert average_precision(np.array([0.9, 0.8]), np.array([True, True]), 2) == pytest.approx(1.0)
    assert average_precision(np.array([0.9]), np.array([False]), 2) == 0.0
    assert average_precision(np.zeros(0), np.zeros(0, bool), 2) == 0.0


def test_half_of_the_boxes_found_gives_51_of_101_recall_points():
    assert average_precision(np.array([0.9]), np.array([True]), 2) == pytest.approx(51 / 101)


def test_a_false_alarm_first_halves_the_precision():
    assert average_precision(np.array([0.9, 0.8]), np.array([False, True]), 1) == pytest.approx(0.5)


def test_second_detection_of_one_box_is_a_false_alarm_and_other_classes_do_not_count():
    found = Detections(np.concatenate([BOX, BOX, BOX]), np.array([0.9, 0.8, 0.7]), np.array([2, 2, 3]))
    ap50, ap, boxes = class_precisions([(found, BOX, np.array([2]))], 2)
    assert (ap50, ap, boxes) == (pytest.approx(1.0), pytest.approx(1.0), 1)
    assert class_precisions([(found, BOX, np.array([2]))], 5) is None


def test_suppression_keeps_the_best_box_of_each_class():
    boxes = np.concatenate([BOX, BOX + 0.5, BOX + 50])
    scores = np.array([[0.9, 0.0], [0.8, 0.6], [0.5, 0.0]], np.float32)
    kept = suppress(boxes, scores)
    assert kept.classes.tolist() == [0, 1, 0]
    assert kept.scores.tolist() == pytest.approx([0.9, 0.6, 0.5])
