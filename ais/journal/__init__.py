"""What survives a crash: steps of each flow, and signed transactions before they are sent."""

from .journal import Journal
from .saga import Saga, SagaRecord

__all__ = ["Journal", "Saga", "SagaRecord"]
