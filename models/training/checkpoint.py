"""Saves and restores a trainer: weights, average, optimiser state and the clock."""

import os

import torch


def save_checkpoint(path, trainer):
    """Writes atomically, so that an interrupted run leaves the previous checkpoint whole."""
    state = {
        "model": trainer.model.state_dict(),
        "average": trainer.average.model.state_dict(),
        "updates": trainer.average.updates,
        "optimiser": trainer.optimiser.state_dict(),
        "hint_loss": trainer.hint_loss.state_dict(),
        "step": trainer.step,
        "seconds": trainer.seconds,
        "pictures_seen": trainer.pictures_seen,
    }
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


def load_checkpoint(path, trainer):
    """Restores what save_checkpoint wrote. The file is our own; do not load one from elsewhere."""
    state = torch.load(path, map_location=trainer.device)
    trainer.model.load_state_dict(state["model"])
    trainer.average.model.load_state_dict(state["average"])
    trainer.average.updates = state["updates"]
    trainer.optimiser.load_state_dict(state["optimiser"])
    if "hint_loss" in state:
        trainer.hint_loss.load_state_dict(state["hint_loss"])
    trainer.step, trainer.seconds = state["step"], state["seconds"]
    trainer.pictures_seen = state["pictures_seen"]
