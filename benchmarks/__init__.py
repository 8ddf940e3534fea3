"""What `make bench` runs: ratios, side by side, in one run."""
