"""Policies: what decides from reports, and from an assessment file where it asks for one.

Two kinds. Rule policies (``all-rules`` and lists of a consortium) decide from reports alone;
requirement policies (``nist-800-171r2``, ``cmmc-l1``, ``cmmc-l2``) from reports and the supplier's
assessment file. Each is a document, and its digest is what the governor registers.
"""

from .library import BUILT_IN, load_policy, parse_policy
from .policy import Policy
from .requirements import RequirementPolicy
from .rules import RulePolicy

__all__ = [
    "BUILT_IN",
    "Policy",
    "RequirementPolicy",
    "RulePolicy",
    "load_policy",
    "parse_policy",
]
