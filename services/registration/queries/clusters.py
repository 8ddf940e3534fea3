"""Registration's tables to answers about clusters and signatories."""
