"""A training schedule measured in wall-clock time, because the share of a busy processor cannot be foreseen."""

import math
from dataclasses import dataclass

STAGES = ((0.6, 256), (0.82, 320), (1.0, 416))
"""(end as a fraction of the time budget, input size in px)."""
WARM_UP = 0.015
FINAL_FACTOR = 0.02
PLAIN_FROM = 0.94
"""From this fraction on no mosaics are drawn, so that the statistics settle on whole pictures (YOLOX)."""
MOSAIC_SHARE = 0.5


@dataclass(frozen=True)
class Phase:
    """What the current stretch of training looks like."""

    size: int
    mosaic_share: float


def phase_at(progress):
    """Phase for `progress` in 0..1."""
    size = next((size for end, size in STAGES if progress < end), STAGES[-1][1])
    return Phase(size, 0.0 if progress >= PLAIN_FROM else MOSAIC_SHARE)


def rate_factor(progress):
    """Multiplier of the base learning rate: linear warm-up, then half a cosine down to FINAL_FACTOR."""
    if progress < WARM_UP:
        return max(progress / WARM_UP, 0.01)
    done = min((progress - WARM_UP) / (1 - WARM_UP), 1.0)
    return FINAL_FACTOR + (1 - FINAL_FACTOR) * 0.5 * (1 + math.cos(math.pi * done))
