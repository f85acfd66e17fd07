"""What people see: the terminal and the sitrep. Made from records alone, changing none of them."""
