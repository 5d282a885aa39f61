"""Files in, report out: the registry, one file, many processes, and rounds of fixes."""
