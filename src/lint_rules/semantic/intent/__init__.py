"""The uses of a wrongly named thing -> what it was meant to be."""
