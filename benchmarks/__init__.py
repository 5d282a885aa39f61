"""Figures, measured side by side in one run; they are read as ratios and never asserted."""
