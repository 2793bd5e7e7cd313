"""Proof that the recipe learns: overfits 50 training pictures from random weights and measures AP50 on them.

    python -m training.overfit --data ~/sentra-train/sets

Exits with an error unless the loss falls to a third and AP50 of the classes present passes 0.8. Minutes on two cores.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import torch

from .augment import plain_sample
from .average_precision import class_precisions
from .averaged import AveragedModel
from .batches import collate
from .classes import CLASSES
from .export import export_onnx
from .loss import detection_loss
from .network import Detector
from .onnx_detectors import SentraDetector
from .pictures import load_pictures
from .sets import public_sources

SIZE, COUNT, BATCH = 256, 50, 10
SET = "street-highway-id"


def fit(pictures, epochs):
    """(averaged model, first and last mean loss) after `epochs` over the same unaugmented pictures."""
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    samples = [plain_sample(picture, SIZE) for picture in pictures]
    model = Detector().train()
    average = AveragedModel(model, decay=0.98, ramp=50)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=epochs * COUNT // BATCH)
    means = []
    for _ in range(epochs):
        losses = []
        for chunk in rng.permutation(COUNT).reshape(-1, BATCH):
            batch = collate([samples[i] for i in chunk])
            loss = detection_loss(model(batch.images.float() / 255), batch).total
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            average.update(model)
            losses.append(loss.item())
        means.append(float(np.mean(losses)))
    return average.model, means[0], means[-1]


def measure(model, pictures):
    """Mean AP50 over the classes present, through the export and ONNX Runtime."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "overfit.onnx"
        export_onnx(model, path, SIZE)
        detector = SentraDetector(path)
    rows = [(detector.detect(p.image), p.boxes * np.array(p.image.shape[1::-1] * 2), p.classes) for p in pictures]
    found = [class_precisions(rows, label) for label in range(len(CLASSES))]
    return float(np.mean([f[0] for f in found if f]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=80)
    options = parser.parse_args()
    source = next(s for s in public_sources(options.data) if s.name == SET)
    pictures = load_pictures(source, "train")[:COUNT]
    model, first, last = fit(pictures, options.epochs)
    ap50 = measure(model, pictures)
    print(f"loss {first:.2f} -> {last:.2f}, AP50 on the {COUNT} pictures {ap50:.3f}")
    if last > first / 3 or ap50 < 0.8:
        raise SystemExit("the recipe does not overfit")


if __name__ == "__main__":
    main()
