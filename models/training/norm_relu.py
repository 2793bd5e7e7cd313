"""Batch norm and ReLU as one step in training on a processor that multiplies bf16 (AVX-512 BF16, AMX).

There the convolutions are so quick that PyTorch's own norm and ReLU took up to a third of the time. Everywhere else, and
where no C++ compiler is found, the two run as they come.
"""

import functools
from pathlib import Path

import torch
from torch.nn import functional as F


def multiplies_bf16():
    """Whether the processor multiplies bf16 in hardware. Without, bf16 was slower than float32."""
    return hasattr(torch.cpu, "_is_avx512_bf16_supported") and torch.cpu._is_avx512_bf16_supported()


def norm_relu(norm, x):
    """relu(norm(x)) for a BatchNorm2d and features [N,C,H,W]."""
    if norm.training and x.dtype == torch.bfloat16 and x.device.type == "cpu" and _kernel() is not None:
        return _NormRelu.apply(x, norm.weight, norm.bias, norm)
    return F.relu(norm(x), inplace=True)


@functools.cache
def _kernel():
    """The compiled norm_relu.cpp, or None. PyTorch keeps the build for the next run."""
    if not multiplies_bf16():
        return None
    from torch.utils.cpp_extension import load

    try:
        flags = ["-O3", "-march=native", "-ffast-math"]
        return load("norm_relu", [str(Path(__file__).with_name("norm_relu.cpp"))], extra_cflags=flags)
    except (OSError, RuntimeError) as error:
        print(f"norm and ReLU stay apart, norm_relu.cpp was not built: {error}", flush=True)
        return None


class _NormRelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias, norm):
        x = x.contiguous(memory_format=torch.channels_last)
        y, *saved = _kernel().forward(x, weight, bias, norm.running_mean, norm.running_var, norm.momentum, norm.eps)
        ctx.save_for_backward(x, *saved)
        return y

    @staticmethod
    def backward(ctx, grad):
        x, *saved = ctx.saved_tensors
        if not _rows_evenly_spaced(grad):
            grad = grad.contiguous(memory_format=torch.channels_last)
        return *_kernel().backward(x, grad, *saved), None


def _rows_evenly_spaced(x):
    """Whether [N,C,H,W] lies channels last in memory, alone or as a slice of the channels of something wider."""
    step = x.stride(3)
    return x.stride(1) == 1 and x.stride(2) == step * x.shape[3] and x.stride(0) == step * x.shape[2] * x.shape[3]
