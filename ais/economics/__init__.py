"""The papers' models, the calibration of the contracts' parameters, a simulation of both.

Pure functions: nothing here reads a file, a clock or a chain, and chance comes from a seed that the
caller gives. Money of the contracts is whole units in Python integers (``money``, ``ledger``);
models of people are floats. Modules are imported by name, since they load numpy and scipy.
"""

__all__: list[str] = []
