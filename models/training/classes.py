"""The nine detector classes and bit masks over them."""

CLASSES = ("person", "bicycle", "car", "motorcycle", "bus", "truck", "accident", "fire", "smoke")
"""Class names in id order. The station reads the same order from the model's metadata."""

ALL_BITS = (1 << len(CLASSES)) - 1


def class_bits(names):
    """Bit mask with bit i set for every class id i in `names`.

    Raises ValueError for a name that is not one of ours.
    """
    bits = 0
    for name in names:
        bits |= 1 << CLASSES.index(name)
    return bits
