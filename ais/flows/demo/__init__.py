"""The main job, and a supply chain's attestations, played by made-up companies on local chains.

A demo is a flow that is given a folder: it starts a chain there, and every company has its own home
folder, root secret, accounts, journal and index; what they share is the chain and the stores. No
account is unlocked, nobody acts for another, and what is judged comes from what was opened.
"""

from .narrator import Narrator, Transcript
from .second import Attested, play_second
from .story import Finale, play

__all__ = ["Attested", "Finale", "Narrator", "Transcript", "play", "play_second"]
