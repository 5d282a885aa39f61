"""Figures, measured side by side in one run; they are read as ratios and never asserted."""

import sys
from pathlib import Path

# The reference application is no distribution; whoever measures it imports it from its folder.
sys.path.insert(0, str(Path(__file__).parents[1] / "examples" / "coaching"))
