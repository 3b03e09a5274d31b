"""What the project is measured with; each module is run as `python -m benchmarks.NAME`."""
