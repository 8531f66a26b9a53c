"""Attesting: the member's side and its customer's, on the anonymous group.

``group``: the leaf, admitting, the epoch's snapshot. ``announced``: which announced key counts in
which epoch. ``policies``: what is registered, and the documents. ``pairs``: the sealed store of
pairs, and pairing. ``statement``: what customers will be told. ``heartbeat``: the posts of an
epoch. ``limits``: when a post would not hide its author. ``relaying``: how anything without a name
gets to the chain.

``traces``: what opens a past post when its key is gone. ``opening``: what suppliers said.
``claims``: contests and claims of silence. ``view``, ``alerts``, ``picture``: what an officer looks
at. ``evidence``, ``signed``: one statement for others. No transaction of these flows names a pair,
and no node is asked for a one-time key.
"""

__all__: list[str] = []
