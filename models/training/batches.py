"""An endless stream of augmented batches made by worker processes."""

import signal
from dataclasses import dataclass
from typing import Optional

import cv2
import numpy as np
import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from .augment import make_sample
from .classes import CLASSES
from .hints import Hints, Teacher
from .sets import IGNORED

COMMON_SHARE = 0.5
"""A class in fewer of a set's pictures than this is rare there."""
MOST_REPEATS = 2.5
"""Draws a round of the pictures with the rarest classes."""


@dataclass
class Batch:
    """One training batch of N pictures of S px."""

    images: torch.Tensor
    """uint8 [N,3,S,S] RGB."""
    targets: torch.Tensor
    """float32 [K,6]: picture index, class id, x1 y1 x2 y2 in px."""
    known: torch.Tensor
    """int32 [N,S/8,S/8], see Sample.known."""
    hints: Optional[Hints] = None
    """A teacher's answer to the pictures, see hints.py."""


@dataclass(frozen=True)
class StreamPlan:
    """What a stream of batches looks like."""

    size: int
    batch: int
    mosaic_share: float
    seed: int
    teacher: Optional[str] = None
    """YOLOX ONNX file whose answers go along as hints."""


class SampleStream(IterableDataset):
    """Draws sets by their share and pictures evenly inside a set, for ever."""

    def __init__(self, pictures_by_set, shares, plan):
        self.pictures = pictures_by_set
        self.shares = np.array(shares) / np.sum(shares)
        self.plan = plan

    def __iter__(self):
        info = get_worker_info()
        rng = np.random.default_rng([self.plan.seed, info.id if info else 0])
        # Opened here, in the worker: a session does not survive a fork.
        teacher = Teacher(self.plan.teacher) if self.plan.teacher else None
        decks = [_deck(picture_repeats(pictures), rng) for pictures in self.pictures]

        def draw():
            index = rng.choice(len(self.shares), p=self.shares)
            return self.pictures[index][next(decks[index])]

        while True:
            mosaic = rng.random() < self.plan.mosaic_share
            batch = collate([make_sample(draw, self.plan.size, rng, mosaic) for _ in range(self.plan.batch)])
            if teacher:
                batch.hints = teacher(batch.images.numpy())
            yield batch


def picture_repeats(pictures):
    """How often each picture is drawn a round, float [n] of 1 and more: those that show a class rare in their set more often.

    Repeat factors of LVIS (https://arxiv.org/abs/1908.03195).
    """
    shown = [np.unique(picture.classes[picture.classes != IGNORED]) for picture in pictures]
    share = np.bincount(np.concatenate(shown, dtype=np.int64), minlength=len(CLASSES)) / len(pictures)
    factors = np.clip(np.sqrt(COMMON_SHARE / np.maximum(share, 1e-9)), 1.0, MOST_REPEATS)
    return np.array([factors[classes].max(initial=1.0) for classes in shown])


def _deck(repeats, rng):
    """Indices of `repeats`, each as often as it says on average, reshuffled each round, so that no picture is left out."""
    while True:
        times = (repeats + rng.random(len(repeats))).astype(np.int64)
        yield from rng.permutation(np.repeat(np.arange(len(repeats)), times))


def collate(samples):
    """Stacks samples of one size into a Batch."""
    targets = [
        np.concatenate([np.full((len(s.boxes), 1), i), s.classes[:, None], s.boxes], 1) for i, s in enumerate(samples)
    ]
    images = np.stack([s.image for s in samples]).transpose(0, 3, 1, 2)
    return Batch(
        torch.from_numpy(np.ascontiguousarray(images)),
        torch.from_numpy(np.concatenate(targets).astype(np.float32)),
        torch.from_numpy(np.stack([s.known for s in samples])),
    )


def batch_stream(pictures_by_set, shares, plan, workers):
    """Iterator of Batch. With workers > 0 they are forked, share the decoded pictures and run ahead."""
    stream = SampleStream(pictures_by_set, shares, plan)
    ahead = {"prefetch_factor": 4, "multiprocessing_context": "fork", "worker_init_fn": _single_thread} if workers else {}
    return iter(DataLoader(stream, batch_size=None, num_workers=workers, **ahead))


def _single_thread(_worker_id):
    # Ctrl-C reaches the whole process group; only the trainer answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
