"""Recorded events of clusters and signatories onto registration's tables."""
