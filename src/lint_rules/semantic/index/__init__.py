"""Bytes of all files -> answers to cheap questions, and who depends on them."""
