"""Makes this process cooperative: to be imported before anything else by a process that serves.

psycopg's own C wait would stop every worker of the process while one query runs; its Python wait yields.
"""

import os
import warnings

os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
warnings.filterwarnings("ignore", message=r"(?s).*Eventlet is deprecated.*")

import eventlet

eventlet.monkey_patch()
