"""Uses of the library that its signatures take and its calls refuse, told before they run."""
