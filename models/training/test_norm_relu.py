import pytest
import torch

from .norm_relu import multiplies_bf16, norm_relu


@pytest.mark.skipif(not multiplies_bf16(), reason="this processor has no bf16 units")
@pytest.mark.parametrize("channels", [16, 48, 96, 192])
def test_the_fused_step_gives_the_values_and_gradients_of_norm_and_relu_apart(channels):
    torch.manual_seed(channels)
    x = (torch.randn(4, channels, 9, 7) * 2 + 1).bfloat16().contiguous(memory_format=torch.channels_last)
    grad = torch.randn(4, 2 * channels, 9, 7).bfloat16().contiguous(memory_format=torch.channels_last)
    results = []
    for dtype in (torch.bfloat16, torch.float32):
        norm = torch.nn.BatchNorm2d(channels, eps=1e-3, momentum=0.03)
        torch.nn.init.uniform_(norm.weight, 0.5, 2.0, generator=torch.Generator().manual_seed(1))
        torch.nn.init.normal_(norm.bias, generator=torch.Generator().manual_seed(2))
        features = x.to(dtype).detach().clone().requires_grad_()
        y = norm_relu(norm, features)
        # A slice of the channels, as the backward pass of a concatenation gives.
        y.backward(grad.to(dtype)[:, channels:])
        results.append([y, features.grad, norm.weight.grad, norm.bias.grad, norm.running_mean, norm.running_var])
    for fused, apart in zip(*results):
        assert (fused.float() - apart).norm() / apart.norm() < 4e-3
