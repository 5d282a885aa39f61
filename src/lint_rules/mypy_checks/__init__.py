"""What types tell about queries: the parts of the mypy plugin, which know mypy and the vocabulary and nothing else."""
