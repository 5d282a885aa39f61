"""A query and the code around it -> what that code expects of the result, and the query does not give."""
