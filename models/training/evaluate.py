"""AP50 and AP50-95 per class and set on the val splits, for our model and for others.

    python -m training.evaluate --data ~/sentra-train/sets --model sentra:sentra-nano-416.onnx --model yolox:yolox.onnx

Protocol: pictures at their stored size, the model's own letterbox at 416, confidence floor 0.01, class-aware NMS at
IoU 0.65, at most 100 detections a picture, 101-point AP. Only the classes that a set labels count, and of these only
those with a box in its val split. Boxes of classes that are not ours (three-wheelers and the like) are left out.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from .average_precision import class_precisions
from .classes import CLASSES
from .onnx_detectors import DETECTORS
from .pictures import image_paths, read_image, read_labels
from .sets import IGNORED, public_sources

FULL_SIZE = 10_000


def evaluate_set(detector, source):
    """{class name: {"ap50", "ap", "boxes"}} on the val split of one set; empty when the detector lacks its classes."""
    pictures = []
    for path in image_paths(source, "val"):
        image = read_image(path, FULL_SIZE)
        boxes, classes = read_labels(source.root / "labels" / "val" / f"{path.stem}.txt", source.class_map)
        scale = np.array([image.shape[1], image.shape[0]] * 2, np.float32)
        ours = classes != IGNORED
        pictures.append((detector.detect(image), boxes[ours] * scale, classes[ours]))
    result = {}
    for name in source.labelled:
        found = class_precisions(pictures, CLASSES.index(name)) if name in detector.classes else None
        if found:
            result[name] = {"ap50": round(found[0], 4), "ap": round(found[1], 4), "boxes": found[2]}
    return result


def format_table(results):
    """Markdown: a row for each set and class, a column of `AP50 / AP50-95` in percent for each model."""
    models = list(results)
    rows = ["| set | class | boxes | " + " | ".join(models) + " |", "|---" * (3 + len(models)) + "|"]
    sets = dict.fromkeys(name for model in models for name in results[model])
    for set_name in sets:
        for class_name in CLASSES:
            cells = [results[model].get(set_name, {}).get(class_name) for model in models]
            known = [cell for cell in cells if cell]
            if known:
                texts = [f"{cell['ap50'] * 100:.1f} / {cell['ap'] * 100:.1f}" if cell else "-" for cell in cells]
                rows.append(f"| {set_name} | {class_name} | {known[0]['boxes']} | " + " | ".join(texts) + " |")
    return "\n".join(rows)


def summary(result):
    """Mean AP50 over the street sets' vehicle classes (each set's mean counts once) and person AP50 on coco-val-open."""
    vehicles = ("car", "motorcycle", "bus", "truck")
    means = [
        np.mean([cells[v]["ap50"] for v in vehicles if v in cells])
        for name, cells in result.items()
        if name.startswith("street-")
    ]
    person = result.get("coco-val-open", {}).get("person", {"ap50": 0.0})["ap50"]
    return {"street_vehicle_ap50": round(float(np.mean(means)), 4) if means else None, "coco_person_ap50": person}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="unpacked sets with sets.json")
    parser.add_argument("--model", action="append", required=True, metavar="KIND:FILE", help=", ".join(DETECTORS))
    parser.add_argument("--only", help="evaluate only sets whose name contains this")
    parser.add_argument("--json", type=Path, help="write the numbers here as well")
    options = parser.parse_args()
    results = {}
    for argument in options.model:
        kind, _, path = argument.partition(":")
        detector = DETECTORS[kind](path)
        sources = [s for s in public_sources(options.data) if not options.only or options.only in s.name]
        results[Path(path).stem] = {s.name: cells for s in sources if (cells := evaluate_set(detector, s))}
    print(format_table(results))
    for model, result in results.items():
        print(model, summary(result))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
