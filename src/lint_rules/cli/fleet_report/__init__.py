"""What a run over many repositories found -> text, JSON lines, SARIF, a table of Parquet, or one page of HTML."""
