"""What `make bench` runs: ratios, side by side, in one run."""

import logging
import warnings

warnings.filterwarnings("ignore", message=r"(?s).*Eventlet is deprecated.*")  # upstream; seen in every process here
logging.getLogger("amqp").setLevel(logging.ERROR)  # a client that ends while a confirm is on its way says so
