"""What each service promises to the others: its requests, its answers, its refusals, its events."""
