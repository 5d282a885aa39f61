"""One call -> one statement on the session that was given, awaited where that is asynchronous."""
