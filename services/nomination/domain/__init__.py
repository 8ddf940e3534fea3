"""The rules of nomination, one module per kind of aggregate."""
