"""Trains with several processes, one for each core: they average their gradients after every step.

`torchrun` starts them and tells them of each other; a single process needs none of this. One process with two threads
was slower than two with one thread each, because a small network has many short operations.
"""

import os

import torch
from torch import distributed


class Processes:
    """This process among the others of a run."""

    def __init__(self):
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        if self.count > 1:
            distributed.init_process_group("gloo")
            torch.set_num_threads(1)
        self.rank = distributed.get_rank() if self.count > 1 else 0

    @property
    def first(self):
        """Whether this is the one that reports and saves."""
        return self.rank == 0

    def share(self, parameters, numbers):
        """Averages the gradients in place, and returns the averages of `numbers`, so that all go on with the same ones.

        A parameter without a gradient counts as zero.
        """
        if self.count == 1:
            return numbers
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        flat = torch.cat([p.grad.flatten() for p in parameters] + [torch.tensor(numbers, dtype=torch.float32)])
        distributed.all_reduce(flat)
        flat /= self.count
        count = len(numbers)
        # Copied, so that a gradient stays laid out as its parameter: fused optimisers take that for granted.
        _fill([parameter.grad for parameter in parameters], flat[:-count])
        return tuple(flat[-count:].tolist())

    def spread(self, tensors):
        """Gives all processes the first one's values."""
        if self.count == 1:
            return
        flat = torch.cat([tensor.detach().flatten() for tensor in tensors])
        distributed.broadcast(flat, 0)
        _fill([tensor.detach() for tensor in tensors], flat)


def _fill(tensors, flat):
    """Copies the values of `flat` into tensors of as many values in all, one after the other; their layout in memory stays."""
    for tensor, part in zip(tensors, flat.split([tensor.numel() for tensor in tensors])):
        tensor.copy_(part.view_as(tensor))
