"""Jupyter notebooks: their code as one Python text, and changes to it back in the file.

They are read with the standard library: `nbformat` takes longer to import than a whole run, and writes a notebook anew, where everything
but the changed lines is to stay as it is, byte for byte.
"""

BROKEN = "\ue002".encode()
"""Stands in each line of a cell that Python cannot parse: a sign that nobody writes."""
