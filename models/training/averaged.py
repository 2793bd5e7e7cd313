"""Exponential moving average of the weights; the average is what is evaluated and shipped."""

import copy
import math

import torch


class AveragedModel:
    """Average of a model's parameters and buffers, with a short memory at the start."""

    def __init__(self, model, decay=0.998, ramp=500):
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self.decay, self.ramp, self.updates = decay, ramp, 0

    @torch.no_grad()
    def update(self, model):
        """Moves the average towards `model`; full memory is reached after a few `ramp` updates."""
        self.updates += 1
        decay = self.decay * (1 - math.exp(-self.updates / self.ramp))
        source = model.state_dict()
        for name, value in self.model.state_dict().items():
            if value.dtype.is_floating_point:
                value.lerp_(source[name].to(value.dtype), 1 - decay)
            else:
                value.copy_(source[name])
