"""Trains, measures and exports the parking slot classifier: is there a car in this crop?

    python -m training.slots --data ~/sentra-train/sets --out sentra-slots-64.onnx

Input `images` float32 [N,3,64,64], RGB 0..1, the slot's upright bounding box stretched to the square; output
`occupied` float32 [N,1], probability. A minute on one processor core.
"""

import argparse
import inspect
import json
import warnings
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional as F

from .network import ConvUnit

SIZE = 64
FOLDER = "parking-pklot-patches"
KINDS = ("empty", "occupied")


class SlotClassifier(nn.Module):
    """Images [N,3,64,64] in 0..1 to one logit [N,1]; about 30,000 parameters."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            ConvUnit(3, 16, 3, 2), ConvUnit(16, 32, 3, 2), ConvUnit(32, 32, 3, 2), ConvUnit(32, 48, 3, 2)
        )
        self.answer = nn.Linear(48, 1)

    def forward(self, images):
        return self.answer(self.features(images).mean((2, 3)))


class SlotProbability(nn.Module):
    """The classifier as exported, with its sigmoid."""

    def __init__(self, classifier):
        super().__init__()
        self.classifier = classifier

    def forward(self, images):
        return self.classifier(images).sigmoid()


def load_crops(root, split):
    """(uint8 [n,64,64,3] RGB, float32 [n] 1 = occupied)."""
    crops, labels = [], []
    for label, kind in enumerate(KINDS):
        for path in sorted((root / split / kind).iterdir()):
            crops.append(cv2.resize(cv2.imread(str(path)), (SIZE, SIZE), interpolation=cv2.INTER_AREA)[:, :, ::-1])
            labels.append(label)
    return np.stack(crops), np.array(labels, np.float32)


def vary(crop, rng):
    """A mirrored, shifted, scaled, relit or grey version of one crop."""
    zoom = rng.uniform(0.85, 1.2)
    matrix = cv2.getRotationMatrix2D((SIZE / 2, SIZE / 2), rng.uniform(-12, 12), zoom)
    matrix[:, 2] += rng.uniform(-5, 5, 2)
    crop = cv2.warpAffine(crop, matrix, (SIZE, SIZE), borderMode=cv2.BORDER_REFLECT)
    if rng.random() < 0.5:
        crop = crop[:, ::-1]
    if rng.random() < 0.15:
        crop = np.repeat(cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_RGB2GRAY)[:, :, None], 3, 2)
    light = rng.uniform(0.55, 1.5) * rng.uniform(0.9, 1.1, 3)
    return np.clip((crop / 255.0) ** rng.uniform(0.7, 1.4) * light, 0, 1).astype(np.float32)


def train(crops, labels, steps=900, batch=64):
    """A classifier trained on batches with as many occupied as empty slots."""
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    groups = [np.nonzero(labels == value)[0] for value in (0, 1)]
    model = SlotClassifier().train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    for _ in range(steps):
        rows = np.concatenate([rng.choice(group, batch // 2) for group in groups])
        images = np.stack([vary(crops[row], rng) for row in rows]).transpose(0, 3, 1, 2)
        logits = model(torch.from_numpy(np.ascontiguousarray(images)))[:, 0]
        loss = F.binary_cross_entropy_with_logits(logits, torch.from_numpy(labels[rows]))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return model.eval()


@torch.no_grad()
def measure(model, crops, labels):
    """Accuracy, and the shares of empty and occupied slots that are told right, at probability 0.5."""
    images = torch.from_numpy(crops.transpose(0, 3, 1, 2).astype(np.float32) / 255)
    right = (model(images)[:, 0].numpy() > 0) == (labels > 0)
    return {
        "accuracy": round(float(right.mean()), 4),
        "emptyRight": round(float(right[labels == 0].mean()), 4),
        "occupiedRight": round(float(right[labels == 1].mean()), 4),
        "crops": len(labels),
    }


def export(model, path):
    """ONNX opset 13 with a dynamic batch."""
    options = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            SlotProbability(model).eval(),
            (torch.zeros(1, 3, SIZE, SIZE),),
            str(path),
            opset_version=13,
            input_names=["images"],
            output_names=["occupied"],
            dynamic_axes={"images": {0: "batch"}, "occupied": {0: "batch"}},
            **options,
        )
    graph = onnx.load(str(path))
    metadata = {
        "names": json.dumps(KINDS),
        "layout": "occupied-probability",
        "imgsz": str(SIZE),
        "licence": "Apache-2.0",
        "description": "SENTRA slots: probability that a parking slot is occupied. Input RGB 0..1.",
    }
    for key, value in metadata.items():
        graph.metadata_props.add(key=key, value=value)
    onnx.save(graph, str(path))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    model = train(*load_crops(options.data / FOLDER, "train"))
    export(model, options.out)
    print(measure(model, *load_crops(options.data / FOLDER, "val")))


if __name__ == "__main__":
    main()
