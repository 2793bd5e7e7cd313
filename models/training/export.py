"""Exports a detector to ONNX in the layout that the station decodes.

    python -m training.export --checkpoint ~/sentra-train/last.pt --out sentra-nano-416.onnx
"""

import argparse
import inspect
import json
import os
import warnings
from pathlib import Path

import onnx
import torch

from .classes import CLASSES
from .network import DecodedDetector, Detector

SIZE = 416
METADATA = {
    "names": json.dumps({str(i): name for i, name in enumerate(CLASSES)}),
    "layout": "yolov8",
    "imgsz": str(SIZE),
    "licence": "Apache-2.0",
    "description": "SENTRA nano: people, vehicles, accidents, fire and smoke on CCTV. Input RGB 0..1, centred letterbox "
    "with 114/255; output cx, cy, w, h in input pixels and a sigmoid score per class.",
}


def export_onnx(detector, path, size=SIZE):
    """Writes `images` float32 [N,3,size,size] to `output0` float32 [N, 4 + classes, A], opset 13, batch norm folded."""
    model = DecodedDetector(_copy_on_cpu(detector), size).eval()
    options = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    part = Path(path).with_suffix(".part")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (torch.zeros(1, 3, size, size),),
            str(part),
            opset_version=13,
            input_names=["images"],
            output_names=["output0"],
            dynamic_axes={"images": {0: "batch"}, "output0": {0: "batch"}},
            **options,
        )
    graph = onnx.load(str(part))
    for key, value in METADATA.items():
        graph.metadata_props.add(key=key, value=value)
    onnx.checker.check_model(graph)
    onnx.save(graph, str(part))
    os.replace(part, path)


def _copy_on_cpu(detector):
    copy = Detector()
    copy.load_state_dict({name: value.cpu() for name, value in detector.state_dict().items()})
    return copy


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--weights", choices=("average", "model"), default="average", help="after a very short run the average lags behind"
    )
    options = parser.parse_args()
    detector = Detector()
    detector.load_state_dict(torch.load(options.checkpoint, map_location="cpu")[options.weights])
    export_onnx(detector, options.out)


if __name__ == "__main__":
    main()
