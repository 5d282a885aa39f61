"""What a row is made of: its fields, each said by a specifier, and the expressions that are selected for them."""
