"""Nomination (bình xét, khen thưởng): decides about places, dossiers, council results, petitions and decisions."""
