"""Programs that nobody wrote -> what the checker and its fixes do to them."""
