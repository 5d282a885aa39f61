"""What calls name by words, `filter_by(name=…)` for one -> words that no attribute of the mapped class has."""
