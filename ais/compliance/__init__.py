"""Compliance: a scanner's report in, one verdict under one policy out.

No chain, no key, no network. ``readers`` turn files into a ``Report``; ``policies`` turn reports,
and where a policy asks for it an assessment file, into an ``Evaluation``. What a report says about
itself in totals is kept beside what its rows say, and never used.
"""

__all__: list[str] = []
