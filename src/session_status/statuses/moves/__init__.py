"""What a step of a lifecycle does: to rows of the status's own table, and to attributes of objects."""
