"""The whole of it, as a person at a keyboard and other systems meet it: real processes and real servers."""
