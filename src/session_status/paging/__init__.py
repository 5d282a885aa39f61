"""A select and an order -> its pages, and the cursors between them."""
