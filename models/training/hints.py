"""Lets a trained detector hint at good features and scores while ours is young.

The features of YOLOX just before its class and box outputs are the example for our pyramid at the same strides, compared
channel by channel after normalising both: PKD (https://arxiv.org/abs/2207.02039). Its scores are soft targets for ours at
every anchor, as in https://arxiv.org/abs/1503.02531, for the classes that all sets mean alike: few of our pictures show
people, and a crop's own answer is a better target than a box that was cut. Only answers to the augmented training pictures
are seen, no weight is copied, and the hint fades out as training proceeds.
"""

from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn import functional as F

from .network import BINS, PYRAMID_CHANNELS

TEACHER_CHANNELS = 128
TAUGHT = 2
"""Our first classes, person and bicycle, take hints at scores; of vehicles each set has its own idea."""
FIRST_SCORE = 5
"""Rows of YOLOX's output before the COCO scores: box and objectness. COCO's first classes are ours."""
GAIN = 6.0
SCORE_WEIGHT = 0.1
"""Weight of the scores among the hints."""
FADED_AT = 0.92
"""Progress from which no hints are given."""


@dataclass
class Hints:
    """A teacher's answer to N pictures of S px."""

    features: tuple
    """float16 [N,128,S/stride,S/stride] of the three strides."""
    scores: torch.Tensor
    """float16 [N,TAUGHT,A], A anchors in the order of Detector."""

    def to(self, device):
        """The same on another device."""
        return Hints(tuple(level.to(device) for level in self.features), self.scores.to(device))


class Teacher:
    """Runs YOLOX up to its last features and scores, on any input size that is a multiple of 32."""

    def __init__(self, path):
        graph = onnx.load(str(path))
        self.names = _feature_names(graph) + _output_names(graph)
        _open_up(graph, self.names)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(graph.SerializeToString(), options, ["CPUExecutionProvider"])

    def __call__(self, images):
        """Hints for uint8 [N,3,S,S] RGB."""
        name = self.session.get_inputs()[0].name
        rows = [self.session.run(self.names, {name: image[None, ::-1].astype(np.float32)}) for image in images]
        columns = [np.concatenate(column) for column in zip(*rows)]
        features = [np.concatenate(columns[i : i + 2], 1) for i in range(0, 6, 2)]
        outputs = np.concatenate([level.reshape(*level.shape[:2], -1) for level in columns[6:]], 2)
        scores = outputs[:, FIRST_SCORE - 1 : FIRST_SCORE] * outputs[:, FIRST_SCORE : FIRST_SCORE + TAUGHT]
        *features, scores = (torch.from_numpy(answer.astype(np.float16)) for answer in (*features, scores))
        return Hints(tuple(features), scores)


def _feature_names(graph):
    """Class and box feature of each level, fine first: the inputs of YOLOX's prediction convolutions."""
    by_weight = {node.input[1]: node.input[0] for node in graph.graph.node if node.op_type == "Conv"}
    return [by_weight[f"head.{part}_preds.{level}.weight"] for level in range(3) for part in ("cls", "reg")]


def _output_names(graph):
    """Box, objectness and scores of each level [1,85,H,W], fine first: what YOLOX joins after its prediction convolutions."""
    sides = [next(n.output[0] for n in graph.graph.node if f"head.reg_preds.{level}.weight" in n.input) for level in range(3)]
    return [next(n.output[0] for n in graph.graph.node if n.op_type == "Concat" and side in n.input) for side in sides]


def _open_up(graph, names):
    """Makes `names` the outputs, drops what only the old output needed and frees the input's height and width."""
    del graph.graph.output[:]
    del graph.graph.value_info[:]
    graph.graph.output.extend(onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in names)
    needed, kept = set(names), []
    for node in reversed(graph.graph.node):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    del graph.graph.node[:]
    graph.graph.node.extend(reversed(kept))
    sides = graph.graph.input[0].type.tensor_type.shape.dim
    sides[2].dim_param, sides[3].dim_param = "height", "width"


class HintLoss(nn.Module):
    """Projects our pyramid [N,C,H,W] to the teacher's channels and compares; only used in training.

    Features are compared at a quarter of the places, others each time: neighbours say nearly the same.
    """

    def __init__(self):
        super().__init__()
        self.project = nn.ModuleList(nn.Conv2d(c, TEACHER_CHANNELS, 1) for c in PYRAMID_CHANNELS)

    def forward(self, pyramid, raw, hints):
        """Distance of features, mean over levels, plus that of the scores in raw predictions [N, 4*BINS + C, A]."""
        top, left = torch.randint(2, (2,)).tolist()
        places = (slice(None), slice(None), slice(top, None, 2), slice(left, None, 2))
        levels = ((p, ours[places], theirs[places]) for p, ours, theirs in zip(self.project, pyramid, hints.features))
        features = sum(_distance(project(ours), theirs) for project, ours, theirs in levels) / len(pyramid)
        scores = _divergence(raw[:, 4 * BINS : 4 * BINS + TAUGHT].float(), hints.scores.float())
        return features + SCORE_WEIGHT * scores


def _distance(a, b):
    """1 - correlation of a and b [N,C,H,W] over pictures and places, mean over channels.

    It is half the mean squared distance of the two after normalising each channel.
    """
    a, b = (x.permute(0, 2, 3, 1).flatten(0, 2).float() for x in (a, b))
    a, b = a - a.mean(0), b - b.mean(0)
    return 1 - ((a * b).mean(0) / ((a * a).mean(0) * (b * b).mean(0) + 1e-9).sqrt()).mean()


def _divergence(logits, scores):
    """Kullback-Leibler divergence of sigmoid scores from the teacher's, [N,C,A] each, per teacher's object."""
    entropy = -(torch.xlogy(scores, scores) + torch.xlogy(1 - scores, 1 - scores)).sum()
    cross = F.binary_cross_entropy_with_logits(logits, scores, reduction="sum")
    return (cross - entropy) / scores.sum().clamp(min=1.0)


def hint_gain(progress):
    """Weight of the hint loss at `progress` in 0..1."""
    return GAIN * max(1 - progress / FADED_AT, 0.0)
