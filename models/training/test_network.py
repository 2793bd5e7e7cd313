"""Network and export: shapes, budget, parity between PyTorch and ONNX Runtime, resuming."""

import json
from types import SimpleNamespace

import numpy as np
import onnx
import onnxruntime
import torch

from .averaged import AveragedModel
from .checkpoint import load_checkpoint, save_checkpoint
from .classes import CLASSES
from .export import export_onnx
from .hints import HintLoss
from .network import BINS, DecodedDetector, Detector
from .schedule import phase_at, rate_factor


def random_detector():
    """A detector whose batch norms have seen a few pictures, so that folding them is put to the test."""
    torch.manual_seed(0)
    detector = Detector()
    with torch.no_grad():
        for _ in range(3):
            detector.train()(torch.rand(2, 3, 64, 64))
    return detector.eval()


def test_size_and_output_shape():
    detector = random_detector()
    assert 0.8e6 < sum(p.numel() for p in detector.parameters()) < 2.5e6
    assert detector(torch.rand(1, 3, 416, 416)).shape == (1, 4 * BINS + len(CLASSES), 3549)


def test_export_agrees_with_torch_at_batch_one_and_three(tmp_path):
    detector = random_detector()
    path = tmp_path / "model.onnx"
    export_onnx(detector, path, 96)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for batch in (1, 3):
        images = torch.rand(batch, 3, 96, 96)
        with torch.no_grad():
            wanted = DecodedDetector(detector, 96).eval()(images).numpy()
        got = session.run(["output0"], {"images": images.numpy()})[0]
        assert got.dtype == np.float32 and got.shape == wanted.shape
        assert np.abs(got - wanted).max() < 1e-2
        assert np.abs(got[:, 4:] - wanted[:, 4:]).max() < 1e-4


def test_export_says_what_it_is(tmp_path):
    path = tmp_path / "model.onnx"
    export_onnx(random_detector(), path)
    metadata = {p.key: p.value for p in onnx.load(str(path)).metadata_props}
    assert json.loads(metadata["names"]) == {str(i): name for i, name in enumerate(CLASSES)}
    assert metadata["layout"] == "yolov8" and metadata["imgsz"] == "416"
    assert path.stat().st_size <= 8 * 1024 * 1024


def make_state(seed):
    torch.manual_seed(seed)
    model = Detector()
    return SimpleNamespace(
        model=model,
        average=AveragedModel(model),
        hint_loss=HintLoss(),
        optimiser=torch.optim.AdamW(model.parameters()),
        step=seed,
        seconds=seed * 1.5,
        pictures_seen=seed * 32,
        device="cpu",
    )


def test_checkpoint_restores_weights_and_clock(tmp_path):
    old, new = make_state(7), make_state(8)
    save_checkpoint(tmp_path / "last.pt", old)
    load_checkpoint(tmp_path / "last.pt", new)
    assert (new.step, new.seconds, new.pictures_seen) == (7, 10.5, 224)
    for a, b in zip(old.model.parameters(), new.model.parameters()):
        assert torch.equal(a, b)


def test_schedule_warms_up_decays_and_grows_the_input():
    factors = [rate_factor(p / 100) for p in range(101)]
    assert factors[0] < 0.05 and max(factors) > 0.99 and factors[-1] < 0.05
    assert [phase_at(p).size for p in (0.0, 0.7, 0.95, 1.0)] == [256, 320, 416, 416]
    assert phase_at(1.0).mosaic_share == 0
