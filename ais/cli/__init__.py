"""The command line: one module per noun, each only calls flows and prints what they return."""

from .main import main

__all__ = ["main"]
