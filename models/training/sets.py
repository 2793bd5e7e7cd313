"""Which training sets there are, what each one labels, and how often each is drawn.

A set labels only some classes. An object of another class in its pictures has no box, so the loss of that class must
be switched off there, or people in a vehicle set would be learnt as background. Two columns say what may be learnt:

* `labelled` (from sets.json): every object of these classes has a box.
* `absent`: classes that do not occur in this footage (a toll camera shows no fire). They are learnt as background
  there, which is what keeps accident, fire and smoke quiet on ordinary traffic. An assumption, checked by eye only.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from .classes import CLASSES, class_bits

IGNORED = -1
"""Class id of a box that is neither an example nor background, such as a three-wheeler."""

INCIDENTS = ("accident", "fire", "smoke")


@dataclass(frozen=True)
class SetPlan:
    """Share of the drawn pictures and the classes assumed absent."""

    share: float
    absent: tuple = ()


PLANS = {
    "street-rf100-tollcctv": SetPlan(0.11, INCIDENTS),
    "street-dhaka": SetPlan(0.16, INCIDENTS),
    "street-highway-id": SetPlan(0.10, INCIDENTS),
    "street-openimages-vehicles": SetPlan(0.11, INCIDENTS),
    "street-atl-cctv": SetPlan(0.07, INCIDENTS),
    "coco-val-open": SetPlan(0.32, INCIDENTS),
    "person-overhead-mall": SetPlan(0.01, INCIDENTS),
    "accident-cctv": SetPlan(0.07),
    "fire-cctv8": SetPlan(0.03, ("accident",)),
    "fire-smoke12": SetPlan(0.04, ("accident",)),
}
"""`coco-val-nc-nd` is left out on purpose: its photos forbid commercial use or derivatives, the weights should not."""


@dataclass(frozen=True)
class Source:
    """One picture folder: `root/images/<split>`, `root/labels/<split>`, ids translated by `class_map`."""

    name: str
    root: Path
    share: float
    class_map: tuple
    """Our id, or IGNORED, for each class id of the set."""
    known_bits: int
    """Classes whose loss is on in this set: labelled or assumed absent."""
    labelled: tuple
    """Names of our classes that have boxes here."""


def class_map(set_classes):
    """Our id for each of the set's class names; IGNORED for those we do not have."""
    return tuple(CLASSES.index(name) if name in CLASSES else IGNORED for name in set_classes)


def public_sources(data_dir):
    """The sets of PLANS found unpacked under `data_dir`, which also holds sets.json."""
    data_dir = Path(data_dir)
    described = json.loads((data_dir / "sets.json").read_text())
    return [_public_source(data_dir / name, plan, described[name]) for name, plan in PLANS.items()]


def _public_source(root, plan, described):
    labelled = tuple(name for name in described["labelled_classes"] if name in CLASSES)
    return Source(
        name=root.name,
        root=root,
        share=plan.share,
        class_map=class_map(described["classes"]),
        known_bits=class_bits(labelled + plan.absent),
        labelled=labelled,
    )


def extra_source(argument, share):
    """A further set in YOLO format with our class ids, from `DIR:class,class`; the rest counts as unlabelled."""
    folder, _, names = argument.rpartition(":")
    labelled = tuple(names.split(","))
    ours = tuple(range(len(CLASSES)))
    return Source(Path(folder).name, Path(folder), share, ours, class_bits(labelled), labelled)
