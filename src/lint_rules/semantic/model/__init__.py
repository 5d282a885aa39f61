"""One file among the others -> the model that rules ask."""
