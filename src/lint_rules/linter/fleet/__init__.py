"""Many repositories, one task each: lists of them, their files, the runs over them, and what each comes to."""
