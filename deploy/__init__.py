"""How Vinh Danh is run: on one machine for trying it out, and on servers for real."""
