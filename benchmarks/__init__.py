"""What `make bench` runs: ratios, side by side, in one run."""

import warnings

warnings.filterwarnings("ignore", message=r"(?s).*Eventlet is deprecated.*")  # upstream; seen in every process here
