"""Evaluate: any part of the flow against gold data."""
