"""Lets a trained detector hint at good features while ours is young.

The features of YOLOX just before its class and box outputs are the example for our pyramid at the same strides, compared
channel by channel after normalising both: PKD (https://arxiv.org/abs/2207.02039). Only features of the augmented training
pictures are seen, no weight is copied, and the hint fades out as training proceeds.
"""

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from .network import PYRAMID_CHANNELS

TEACHER_CHANNELS = 128
GAIN = 6.0
FADED_AT = 0.92
"""Progress from which no hints are given."""


class TeacherFeatures:
    """Runs the teacher up to its last features, on any input size that is a multiple of 32."""

    def __init__(self, path):
        graph = onnx.load(str(path))
        self.names = _hint_names(graph)
        _open_up(graph, self.names)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(graph.SerializeToString(), options, ["CPUExecutionProvider"])

    def __call__(self, images):
        """uint8 [N,3,S,S] RGB to three float16 [N,128,S/stride,S/stride]."""
        name = self.session.get_inputs()[0].name
        rows = [self.session.run(self.names, {name: image[None, ::-1].astype(np.float32)}) for image in images]
        columns = [np.concatenate(column).astype(np.float16) for column in zip(*rows)]
        return [torch.from_numpy(np.concatenate(columns[i : i + 2], 1)) for i in range(0, 6, 2)]


def _hint_names(graph):
    """Class and box feature of each level, fine first: the inputs of YOLOX's prediction convolutions."""
    by_weight = {node.input[1]: node.input[0] for node in graph.graph.node if node.op_type == "Conv"}
    return [by_weight[f"head.{part}_preds.{level}.weight"] for level in range(3) for part in ("cls", "reg")]


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
    """Projects our pyramid [N,C,H,W] to the teacher's channels and compares; only used in training."""

    def __init__(self):
        super().__init__()
        self.project = nn.ModuleList(nn.Conv2d(c, TEACHER_CHANNELS, 1) for c in PYRAMID_CHANNELS)

    def forward(self, pyramid, hints):
        """Mean over levels of half the squared distance of normalised features: 1 - correlation."""
        pairs = zip(self.project, pyramid, hints)
        return sum(_distance(project(ours), theirs.float()) for project, ours, theirs in pairs) / len(pyramid)


def _distance(a, b):
    return (_normalised(a) - _normalised(b)).pow(2).mean() / 2


def _normalised(x):
    """Zero mean and unit variance for each channel over pictures and places."""
    return (x - x.mean((0, 2, 3), keepdim=True)) / (x.var((0, 2, 3), keepdim=True, unbiased=False) + 1e-6).sqrt()


def hint_gain(progress):
    """Weight of the hint loss at `progress` in 0..1."""
    return GAIN * max(1 - progress / FADED_AT, 0.0)
