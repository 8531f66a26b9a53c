// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ISemaphoreVerifier} from "@semaphore-protocol/contracts/interfaces/ISemaphoreVerifier.sol";
import {Attestations} from "contracts/attestations/Attestations.sol";
import {Group} from "contracts/attestations/Group.sol";
import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Digests} from "contracts/libraries/Digests.sol";
import {AnonymousBooks, IdealVerifier} from "./AnonymousBooks.sol";

/// @title AnonymousActors
/// @notice Members, former members, strangers and the governor around the group. About half of what they try is valid;
///         a refused call reverts and changes nothing. Handlers bear the names of the functions that they call.
contract AnonymousActors is AnonymousBooks {
    function setUp() public override {
        super.setUp();
        verifier = new IdealVerifier();
        group = new Group(membership, ISemaphoreVerifier(address(verifier)));
        attestations = new Attestations(address(manager), membership, group, ISemaphoreVerifier(address(verifier)), 2);
        bytes4[] memory selectors = new bytes4[](3);
        (selectors[0], selectors[1]) = (IAttestations.registerPolicy.selector, IAttestations.retirePolicy.selector);
        selectors[2] = IAttestations.setSlots.selector;
        manager.setTargetFunctionRole(address(attestations), selectors, GOVERNOR_ROLE);
        _publishTerms();
        _start();
        for (uint32 i = 1; i <= ORGANISATIONS; ++i) {
            _active(_name(i), ENERGY, 1);
            if (i <= 10) _joinWith(i, _newSecret(i));
        }
        _addPolicy();
        _addPolicy();
        slotsOf[1] = slotsOf[2] = 2;
        _beginEpoch(2, true);
    }

    // ------------------------------------------------------------------ the clock

    /// Within the epoch.
    function passTime(uint256 seed) external acts(seed) {
        uint256 end = membership.epochStart(membership.epoch() + 1) - 1;
        uint256 time = vm.getBlockTimestamp() + _random(3 days);
        vm.warp(time < end ? time : end);
    }

    /// The next epoch; mostly the diligent let in who waits, and take its snapshot.
    function passEpoch(uint256 seed) external acts(seed) {
        _beginEpoch(membership.epoch() + 1, !_chance(5));
    }

    function _beginEpoch(uint32 epoch, bool diligent) private {
        (uint8 running, uint8 next) = attestations.slots();
        slotsOf[epoch - 1] = running;
        slotsOf[epoch] = next;
        _enterEpoch(epoch);
        if (!diligent) return;
        if (head < line.length) _admit(line.length - head, false);
        if (group.leafCount() >= 8) _snapshot();
    }

    // ------------------------------------------------------------------ membership

    function suspend(uint256 seed) external acts(seed) {
        _suspend(_anyOrganisation());
    }

    function reinstate(uint256 seed) external acts(seed) {
        uint32 start = _anyOrganisation();
        for (uint32 i = 0; i < ORGANISATIONS; ++i) {
            uint32 id = 1 + (start + i) % ORGANISATIONS;
            if (_status(id) != IMembership.Status.Suspended) continue;
            vm.prank(registrar);
            membership.reinstate(id);
            return;
        }
    }

    // ------------------------------------------------------------------ the group

    /// With a new secret, with one that was used before, or with the leaf of a secret that it does not have.
    function join(uint256 seed) external acts(seed) {
        uint32 id = _anyOrganisation();
        if (_chance(6)) _joinWith(id, secrets[_random(secrets.length)]);
        _joinWith(id, _newSecret(_chance(6) ? _anyOrganisation() : id));
    }

    function _joinWith(uint32 id, uint256 secret) private {
        uint256 scope = Digests.fieldElement(Digests.leafScope(address(group)));
        uint256[8] memory proof;
        proof[0] = ownerOf[secret] == id ? secret : 0;
        proof[1] = Digests.fieldElement(Digests.leafMessage(address(group), id));
        uint256 leaf = verifier.leafOf(secret);
        uint256 nullifier = verifier.nullifierOf(secret, scope);
        vm.prank(_operator(_name(id)));
        group.join(leaf, nullifier, proof);
        _check(placeOf[id].pending == 0 && ownerOf[secret] == id, Property.Leaves, "joined twice, or as another");
        placeOf[id].pending = secret;
        line.push(Waiting(id, secret));
    }

    /// A few of the queue, with siblings from the books; now and then with a false one.
    function admit(uint256 seed) external acts(seed) {
        uint256 waiting = line.length - head;
        _admit(waiting == 0 ? 1 : 1 + _random(waiting), _chance(4));
    }

    /// Each change is written into the books before the next one's siblings are computed.
    function _admit(uint256 count, bool spoil) private {
        uint256[][] memory siblings = new uint256[][](count);
        bool refusable = snapshots[membership.epoch()] != 0;
        for (uint256 i = 0; i < count && head < line.length; ++i) {
            Waiting memory waiting = line[head++];
            Place storage place = placeOf[waiting.organisation];
            place.pending = 0;
            if (!membership.mayServe(waiting.organisation)) continue;
            if (place.secret == 0) {
                place.index = uint32(places.length);
                places.push();
                if (spoil) siblings[i] = new uint256[](1);
            } else {
                siblings[i] = _siblings(places, place.index);
                if (spoil) siblings[i][0] ^= 1;
            }
            refusable = refusable || spoil;
            place.secret = waiting.secret;
            places[place.index] = verifier.leafOf(waiting.secret);
        }
        group.admit(siblings);
        _check(!refusable, Property.Shrinking, "let in after the snapshot, or with false siblings");
    }

    /// Anybody evicts whom it likes to.
    function evict(uint256 seed) external acts(seed) {
        uint32 id = _anyOrganisation();
        for (uint32 i = 0; i < ORGANISATIONS && !_chance(8) && _mayStay(id); ++i) {
            id = 1 + id % ORGANISATIONS;
        }
        Place storage place = placeOf[id];
        group.evict(id, place.secret == 0 ? new uint256[](0) : _siblings(places, place.index));
        _check(!_mayStay(id), Property.Leaves, "evicted a member");
        places[place.index] = 0;
        place.secret = 0;
    }

    function snapshot(uint256 seed) external acts(seed) {
        _snapshot();
    }

    function _snapshot() private {
        group.snapshot();
        uint32 epoch = membership.epoch();
        uint256 root = group.rootOf(epoch);
        uint256[] memory leaves = places;
        for (uint256 i = 0; i < leaves.length; ++i) {
            bool stays = snapshots[epoch] == 0 || leaves[i] == 0 || inRoot[epoch][leaves[i]];
            _check(stays, Property.Shrinking, "a leaf more in a later root");
        }
        for (uint256 i = 0; i < secrets.length; ++i) {
            inRoot[epoch][verifier.leafOf(secrets[i])] = false;
        }
        for (uint256 i = 0; i < leaves.length; ++i) {
            if (leaves[i] == 0) continue;
            inRoot[epoch][leaves[i]] = true;
            verifier.note(root, leaves[i]);
        }
        snapshots[epoch] += 1;
        _check(root == _root(leaves), Property.Leaves, "another root than that of the books' leaves");
    }

    // ------------------------------------------------------------------ governor

    function registerPolicy(uint256 seed) external acts(seed) {
        if (policies.length < 4) _addPolicy();
        else if (_chance(2)) _registerAgain(_anyPolicy());
    }

    /// Strangers try it all the time, the governor rarely: what has ended never comes back.
    function retirePolicy(uint256 seed) external acts(seed) {
        bytes32 policy = _anyPolicy();
        vm.prank(_chance(12) ? governor : outsider);
        attestations.retirePolicy(policy);
    }

    function setSlots(uint256 seed) external acts(seed) {
        uint8 slots = uint8(_random(4));
        vm.prank(governor);
        attestations.setSlots(slots);
    }

    function _addPolicy() private {
        policies.push(keccak256(abi.encode("policy", policies.length)));
        _registerAgain(policies[policies.length - 1]);
    }

    function _registerAgain(bytes32 policy) private {
        vm.prank(governor);
        attestations.registerPolicy(policy, "");
    }

    // ------------------------------------------------------------------ posts

    /// A member's post, most of it valid: slots, tau, secret and epoch are now and then another's or used.
    function post(uint256 seed) external acts(seed) {
        uint32 epoch = membership.epoch();
        if (_chance(8)) epoch -= 1;
        uint32 member = _anyOrganisation();
        uint32 supplier = _chance(8) ? _anyOrganisation() : member;
        uint256 secret = _chance(8) ? secrets[_random(secrets.length)] : placeOf[member].secret;
        _postOf(secret, supplier, uint8(_random(PAIRS)), _anyPolicy(), epoch, uint8(_random(slotsOf[epoch] + 1)));
    }

    /// A member uses all its slots of a policy.
    function postAll(uint256 seed) external acts(seed) {
        uint32 epoch = membership.epoch();
        uint32 member = _anyOrganisation();
        bytes32 policy = _anyPolicy();
        for (uint8 slot = 0; slot < slotsOf[epoch]; ++slot) {
            _postOf(placeOf[member].secret, member, slot, policy, epoch, slot);
        }
    }

    /// A member posts in a slot that it used, for another, or for a relationship that it attested, from another slot.
    function postAgain(uint256 seed) external acts(seed) {
        if (entries.length == 0) return;
        Entry storage entry = entries[_lateEntry(12)];
        uint256 secret = placeOf[entry.supplier].secret;
        (uint8 pair, uint8 slot) = (entry.pair, entry.slot);
        if (_chance(2)) pair = (pair + 1) % PAIRS;
        else slot = (slot + 1) % slotsOf[entry.epoch];
        _postOf(secret, entry.supplier, pair, entry.policy, entry.epoch, slot);
    }

    function _postOf(uint256 secret, uint32 supplier, uint8 pair, bytes32 policy, uint32 epoch, uint8 slot) private {
        Entry memory entry;
        (entry.policy, entry.epoch, entry.supplier) = (policy, epoch, supplier);
        (entry.pair, entry.slot) = (pair, slot);
        entry.opening.compliant = _chance(2);
        entry.said = _chance(3) ? !entry.opening.compliant : entry.opening.compliant;
        uint256 scope = Digests.fieldElement(Digests.attestationScope(address(attestations), policy, epoch, slot));
        entry.opening.nullifier = verifier.nullifierOf(secret, scope);
        address tau = _tauOf(entry);
        entry.opening.commit = Digests.attestationCommit(tau, entry.said, "result", "salt");
        entry.opening.next = _next(entry, entry.epoch);
        entry.opening.ciphertextDigest = keccak256(new bytes(540));
        _send(entry, tau, secret, slot);

        bytes32 slotKey = keccak256(abi.encode(ownerOf[secret], policy, epoch, slot));
        bytes32 at = _at(policy, epoch, tau);
        _check(!slotUsed[slotKey], Property.OneOfASlot, "a slot twice");
        _check(entryAt[at] == 0 && ownerOf[secret] == supplier, Property.OneOfATau, "a tau twice, or another's");
        _check(inRoot[epoch][verifier.leafOf(secret)], Property.Members, "posted without being in the root");
        slotUsed[slotKey] = true;
        entries.push(entry);
        entryAt[at] = entries.length;
        _tally(policy, epoch).posted += 1;
        if (!entry.opening.compliant) _tally(policy, epoch).nonCompliant += 1;
    }

    /// Who is not the supplier has no key for its tau and signs with its own.
    function _send(Entry memory entry, address tau, uint256 secret, uint8 slot) private {
        IAttestations.Post memory sent;
        (sent.policy, sent.epoch, sent.slot, sent.tau) = (entry.policy, entry.epoch, slot, tau);
        (sent.compliant, sent.nullifier) = (entry.opening.compliant, entry.opening.nullifier);
        (sent.commit, sent.next) = (entry.opening.commit, entry.opening.next);
        sent.ciphertext = new bytes(540);
        bytes32 digest = _digest(entry, tau);
        (sent.proof[0], sent.proof[1]) = (secret, Digests.fieldElement(digest));
        uint256 key = _tauKey(entry.supplier, entry.pair, entry.policy, entry.epoch);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ownerOf[secret] == entry.supplier ? key : secret, digest);
        sent.signature = abi.encodePacked(r, s, v);
        attestations.post(sent);
    }

    function _digest(Entry memory entry, address tau) private view returns (bytes32) {
        IAttestations.Opening memory o = entry.opening;
        return Digests.attestationDigest(
            address(attestations),
            entry.policy,
            entry.epoch,
            o.compliant,
            tau,
            o.nullifier,
            o.commit,
            o.next,
            o.ciphertextDigest
        );
    }

    // ------------------------------------------------------------------ contests and claims

    /// A customer corrects one of the latest posts, or tries to where nothing is false or all is corrected.
    function contest(uint256 seed) external acts(seed) {
        uint256 place = _lateEntry(12);
        Entry memory entry = entries[place];
        bool said = _chance(6) ? !entry.said : entry.said;
        address tau = _tauOf(entry);
        attestations.contest(entry.policy, entry.epoch, tau, entry.opening, said, "result", "salt");

        bool isFalse = entry.silence == 0 && said == entry.said && said != entry.opening.compliant;
        _check(isFalse && !entry.contested, Property.Contested, "corrected what was true or corrected");
        _check(membership.epoch() <= entry.epoch + 1, Property.Contested, "corrected too late");
        entries[place].contested = true;
        IAttestations.Tally storage tally = _tally(entry.policy, entry.epoch);
        tally.contested += 1;
        tally.nonCompliant = said ? tally.nonCompliant - 1 : tally.nonCompliant + 1;
    }

    /// Of a post two epochs ago, mostly one that was not followed by another.
    function claimMissing(uint256 seed) external acts(seed) {
        (bool found, Entry memory former) = _formerOf(0);
        if (found) _claimAfter(former, true, _chance(5));
    }

    /// Of a claim two epochs ago.
    function claimStillMissing(uint256 seed) external acts(seed) {
        (bool found, Entry memory former) = _formerOf(1);
        if (found) _claimAfter(former, false, _chance(5));
    }

    /// A silence as long as it can be made, or longer, claimed epoch by epoch.
    function claimInARow(uint256 seed) external acts(seed) {
        if (entries.length == 0) return;
        Entry memory former = entries[_lateEntry(12)];
        for (uint256 left = 1 + _random(4); left > 0; --left) {
            while (membership.epoch() < former.epoch + 2) {
                _beginEpoch(membership.epoch() + 1, true);
            }
            _claimAfter(former, former.silence == 0, false);
            former = entries[entries.length - 1];
        }
    }

    function _claimAfter(Entry memory former, bool asPost, bool copied) private {
        IAttestations.Claim memory claim = _claimOn(former, copied);
        if (asPost) attestations.claimMissing(claim, former.opening);
        else attestations.claimStillMissing(claim, former.opening.next, former.silence);
        _noteClaim(former, claim.tau, asPost ? 1 : former.silence + 1, copied);
    }

    function _noteClaim(Entry memory former, address tau, uint8 silence, bool copied) private {
        _check(!copied, Property.Claimers, "a claim that the pair did not make");
        uint32 epoch = former.epoch + 1;
        bytes32 at = _at(former.policy, epoch, tau);
        _check(entryAt[at] == 0, Property.Missing, "missing, though posted or claimed");
        _check(membership.epoch() == epoch + 1, Property.Missing, "claimed at another time");
        _check(silence <= 3, Property.Silences, "four in a row");
        Entry memory entry = former;
        (entry.epoch, entry.silence, entry.contested) = (epoch, silence, false);
        entry.opening.next = _next(entry, entry.epoch);
        entries.push(entry);
        entryAt[at] = entries.length;
        _tally(entry.policy, epoch).missing += 1;
        uint8 slots = slotsOf[epoch - 1];
        for (uint32 back = 2; back <= 3; ++back) {
            if (slotsOf[epoch - back] > slots) slots = slotsOf[epoch - back];
        }
        bytes32 key = keccak256(abi.encode(entry.supplier, entry.policy, epoch));
        _check(++silences[key] <= 3 * slots, Property.Silences, "more than three times its slots");
    }

    // ------------------------------------------------------------------ choices

    /// One of the last so many.
    function _lateEntry(uint256 most) private returns (uint256) {
        uint256 size = entries.length;
        return size - 1 - _random(size < most ? size : most);
    }

    /// Of two epochs ago: a post (least 0), or the claim of the longest silence; now and then any.
    function _formerOf(uint8 least) private returns (bool found, Entry memory former) {
        uint32 wanted = membership.epoch() - 2;
        uint256 size = entries.length;
        uint256 chosen = _random(size);
        found = size != 0 && _chance(8);
        for (uint256 i = size; !found && i > 0 && i + 96 > size; --i) {
            Entry storage entry = entries[i - 1];
            if (entry.epoch != wanted || (entry.silence == 0) != (least == 0) || entry.silence < least) continue;
            if (entryAt[_at(entry.policy, wanted + 1, _nextTau(entry))] != 0 && !_chance(4)) continue;
            if (least != 0) least = entry.silence + 1;
            chosen = i;
        }
        if (found) former = entries[chosen];
        else if (chosen != 0 && entries[chosen - 1].epoch == wanted) (found, former) = (true, entries[chosen - 1]);
    }
}
