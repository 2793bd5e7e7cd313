"""Lets teachers box the street classes that a set does not label, on training pictures only.

    python -m training.pseudo_label --data ~/sentra-train/sets --out ~/sentra-train/pseudo \\
        --model picodet:picodet_s_416.onnx --model yolox:yolox_nano_416.onnx

Most sets label vehicles only and few pictures show people. The teachers (Apache-2.0 weights) add boxes for the missing
classes: sure ones become examples, doubtful ones are ignored, the rest becomes background.
"""

import argparse
from pathlib import Path

import numpy as np

from .classes import CLASSES
from .onnx_detectors import DETECTORS
from .pictures import image_paths, read_image
from .sets import public_sources
from .suppress import Detections, suppress

SURE, DOUBTFUL = 0.45, 0.15
"""Scores from which a teacher box is an example, or is ignored."""
SKIP = ("person-overhead-mall",)
"""Seen from straight above, where teachers trained on COCO fail."""


def ask(teachers, image):
    """Detections of all teachers together; every second one is shown the mirror image."""
    boxes, scores = [], []
    for i, teacher in enumerate(teachers):
        mirrored = i % 2 == 1
        found = teacher.detect(np.ascontiguousarray(image[:, ::-1]) if mirrored else image, floor=DOUBTFUL)
        flipped = found.boxes[:, [2, 1, 0, 3]] * [-1, 1, -1, 1] + np.array([image.shape[1], 0] * 2)
        boxes.append(flipped if mirrored else found.boxes)
        table = np.zeros((len(found.boxes), len(CLASSES)), np.float32)
        table[np.arange(len(table)), found.classes] = found.scores
        scores.append(table)
    return suppress(np.concatenate(boxes).astype(np.float32), np.concatenate(scores), floor=DOUBTFUL, overlap=0.55)


def write_labels(path, found: Detections, image, names):
    """Stores boxes in 0..1, classes, which are sure, and the class names that the teacher answered for."""
    wanted = np.isin(found.classes, [CLASSES.index(name) for name in names])
    np.savez(
        path,
        boxes=(found.boxes[wanted] / np.array([image.shape[1], image.shape[0]] * 2)).clip(0, 1).astype(np.float32),
        classes=found.classes[wanted],
        sure=found.scores[wanted] >= SURE,
        names=np.array(names),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", action="append", required=True, metavar="KIND:FILE")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    teachers = [DETECTORS[kind](path, 1) for kind, _, path in (m.partition(":") for m in options.model)]
    for source in public_sources(options.data):
        names = [name for name in teachers[0].classes if name not in source.labelled]
        if not names or source.name in SKIP:
            continue
        folder = options.out / source.name
        folder.mkdir(parents=True, exist_ok=True)
        for picture in image_paths(source, "train"):
            image = read_image(picture)
            write_labels(folder / f"{picture.stem}.npz", ask(teachers, image), image, names)
        print(source.name, " ".join(names), flush=True)


if __name__ == "__main__":
    main()
