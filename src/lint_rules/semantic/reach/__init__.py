"""A name of a module -> who else can reach it, by whatever way in."""
