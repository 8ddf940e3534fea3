"""The demonstration: an invented award season, played through the services and read back."""
