"""What all commands share: the parsed command line, the request, the report, and the replay of an unchanged run."""
