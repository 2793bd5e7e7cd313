"""Unpacks the training sets where they come as tar files."""

import shutil
import tarfile


def unpacked(data_dir, target_dir):
    """A folder with the sets unpacked: `data_dir` itself, or `target_dir` filled from its tar files."""
    archives = sorted(data_dir.glob("*.tar"))
    if not archives:
        return data_dir
    target_dir.mkdir(parents=True, exist_ok=True)
    for archive in archives:
        if not (target_dir / archive.stem).exists():
            with tarfile.open(archive) as tar:
                tar.extractall(target_dir, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    shutil.copyfile(data_dir / "sets.json", target_dir / "sets.json")
    return target_dir
