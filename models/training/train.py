"""Trains the detector from random weights within a wall-clock budget. Run from `models`:

    python -m training.train --data ../../shared/assets/training --work ~/sentra-train --minutes 120

Interrupt it at will (it saves on SIGINT and SIGTERM): the same command continues from `<work>/last.pt`, and `--minutes` may change in between.

On a processor one process for each core is quickest: `torchrun --nproc_per_node=CORES -m training.train ...`, see processes.py.
"""

import argparse
import math
import random
import signal
import time
from pathlib import Path

import numpy as np
import torch

from .averaged import AveragedModel
from .batches import StreamPlan, batch_stream
from .checkpoint import load_checkpoint, save_checkpoint
from .export import export_onnx
from .hints import HintLoss, hint_gain
from .loss import detection_loss
from .network import Detector
from .norm_relu import multiplies_bf16
from .pictures import load_pictures
from .processes import Processes
from .schedule import phase_at, rate_factor
from .sets import extra_source, public_sources
from .unpack import unpacked
from .warm_start import load_export, measure_norms

LOG_EVERY = 100
"""Steps between log lines."""
SAVE_SECONDS = 240
"""Time between checkpoints and exports."""
SEED_STEP = 1_000_003
"""Between the seeds of two processes."""
NORM_BATCHES = 12
"""Batches that give a warm start its batch norm statistics."""


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the training sets, packed (.tar) or not")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints and exports, not in the repository")
    parser.add_argument("--minutes", type=float, default=120, help="training time over all runs; the schedule fits it")
    parser.add_argument("--extra", action="append", default=[], metavar="DIR:CLASSES", help="further YOLO-format set")
    parser.add_argument("--extra-share", type=float, default=0.07, help="share of the pictures drawn from each extra set")
    parser.add_argument("--pseudo", type=Path, help="teacher boxes made by training.pseudo_label")
    parser.add_argument("--teacher", type=Path, help="YOLOX ONNX file whose answers serve as hints, see hints.py")
    parser.add_argument("--init-onnx", type=Path, help="start from an export instead of random weights, see warm_start.py")
    parser.add_argument("--batch", type=int, default=16, help="pictures in a step of each process")
    parser.add_argument("--rate", type=float, default=2e-3, help="peak learning rate of AdamW at batch 32")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Trainer:
    """Owns model, average, optimiser and clock; `run` returns when the budget is used up."""

    def __init__(self, options):
        self.options = options
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.bf16 = self.device.type == "cuda" or multiplies_bf16()
        self.processes = Processes()
        random.seed(options.seed)
        np.random.seed(options.seed)
        torch.manual_seed(options.seed)
        self.model = Detector().to(self.device, memory_format=torch.channels_last)
        self.average = AveragedModel(self.model)
        self.optimiser = torch.optim.AdamW(_decay_groups(self.model), lr=options.rate, betas=(0.9, 0.99))
        self.hint_loss = HintLoss().to(self.device)
        self.hint_optimiser = torch.optim.AdamW(self.hint_loss.parameters(), lr=options.rate)
        self.trained = [*self.model.parameters(), *self.hint_loss.parameters()]
        self.step, self.seconds, self.pictures_seen = 0, 0.0, 0
        self.stopping = False
        self.last_file = options.work / "last.pt"
        if self.last_file.exists():
            load_checkpoint(self.last_file, self)
            self.tell(f"resumed at step {self.step}, {self.seconds / 60:.1f} min")

    def stop(self, *_signal):
        """Ends `run` after the current step."""
        self.stopping = True

    @property
    def progress(self):
        """Used part of the time budget, 0..1."""
        return min(self.seconds / (self.options.minutes * 60), 1.0)

    def warm_start(self, path, pictures_by_set, shares):
        """Begins with the weights of an export; a resumed run has its own already."""
        if self.step > 0:
            return
        load_export(self.model, path)
        stream = self._stream(phase_at(0.0), False, pictures_by_set, shares)
        measure_norms(self.model, (next(stream).images.float().to(self.device) / 255 for _ in range(NORM_BATCHES)))
        self.processes.spread(list(self.model.parameters()))
        self.average = AveragedModel(self.model)
        self.tell(f"starts from {path}")

    def run(self, pictures_by_set, shares):
        """Trains until the budget is used up; saves on the way and at the end."""
        saved_at = self.counted_to = time.monotonic()
        sums, since, first = np.zeros(4), time.monotonic(), self.step
        phase, stream = None, None
        while self.progress < 1.0 and not self.stopping:
            hinted = self.options.teacher is not None and hint_gain(self.progress) > 0
            if (phase_at(self.progress), hinted) != phase:
                phase = (phase_at(self.progress), hinted)
                stream = self._stream(*phase, pictures_by_set, shares)
                self.tell(f"step {self.step}: {phase}")
            sums += self._train_step(next(stream))
            if self.step % LOG_EVERY == 0:
                steps = self.step - first
                speed = steps * self.global_batch / (time.monotonic() - since)
                means = " ".join(f"{v:.3f}" for v in sums / steps)
                self.tell(f"step {self.step} progress {self.progress:.3f} score/box/side/hint {means} {speed:.1f} img/s")
                sums, since, first = np.zeros(4), time.monotonic(), self.step
            if time.monotonic() - saved_at > SAVE_SECONDS:
                self.save()
                saved_at = time.monotonic()
        self.save()

    def _stream(self, phase, hinted, pictures_by_set, shares):
        seed = self.options.seed + self.step + SEED_STEP * self.processes.rank
        teacher = self.options.teacher if hinted else None
        plan = StreamPlan(phase.size, self.options.batch, phase.mosaic_share, seed, teacher)
        return batch_stream(pictures_by_set, shares, plan, self.options.workers)

    @property
    def global_batch(self):
        """Pictures in a step of all processes."""
        return self.options.batch * self.processes.count

    def _train_step(self, batch):
        self.model.train()
        factor = rate_factor(self.progress)
        for group in self.optimiser.param_groups:
            group["lr"] = self.options.rate * math.sqrt(self.global_batch / 32) * factor
        batch.images, batch.targets, batch.known = (
            tensor.to(self.device, non_blocking=True) for tensor in (batch.images, batch.targets, batch.known)
        )
        images = (batch.images.float() / 255).contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.bf16):
            pyramid = self.model.pyramid(images)
            raw = self.model.predict(pyramid)
            hint = self.hint_loss(pyramid, raw, batch.hints.to(self.device)) if batch.hints else torch.zeros((), device=self.device)
        losses = detection_loss(raw, batch)
        self.optimiser.zero_grad(set_to_none=True)
        self.hint_optimiser.zero_grad(set_to_none=True)
        (losses.total + hint_gain(self.progress) * hint).backward()
        now = time.monotonic()
        spent, stopping = self.processes.share(self.trained, (now - self.counted_to, float(self.stopping)))
        self.seconds += spent
        self.counted_to = now
        self.stopping = stopping > 0
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 10.0)
        self.optimiser.step()
        self.hint_optimiser.step()
        self.average.update(self.model)
        self.step += 1
        self.pictures_seen += self.global_batch
        return losses.score, losses.box, losses.side, hint.item()

    def save(self):
        """Writes the checkpoint and exports the averaged weights next to it; the first process does it for all."""
        if not self.processes.first:
            return
        save_checkpoint(self.last_file, self)
        export_onnx(self.average.model, self.options.work / "latest.onnx")
        self.tell(f"saved at step {self.step}, {self.pictures_seen} pictures, {self.seconds / 60:.1f} min")

    def tell(self, line):
        """Prints a line, once for all processes."""
        if self.processes.first:
            print(line, flush=True)


def _decay_groups(model, decay=0.02):
    """Weight decay on convolution weights only, not on norms and biases."""
    matrices = [p for p in model.parameters() if p.ndim > 1]
    vectors = [p for p in model.parameters() if p.ndim <= 1]
    return [{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0.0}]


def main():
    options = parse_arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    sources = public_sources(unpacked(options.data, options.work / "sets"))
    sources += [extra_source(argument, options.extra_share) for argument in options.extra]
    pictures = [load_pictures(source, "train", options.pseudo) for source in sources]
    trainer = Trainer(options)
    trainer.tell(" ".join(f"{s.name}={len(p)}" for s, p in zip(sources, pictures)))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, trainer.stop)
    if options.init_onnx:
        trainer.warm_start(options.init_onnx, pictures, [source.share for source in sources])
    trainer.run(pictures, [source.share for source in sources])


if __name__ == "__main__":
    main()
