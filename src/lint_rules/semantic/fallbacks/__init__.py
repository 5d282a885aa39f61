"""What stands in for a status that is missing or not known, in silence."""
