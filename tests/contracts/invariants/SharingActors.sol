// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {MemberActors} from "./MemberActors.sol";

/// @title SharingActors
/// @notice Members that submit, release, ask and grant; and one that copies what is pending.
abstract contract SharingActors is MemberActors {
    uint256 private constant MOST_SUBMISSIONS = 24;

    uint256 private _salts;
    mapping(bytes32 id => uint256) private _policies;
    mapping(bytes32 id => mapping(uint32 organisation => bool)) private _requested;

    // ------------------------------------------------------------------ submissions

    function submit(uint256 seed) external acts(seed) {
        (uint32 id, uint256 policy, IIndicators.Release memory release_) = _choice();
        IIndicators.Item memory item = _item();
        vm.prank(_operator(id));
        bytes32 made = indicators.submit(item, policy, release_);
        _noteSubmission(made, id, policy, release_);
    }

    function submitBatch(uint256 seed) external acts(seed) {
        (uint32 id, uint256 policy, IIndicators.Release memory release_) = _choice();
        IIndicators.Item[] memory items = new IIndicators.Item[](_chance(5) ? 0 : 2);
        for (uint256 i = 0; i < items.length; ++i) {
            items[i] = _item();
        }
        vm.prank(_operator(id));
        bytes32[] memory made = indicators.submitBatch(items, policy, release_);
        for (uint256 i = 0; i < made.length; ++i) {
            _noteSubmission(made[i], id, policy, release_);
        }
    }

    /// Somebody sees a pending submission and sends all of it first, as its own and as the victim's; the victim's goes
    /// through nevertheless, and a second time it does not.
    function copyPending(uint256 seed) external acts(seed) {
        (uint32 victim, uint256 policy, IIndicators.Release memory release_) = _goodChoice();
        uint32 thief = _submitter();
        require(victim != thief && known.length < MOST_SUBMISSIONS, "nothing to copy");
        membership.requireSubmitter(_operator(victim));
        IIndicators.Item memory item = _item();
        uint256 ownPolicy = policy >> 32 << 32 | thief;
        vm.startPrank(_operator(thief));
        bytes32 copy = indicators.submit(item, ownPolicy, release_);
        try indicators.submit(item, policy, release_) {
            _break(Property.OnceAccepted, "a copy in the victim's name was taken");
        } catch {}
        vm.stopPrank();
        vm.prank(_operator(victim));
        try indicators.submit(item, policy, release_) returns (bytes32 made) {
            _noteSubmission(copy, thief, ownPolicy, release_);
            _noteSubmission(made, victim, policy, release_);
        } catch {
            _break(Property.OnceAccepted, "a copy blocked the victim");
        }
        vm.prank(_operator(victim));
        try indicators.submit(item, policy, release_) {
            _break(Property.OnceAccepted, "accepted twice");
        } catch {}
    }

    function release(uint256 seed) external acts(seed) {
        bytes32 id = _validArguments() ? _unreleased() : _anySubmission();
        IIndicators.Release memory release_ = _someRelease();
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = id;
        vm.prank(_operator(lives[id].organisation));
        indicators.release(ids, release_);
        _check(_isFresh(release_.asOfBlock, release_.epoch), Property.Fresh, "a stale release");
        _check(!lives[id].released && !lives[id].revoked, Property.Fresh, "released again, or after revocation");
        lives[id].released = true;
    }

    function repeatRelease(uint256 seed) external acts(seed) {
        bytes32 id = _validArguments() ? _releasedOne() : _anySubmission();
        IIndicators.Release memory release_ = _someRelease();
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = id;
        vm.prank(_operator(lives[id].organisation));
        releases.repeatRelease(ids, release_);
        _check(_isFresh(release_.asOfBlock, release_.epoch), Property.Fresh, "a stale repetition");
        _check(lives[id].released, Property.Fresh, "a repetition of nothing");
    }

    function revoke(uint256 seed) external acts(seed) {
        bytes32 id = _anySubmission();
        vm.prank(_chance(8) ? _operator(lives[id].organisation) : outsider);
        indicators.revoke(id);
        lives[id].revoked = true;
    }

    function supersede(uint256 seed) external acts(seed) {
        (bytes32 oldId, bytes32 newId) = (_anySubmission(), _anySubmission());
        for (uint256 i = 0; i < 20 && lives[oldId].organisation != lives[newId].organisation; ++i) {
            newId = _anySubmission();
        }
        vm.prank(_operator(lives[oldId].organisation));
        indicators.supersede(oldId, newId);
        lives[oldId].revoked = true;
    }

    // ------------------------------------------------------------------ requests

    function request(uint256 seed) external acts(seed) {
        bytes32 id = _validArguments() ? _releasedOne() : _anySubmission();
        uint32 asker = _someOrganisation();
        for (uint256 i = 0; i < 10 && !_mayRead(asker, id); ++i) {
            asker = _someOrganisation();
        }
        vm.prank(_operator(asker));
        releases.request(id);
        _check(_mayRead(asker, id), Property.Reader, "a request of one that may not read");
        _check(_policies[id] >> 104 & 1 == 0, Property.Reader, "a public request under an allow list");
        _requested[id][asker] = true;
    }

    function grant(uint256 seed) external acts(seed) {
        (bytes32 id, uint32 asker) = _validArguments() ? _openRequest() : (_anySubmission(), _someOrganisation());
        vm.prank(_operator(_someOrganisation()));
        releases.grant(id, asker, keccak256("grant"));
        _check(_mayRead(asker, id), Property.Reader, "a grant to one that may not read");
        _check(_requested[id][asker], Property.Reader, "a grant without a request");
    }

    function postReceipt(uint256 seed) external acts(seed) {
        (bytes32 id, uint32 reader) = _validArguments() ? _openRequest() : (_anySubmission(), _someOrganisation());
        vm.prank(_operator(reader));
        releases.postReceipt(id);
        _requested[id][reader] = false;
    }

    // ------------------------------------------------------------------ the ledger

    function _noteSubmission(bytes32 made, uint32 id, uint256 policy, IIndicators.Release memory release_) internal {
        _check(lives[made].organisation == 0, Property.OnceAccepted, "an id twice");
        bool fresh = release_.slotsDigest != 0 && _isFresh(release_.asOfBlock, release_.epoch);
        _check((indicators.releasedAt(made) != 0) == fresh, Property.Fresh, "with the submission");
        known.push(made);
        lives[made].organisation = id;
        lives[made].released = fresh;
        _policies[made] = policy;
    }

    /// For submissions of the set-up.
    function _notePolicy(bytes32 made, uint32 id) internal {
        _policies[made] = _policy(id);
    }

    /// The table of the document, from the actors' record of the policy and the members' state.
    function _mayRead(uint32 id, bytes32 submission) internal view returns (bool) {
        uint256 policy = _policies[submission];
        if (policy == 0 || lives[submission].revoked) return false;
        uint256 time = vm.getBlockTimestamp();
        if (time < uint40(policy >> 168) || time >= uint40(policy >> 208)) return false;
        uint256 tlp = policy >> 92 & 15;
        if (tlp == 5 && policy >> 104 & 1 == 0) return false;
        IMembership.Organisation memory member = membership.organisation(id);
        uint32 epoch = membership.epoch();
        return member.status == IMembership.Status.Active && member.standingFrom <= epoch
            && member.standingUntil >= epoch && member.acceptedTerms >= membership.termsInForce()
            && member.sectors & uint48(policy >> 32) != 0 && member.tier >= (policy >> 88 & 15);
    }

    // ------------------------------------------------------------------ choices

    function _choice() private returns (uint32 id, uint256 policy, IIndicators.Release memory release_) {
        (id, policy, release_) = _goodChoice();
        if (_validArguments() && known.length < MOST_SUBMISSIONS) return (id, policy, release_);
        uint256 flaw = _random(5);
        if (flaw == 0) policy ^= 1 << _random(32); // another organisation
        if (flaw == 1) policy &= ~(uint256(15) << 88); // no tier
        if (flaw == 2) policy |= 1 << (96 + _random(8)); // a state
        if (flaw == 3) policy = policy << 40 >> 40; // no expiry
        if (flaw == 4) policy ^= 1 << 112; // other terms
    }

    function _goodChoice() private returns (uint32 id, uint256 policy, IIndicators.Release memory release_) {
        id = _submitter();
        policy = _policy(id) & ~(uint256(type(uint48).max) << 32) | (1 + _random(63)) << 32;
        if (_chance(4)) policy ^= 6 << 92; // RED
        if (_chance(5)) policy |= 1 << 104; // allow-listed
        if (_chance(8)) policy |= 2 << 104; // declined
        if (_chance(4)) return (id, policy | (vm.getBlockTimestamp() + _random(3 days)) << 168, release_);
        if (!_chance(4)) release_ = _someRelease();
    }

    /// One that may submit, where a few tries find it.
    function _submitter() internal returns (uint32 id) {
        for (uint256 i = 0; i < 8; ++i) {
            id = _chance(2) ? uint32(1 + _random(3)) : _someOrganisation();
            IMembership.Organisation memory member = membership.organisation(id);
            bool may = member.status == IMembership.Status.Active || member.status == IMembership.Status.Candidate;
            if (may && member.acceptedTerms >= membership.termsInForce()) return id;
        }
    }

    /// Two in three of the last block and the running epoch; else older or of another epoch.
    function _someRelease() private returns (IIndicators.Release memory) {
        bool late = _chance(3);
        uint256 asOfBlock = vm.getBlockNumber() - 1 - (late ? _random(20) : 0);
        uint32 epoch = membership.epoch() + (late && _chance(2) ? 1 : 0);
        return IIndicators.Release(keccak256("slots"), uint64(asOfBlock), epoch);
    }

    function _item() private returns (IIndicators.Item memory) {
        return IIndicators.Item(keccak256(abi.encode(++_salts)), keccak256("key"), keccak256("ciphertext"));
    }

    function _unreleased() private returns (bytes32) {
        return _where(false);
    }

    function _releasedOne() internal returns (bytes32) {
        return _where(true);
    }

    function _where(bool released) private returns (bytes32) {
        uint256 start = _random(known.length);
        for (uint256 i = 0; i < known.length; ++i) {
            bytes32 id = known[(start + i) % known.length];
            if (lives[id].released == released && !lives[id].revoked) return id;
        }
        return _anySubmission();
    }

    function _openRequest() private returns (bytes32, uint32) {
        uint256 start = _random(known.length);
        for (uint256 i = 0; i < known.length; ++i) {
            bytes32 id = known[(start + i) % known.length];
            for (uint32 asker = 1; asker <= membership.organisationCount(); ++asker) {
                if (_requested[id][asker]) return (id, asker);
            }
        }
        return (_anySubmission(), _someOrganisation());
    }
}
