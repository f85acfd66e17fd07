"""The command line: plain functions with a thin face; each calls the flow and shows the result."""
