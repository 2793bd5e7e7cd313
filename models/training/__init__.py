"""Training recipe of the bundled detector. Run the modules from the `models` folder: `python -m training.train`."""
