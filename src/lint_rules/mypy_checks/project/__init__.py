"""What files of a build say of classes that stand in other files: they map them, and add to them."""
