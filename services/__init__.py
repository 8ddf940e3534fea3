"""The four services, and the command line that knows them all."""
