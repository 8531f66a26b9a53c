"""The agent: follows the chain and does what falls due for one party. See ``loop``."""

from .duties import DUTIES, Options
from .loop import Agent, Report, Step

__all__ = ["DUTIES", "Agent", "Options", "Report", "Step"]
