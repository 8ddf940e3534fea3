"""The servers, the mail and their keeper that `make up` needs on one machine, without root or Docker."""
