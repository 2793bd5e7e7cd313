"""Runs detectors through ONNX Runtime: ours, and two Apache-2.0 ones to compare with and to learn from."""

import numpy as np
import onnxruntime

from .classes import CLASSES
from .letterbox import letterbox
from .suppress import suppress

COCO_IDS = (0, 1, 2, 3, 5, 7)
"""COCO ids of our first six classes."""


def open_session(path, threads=2):
    """A processor session with `threads` threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class SentraDetector:
    """Our export: RGB 0..1, centred letterbox, YOLOv8 layout."""

    classes = CLASSES

    def __init__(self, path, threads=2):
        self.session = open_session(path, threads)
        self.size = self.session.get_inputs()[0].shape[2]

    def detect(self, image, **limits):
        """Detections of a uint8 RGB picture [H,W,3]."""
        canvas, fit = letterbox(image, self.size)
        tensor = canvas.transpose(2, 0, 1)[None].astype(np.float32) / 255
        rows = self.session.run(None, {"images": tensor})[0][0].T
        half = rows[:, 2:4] / 2
        corners = np.concatenate([rows[:, :2] - half, rows[:, :2] + half], 1)
        return suppress(fit.to_picture(corners), rows[:, 4:], **limits)


class YoloxDetector:
    """Megvii YOLOX at 416: BGR 0..255, top-left letterbox, raw grid output with an objectness."""

    classes = CLASSES[:6]
    size = 416

    def __init__(self, path, threads=2):
        self.session = open_session(path, threads)
        cells = []
        for stride in (8, 16, 32):
            y, x = np.mgrid[0 : self.size // stride, 0 : self.size // stride]
            cells.append(np.stack([x.ravel(), y.ravel(), np.full(x.size, stride)], 1))
        self.cells = np.concatenate(cells).astype(np.float32)

    def detect(self, image, **limits):
        """Detections of a uint8 RGB picture [H,W,3] in our first six classes."""
        canvas, fit = letterbox(image, self.size, centred=False)
        tensor = canvas[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32)
        rows = self.session.run(None, {"images": tensor})[0][0]
        centre = (rows[:, :2] + self.cells[:, :2]) * self.cells[:, 2:]
        half = np.exp(rows[:, 2:4]) * self.cells[:, 2:] / 2
        scores = rows[:, 4:5] * rows[:, [5 + i for i in COCO_IDS]]
        return suppress(fit.to_picture(np.concatenate([centre - half, centre + half], 1)), scores, **limits)


class PicodetDetector:
    """PaddleDetection PicoDet-S at 416: normalised RGB, four levels of scores and side distributions."""

    classes = CLASSES[:6]
    size = 416
    mean = np.array([123.675, 116.28, 103.53], np.float32)
    spread = np.array([58.395, 57.12, 57.375], np.float32)

    def __init__(self, path, threads=2):
        self.session = open_session(path, threads)

    def detect(self, image, **limits):
        """Detections of a uint8 RGB picture [H,W,3] in our first six classes."""
        canvas, fit = letterbox(image, self.size)
        tensor = ((canvas - self.mean) / self.spread).transpose(2, 0, 1)[None].astype(np.float32)
        outputs = [o.reshape(-1, o.shape[-1]) for o in self.session.run(None, {"image": tensor})]
        scores = {len(o): o for o in outputs if o.shape[1] == 80}
        sides = {len(o): o for o in outputs if o.shape[1] == 32}
        levels = [self._level(scores[n], sides[n]) for n in sorted(scores, reverse=True)]
        boxes, values = (np.concatenate(parts) for parts in zip(*levels))
        return suppress(fit.to_picture(boxes), values, **limits)

    def _level(self, scores, sides):
        grid = round(len(scores) ** 0.5)
        stride = 2 ** round(np.log2(self.size / grid))
        y, x = np.mgrid[0:grid, 0:grid]
        centre = np.stack([x.ravel(), y.ravel()], 1).astype(np.float32) * stride + stride / 2
        bins = np.exp(sides.reshape(-1, 4, 8) - sides.reshape(-1, 4, 8).max(2, keepdims=True))
        distance = (bins / bins.sum(2, keepdims=True) * np.arange(8)).sum(2) * stride
        corners = np.concatenate([centre - distance[:, :2], centre + distance[:, 2:]], 1)
        return corners.astype(np.float32), scores[:, list(COCO_IDS)]


DETECTORS = {"sentra": SentraDetector, "yolox": YoloxDetector, "picodet": PicodetDetector}
