import os
import socket

import torch
from torch import multiprocessing

from .processes import Processes


def _share_in_one_process(rank, port, results):
    os.environ.update(WORLD_SIZE="2", RANK=str(rank), MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    processes = Processes()
    weight = torch.nn.Parameter(torch.zeros(2, 3, 3, 3).contiguous(memory_format=torch.channels_last))
    unused = torch.nn.Parameter(torch.full((4,), float(rank)))
    weight.grad = (torch.arange(54.0).view(2, 3, 3, 3) * (1 + rank)).contiguous(memory_format=torch.channels_last)
    numbers = processes.share([weight, unused], (1.0 + rank, 0.0))
    processes.spread([unused])
    results.put((weight.grad.numpy().copy(), weight.grad.stride() == weight.stride(), unused.grad.tolist(), numbers, unused.tolist()))


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_processes_go_on_with_the_average_of_their_gradients_laid_out_as_before():
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    port = _free_port()
    others = [context.Process(target=_share_in_one_process, args=(rank, port, results)) for rank in range(2)]
    for process in others:
        process.start()
    found = [results.get(timeout=60) for _ in others]
    for process in others:
        process.join(60)
    for grad, same_layout, unused_grad, numbers, spread in found:
        assert (grad == torch.arange(54.0).view(2, 3, 3, 3).numpy() * 1.5).all()
        assert same_layout
        assert unused_grad == [0.0] * 4
        assert numbers == (1.5, 0.0)
        assert spread == [0.0] * 4
