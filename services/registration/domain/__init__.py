"""The rules of registration, one module per kind of aggregate."""
