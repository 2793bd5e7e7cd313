"""Loads the weights of an exported detector back into the network, to train further where the checkpoint is lost.

The export holds each batch norm folded into its convolution: y = W x + b. Any running statistics would give the same y back, but in
training the norm uses the statistics of the batch. So they are measured: with mean m and variance v of W x over training
pictures, scale sqrt(v + eps) and shift b + m make the network equal to the export in evaluation and near to it in training.
"""

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from .network import ConvUnit


def load_export(detector, path):
    """Fills `detector` from the ONNX file; its norms are neutral until `measure_norms` has run.

    Raises ValueError where the file is not an export of this network.
    """
    folded = _convolutions(onnx.load(str(path)).graph)
    modules = dict(detector.named_modules())
    wanted = {name for name, module in modules.items() if isinstance(module, nn.Conv2d)}
    if wanted != folded.keys():
        raise ValueError(f"{path} is not an export of this network: {sorted(wanted ^ folded.keys())[:3]} differ")
    with torch.no_grad():
        for name, (weight, bias) in folded.items():
            if weight.shape != modules[name].weight.shape:
                raise ValueError(f"{path}: {name} has shape {tuple(weight.shape)}, not {tuple(modules[name].weight.shape)}")
            modules[name].weight.copy_(weight)
            if modules[name].bias is not None:
                modules[name].bias.copy_(bias)
                continue
            norm = modules[name.rpartition(".")[0]][1]
            norm.running_mean.zero_()
            norm.running_var.fill_(1.0)
            norm.weight.fill_((1.0 + norm.eps) ** 0.5)
            norm.bias.copy_(bias)


@torch.no_grad()
def measure_norms(detector, image_batches):
    """Gives the norms of a freshly loaded detector the statistics of `image_batches`, float32 [N,3,S,S] each.

    The result of the network in evaluation stays the same. Weights are brought to the size of random ones on the way, layer
    by layer, because the step of the optimiser does not depend on their size, but its effect does.
    """
    units = [module for module in detector.modules() if isinstance(module, ConvUnit)]
    sums = {unit: _Moments(unit[0].out_channels) for unit in units}
    hooks = [unit[0].register_forward_hook(lambda _m, _i, out, unit=unit: sums[unit].add(out)) for unit in units]
    detector.eval()
    for images in image_batches:
        detector(images)
    for hook in hooks:
        hook.remove()
    for unit in units:
        _renorm(unit, *sums[unit].mean_and_variance())


def _renorm(unit, mean, variance):
    convolution, norm = unit[0], unit[1]
    fan_in = convolution.weight[0].numel()
    factor = (3 * fan_in) ** -0.5 / convolution.weight.pow(2).mean().sqrt()
    convolution.weight.mul_(factor)
    norm.running_mean.copy_(mean * factor)
    norm.running_var.copy_(variance * factor**2)
    norm.weight.copy_((norm.running_var + norm.eps).sqrt() / factor)
    norm.bias.add_(mean)


class _Moments:
    """Mean and variance of each channel over everything added."""

    def __init__(self, channels):
        self.total = torch.zeros(channels, dtype=torch.float64)
        self.squares = torch.zeros(channels, dtype=torch.float64)
        self.count = 0

    def add(self, features):
        flat = features.detach().double().cpu()
        self.total += flat.sum((0, 2, 3))
        self.squares += flat.pow(2).sum((0, 2, 3))
        self.count += flat.numel() // flat.shape[1]

    def mean_and_variance(self):
        mean = self.total / self.count
        return mean.float(), (self.squares / self.count - mean**2).clamp(min=0).float()


def _convolutions(graph):
    """(weight, bias) by module name; the exporter names its nodes after the modules."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    # Equal tensors are stored once by the exporter, and passed on by Identity nodes.
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in tensors:
            tensors[node.output[0]] = tensors[node.input[0]]
    found = {}
    for node in graph.node:
        if node.op_type == "Conv":
            weight, bias = (torch.from_numpy(numpy_helper.to_array(tensors[name]).copy()) for name in node.input[1:3])
            found[_module_name(node.name)] = (weight, bias)
    return found


def _module_name(node_name):
    """`/detector/neck/out8/steps.0/body/body.1/body.1.0/Conv` to `neck.out8.steps.0.body.1.0`."""
    parts = []
    for part in node_name.strip("/").split("/")[1:-1]:
        if parts and part.startswith(f"{parts[-1]}."):
            parts.pop()
        parts.append(part)
    return ".".join(parts)
