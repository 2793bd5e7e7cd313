"""Warm start: the loaded network equals the export, in training mode too, on the project's own weights and real pictures where there are any."""

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from .export import export_onnx
from .network import DecodedDetector, Detector
from .pictures import read_image
from .letterbox import letterbox
from .test_network import random_detector
from .warm_start import load_export, measure_norms

SHIPPED = Path(__file__).parent.parent / "sentra-nano-416.onnx"
PHOTOS = Path(__file__).parents[3] / "shared" / "assets" / "photos"


def real_pictures():
    """float32 [N,3,416,416] of up to eight photos; smooth noise where ../shared is absent."""
    files = sorted(PHOTOS.glob("*.jpg"))[:8] if PHOTOS.is_dir() else []
    if not files:
        coarse = torch.rand(4, 3, 13, 13, generator=torch.Generator().manual_seed(3))
        return torch.nn.functional.interpolate(coarse, size=(416, 416), mode="bilinear")
    canvases = [letterbox(read_image(file), 416)[0] for file in files]
    return torch.from_numpy(np.stack(canvases).transpose(0, 3, 1, 2).astype(np.float32) / 255)


@pytest.mark.parametrize("measured", [False, True])
def test_loaded_network_equals_the_shipped_export(measured):
    images = real_pictures()
    detector = Detector()
    load_export(detector, SHIPPED)
    if measured:
        measure_norms(detector, [images[:, :, :256, :256]])
    with torch.no_grad():
        got = DecodedDetector(detector, 416).eval()(images).numpy()
    session = onnxruntime.InferenceSession(str(SHIPPED), providers=["CPUExecutionProvider"])
    wanted = session.run(None, {"images": images.numpy()})[0]
    assert wanted[:, 4:].max() > 0.3 or not PHOTOS.is_dir()
    assert np.abs(got[:, 4:] - wanted[:, 4:]).max() < 1e-3
    assert (np.abs(got[:, :4] - wanted[:, :4]).max()) / 416 < 1e-3


def test_measured_norms_keep_the_network_in_training_mode():
    images = real_pictures()
    detector = Detector()
    load_export(detector, SHIPPED)
    with torch.no_grad():
        wanted = detector.eval()(images)[:, 32:].sigmoid()
        neutral = (detector.train()(images)[:, 32:].sigmoid() - wanted).abs().mean()
        load_export(detector, SHIPPED)
        measure_norms(detector, [images])
        kept = (detector.train()(images)[:, 32:].sigmoid() - wanted).abs().mean()
    assert kept < neutral / 10


def test_refuses_a_file_of_another_network(tmp_path):
    torch.onnx.export(
        torch.nn.Sequential(torch.nn.Conv2d(3, 4, 1)), (torch.zeros(1, 3, 8, 8),), str(tmp_path / "other.onnx"), dynamo=False
    )
    with pytest.raises(ValueError, match="not an export of this network"):
        load_export(Detector(), tmp_path / "other.onnx")


def test_round_trip_of_random_weights(tmp_path):
    original, loaded = random_detector(), Detector()
    export_onnx(original, tmp_path / "model.onnx", 96)
    load_export(loaded, tmp_path / "model.onnx")
    measure_norms(loaded, [torch.rand(2, 3, 96, 96)])
    images = torch.rand(2, 3, 96, 96)
    with torch.no_grad():
        assert (original(images) - loaded.eval()(images)).abs().max() < 1e-3
