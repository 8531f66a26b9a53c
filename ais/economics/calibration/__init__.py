"""The calibration: from a described economy to the contracts' parameters, and why they are so.

``calibrate`` makes them, ``verify`` checks any parameters against an economy with arithmetic of its
own, ``report`` tells for every number where it comes from. The game stands in ``game``.
"""

__all__: list[str] = []
