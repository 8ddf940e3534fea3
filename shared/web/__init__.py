"""Pages, the ops port, and the one WSGI server of a process."""
