"""The command line; the one place that knows every service."""

import sys

if sys.argv[1:2] == ["serve"]:
    import shared.green  # noqa: F401 - before anything else is imported

from services.commands import main

if __name__ == "__main__":
    main()
