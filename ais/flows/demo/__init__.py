"""The main job, played by made-up companies with real indicators on a local chain.

A demo is a flow that is given a folder: it starts a chain there, and every company has its own home
folder, root secret, accounts, journal and index; what they share is the chain and the stores. No
account is unlocked, nobody acts for another, and ballots come from what was opened.
"""

from .narrator import Narrator, Transcript
from .story import Finale, play

__all__ = ["Finale", "Narrator", "Transcript", "play"]
