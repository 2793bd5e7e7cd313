"""SENTRA nano: a convolutional, anchor-free, single-stage detector of about one and a half million parameters.

Layout after YOLOv8 (https://github.com/ultralytics/ultralytics, design only, no code taken) and the papers it stands on:

* split-and-concatenate residual blocks: CSPNet (https://arxiv.org/abs/1911.11929), ELAN (https://arxiv.org/abs/2211.04800)
* spatial pyramid pooling: https://arxiv.org/abs/1406.4729
* top-down and bottom-up feature pyramid: PANet (https://arxiv.org/abs/1803.01534)
* anchor-free decoupled head: YOLOX (https://arxiv.org/abs/2107.08430), FCOS (https://arxiv.org/abs/1904.01355)
* box sides as discrete distributions: Generalized Focal Loss (https://arxiv.org/abs/2006.04388)

Plain 3x3 convolutions, channel counts in multiples of 16 and ReLU were measured to be the quickest on processors,
both here and in ONNX Runtime, where ReLU is fused into the convolution.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from .classes import CLASSES
from .norm_relu import norm_relu

STRIDES = (8, 16, 32)
BINS = 8
"""Distances from an anchor to the four box sides are distributions over 0..BINS-1 strides."""
PYRAMID_CHANNELS = (64, 96, 128)


class ConvUnit(nn.Sequential):
    """Convolution, batch norm, ReLU."""

    def __init__(self, c_in, c_out, kernel=3, stride=1):
        super().__init__(
            nn.Conv2d(c_in, c_out, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(c_out, eps=1e-3, momentum=0.03),
        )

    def forward(self, x):
        return norm_relu(self[1], self[0](x))


class Residual(nn.Module):
    """Two 3x3 convolutions with a shortcut."""

    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(ConvUnit(channels, channels), ConvUnit(channels, channels))

    def forward(self, x):
        return x + self.body(x)


class SplitBlock(nn.Module):
    """Two 1x1 convolutions of half the channels each; refines one half `depth` times, concatenates every step, mixes with 1x1.

    One convolution cut in two afterwards is the same network, but ONNX Runtime leaves its blocked memory layout for
    the cut and returns to it: a twentieth of the whole time.
    """

    def __init__(self, c_in, c_out, depth):
        super().__init__()
        half = c_out // 2
        self.keep = ConvUnit(c_in, half, 1)
        self.refine = ConvUnit(c_in, half, 1)
        self.steps = nn.ModuleList(Residual(half) for _ in range(depth))
        self.leave = ConvUnit((2 + depth) * half, c_out, 1)

    def forward(self, x):
        parts = [self.keep(x), self.refine(x)]
        for step in self.steps:
            parts.append(step(parts[-1]))
        return self.leave(torch.cat(parts, 1))


class PyramidPool(nn.Module):
    """Three stacked 5x5 max pools, concatenated with their input: context of about 13x13 cells."""

    def __init__(self, channels):
        super().__init__()
        half = channels // 2
        self.enter = ConvUnit(channels, half, 1)
        self.leave = ConvUnit(half * 4, channels, 1)

    def forward(self, x):
        parts = [self.enter(x)]
        for _ in range(3):
            parts.append(F.max_pool2d(parts[-1], 5, 1, 2))
        return self.leave(torch.cat(parts, 1))


class Backbone(nn.Module):
    """Image [N,3,H,W] to features at strides 8, 16, 32 with 64, 128, 192 channels."""

    def __init__(self):
        super().__init__()
        self.stride4 = nn.Sequential(ConvUnit(3, 16, 3, 2), ConvUnit(16, 32, 3, 2))
        self.stride8 = nn.Sequential(ConvUnit(32, 64, 3, 2), SplitBlock(64, 64, 1))
        self.stride16 = nn.Sequential(ConvUnit(64, 128, 3, 2), SplitBlock(128, 128, 2))
        self.stride32 = nn.Sequential(ConvUnit(128, 192, 3, 2), SplitBlock(192, 192, 1), PyramidPool(192))

    def forward(self, x):
        c8 = self.stride8(self.stride4(x))
        c16 = self.stride16(c8)
        return c8, c16, self.stride32(c16)


class Neck(nn.Module):
    """Feature pyramid, coarse to fine and back; 64, 96, 128 channels at strides 8, 16, 32."""

    def __init__(self):
        super().__init__()
        self.narrow32 = ConvUnit(192, 96, 1)
        self.down16 = SplitBlock(128 + 96, 96, 1)
        self.narrow16 = ConvUnit(96, 64, 1)
        self.out8 = SplitBlock(64 + 64, 64, 1)
        self.to16 = ConvUnit(64, 64, 3, 2)
        self.out16 = SplitBlock(64 + 64, 96, 1)
        self.to32 = ConvUnit(96, 96, 3, 2)
        self.out32 = SplitBlock(96 + 96, 128, 1)

    def forward(self, c8, c16, c32):
        n32 = self.narrow32(c32)
        n16 = self.narrow16(self.down16(torch.cat([c16, F.interpolate(n32, scale_factor=2.0)], 1)))
        p8 = self.out8(torch.cat([c8, F.interpolate(n16, scale_factor=2.0)], 1))
        p16 = self.out16(torch.cat([self.to16(p8), n16], 1))
        return p8, p16, self.out32(torch.cat([self.to32(p16), n32], 1))


class Head(nn.Module):
    """One pyramid level to [N, 4*BINS + classes, H, W]: side distributions, then class logits."""

    def __init__(self, c_in, stride):
        super().__init__()
        self.box = nn.Sequential(ConvUnit(c_in, 32), nn.Conv2d(32, 4 * BINS, 1))
        self.score = nn.Sequential(ConvUnit(c_in, 48), nn.Conv2d(48, len(CLASSES), 1))
        nn.init.constant_(self.box[1].bias, 1.0)
        # About five objects per 640 px image at the start, the prior that YOLOv8 and RetinaNet use.
        nn.init.constant_(self.score[1].bias, math.log(5 / len(CLASSES) / (640 / stride) ** 2))

    def forward(self, x):
        return torch.cat([self.box(x), self.score(x)], 1)


class Detector(nn.Module):
    """RGB images [N,3,S,S] in 0..1, S a multiple of 32, to raw predictions [N, 4*BINS + classes, A].

    A counts the cells of the three strides, fine first, row by row (3549 at 416).
    """

    def __init__(self):
        super().__init__()
        self.backbone = Backbone()
        self.neck = Neck()
        self.heads = nn.ModuleList(Head(c, s) for c, s in zip(PYRAMID_CHANNELS, STRIDES))

    def pyramid(self, images):
        """Features [N,C,H,W] at the three strides."""
        return self.neck(*self.backbone(images))

    def predict(self, pyramid):
        """Raw predictions of a pyramid."""
        return torch.cat([head(f).flatten(2) for head, f in zip(self.heads, pyramid)], 2)

    def forward(self, images):
        return self.predict(self.pyramid(images))


def anchor_points(size, device=None):
    """Cell centres [A,2] in pixels (x, y) and strides [A] for a square input of `size` px."""
    points, strides = [], []
    for stride in STRIDES:
        axis = (torch.arange(size // stride, dtype=torch.float32, device=device) + 0.5) * stride
        y, x = torch.meshgrid(axis, axis, indexing="ij")
        points.append(torch.stack([x.flatten(), y.flatten()], 1))
        strides.append(torch.full((len(points[-1]),), float(stride), device=device))
    return torch.cat(points), torch.cat(strides)


def side_distances(raw):
    """Expected distances left, top, right, bottom [N,4,A] in strides from raw predictions."""
    # int(): the number of anchors becomes a constant of the export, only the batch stays dynamic.
    bins = raw[:, : 4 * BINS].reshape(-1, 4, BINS, int(raw.shape[2])).softmax(2)
    return (bins * torch.arange(BINS, dtype=bins.dtype, device=bins.device).view(1, 1, BINS, 1)).sum(2)


class DecodedDetector(nn.Module):
    """The detector as exported: [N,3,S,S] to [N, 4 + classes, A], boxes as cx, cy, w, h in input pixels, sigmoid scores."""

    def __init__(self, detector, size):
        super().__init__()
        self.detector = detector
        points, strides = anchor_points(size)
        self.register_buffer("points", points.t().unsqueeze(0).contiguous())
        self.register_buffer("strides", strides.view(1, 1, -1))

    def forward(self, images):
        raw = self.detector(images)
        sides = side_distances(raw) * self.strides
        near, far = sides[:, :2], sides[:, 2:]
        centre = self.points + (far - near) * 0.5
        return torch.cat([centre, near + far, raw[:, 4 * BINS :].sigmoid()], 1)
