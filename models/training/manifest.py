"""Writes models/manifest.json: hashes, licences, sources and measured numbers of the shipped models.

    python -m training.manifest --results ~/sentra-train/results.json --slots '{"accuracy": 1.0}'

`--results` is what `training.evaluate --json` wrote for the shipped file.
"""

import argparse
import hashlib
import json
from pathlib import Path

from .classes import CLASSES
from .evaluate import summary
from .export import SIZE
from .slots import SIZE as SLOT_SIZE

MODELS = Path(__file__).resolve().parent.parent
DETECTOR, SLOTS = "sentra-nano-416", "sentra-slots-64"
SLOT_SET = "parking-pklot-patches"


def file_facts(name):
    """Name relative to models/, sha256 and size of a shipped file."""
    content = (MODELS / name).read_bytes()
    return {"file": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def network_input(side):
    """The picture that the network expects."""
    return {"width": side, "height": side, "color": "rgb", "scale": "0..1"}


def detector_entry(results, trained_on):
    """Entry of the detector; `results` maps set to class to ap50, ap, boxes."""
    return {
        "id": DETECTOR,
        **file_facts(f"{DETECTOR}.onnx"),
        "licence": "Apache-2.0",
        "layout": "yolov8",
        "input": {**network_input(SIZE), "letterbox": "centre", "padding": 114},
        "classes": list(CLASSES),
        "trainedOn": trained_on,
        "measured": {**summary(results), "sets": results},
        "default": True,
    }


def slot_entry(measured, trained_on):
    """Entry of the slot classifier. It is no detector, so it stands in a list of its own."""
    return {
        "id": SLOTS,
        **file_facts(f"slots/{SLOTS}.onnx"),
        "licence": "Apache-2.0",
        "layout": "occupied-probability",
        "input": network_input(SLOT_SIZE),
        "classes": ["empty", "occupied"],
        "trainedOn": trained_on,
        "measured": measured,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--slots", type=json.loads, required=True, help="what training.slots printed, as JSON")
    options = parser.parse_args()
    sources = json.loads((Path(__file__).parent / "attribution.json").read_text())
    results = json.loads(options.results.read_text())[DETECTOR]
    manifest = {
        "models": [detector_entry(results, [s for s in sources if s["set"] != SLOT_SET])],
        "classifiers": [slot_entry(options.slots, [s for s in sources if s["set"] == SLOT_SET])],
    }
    (MODELS / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
