"""How services talk and remember; nothing here knows an award."""
