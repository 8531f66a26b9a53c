// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IValuation} from "contracts/interfaces/IValuation.sol";
import {System} from "../System.sol";

/// @title Ledger
/// @notice What the actors of the campaigns write down themselves: of every submission, panelist and token. It is kept
///         from what they did and from the document's rules, not from what the contracts say. A handler reverts where
///         the contract refuses, so that Forge counts it; it notes a broken property where the contract does what it
///         must not.
abstract contract Ledger is System {
    enum Property {
        Released, // no pay without a readers' release
        Fresh, // releases only with nothing narrowed and in their epoch
        Reader, // requests and grants only where mayRead holds
        OnceAccepted, // an id once, and a copy blocks nobody
        OneBallot, // a ballot once, by its panelist
        CopiedCommit, // nobody reveals another's commitment
        Recusal, // no panel with the submitter, its affiliates, its competitors
        FixedDraw, // nothing after the seed changes who is drawn
        NoLoss, // without a key nobody loses anything
        Outcome, // result, price and money of a settlement are those of the document
        Clerks, // calls that belong to a contract are refused to everybody else
        Finality // a final stage stays
    }

    struct Life {
        uint32 organisation;
        bool released;
        bool revoked;
        bool opened;
        bool ended;
        bool keyed;
        uint8 round;
        uint8 stipends;
        uint32 openEpoch;
        uint32 roundEpoch;
        uint256 bond;
        uint256 stipend;
        uint256 finalStage;
        uint256 peekedAt;
        bytes32 peekedPanel;
    }

    bytes32[] internal known;
    mapping(bytes32 id => Life) internal lives;
    /// Who revealed in which round, in order of the panel's places: bit i, and the ballots.
    mapping(bytes32 id => mapping(uint8 round => mapping(uint32 organisation => bool))) internal committed;
    mapping(bytes32 id => mapping(uint8 round => mapping(uint32 organisation => bool))) internal copied;
    mapping(bytes32 id => mapping(uint8 round => mapping(uint32 organisation => bool))) internal revealed;

    // money
    uint256 public ledgerFree;
    uint256 public ledgerReserved;
    uint256 public ledgerBonds;
    uint256 public unasked;
    uint256 public tokensIn;
    uint256 public tokensOut;
    mapping(uint32 organisation => uint256) internal seatBonds;
    mapping(uint32 organisation => uint256) internal freeBonds;
    mapping(uint32 epoch => mapping(uint32 organisation => uint256)) internal claims;
    mapping(uint32 epoch => uint256) internal epochClaims;
    mapping(uint32 epoch => uint256) internal epochUnpaid;
    mapping(uint32 epoch => uint256) internal epochReserved;
    mapping(uint32 epoch => uint256) internal epochRemaining;
    mapping(uint32 epoch => uint256[4]) internal dues;
    mapping(uint32 epoch => mapping(uint32 organisation => bool)) internal duesPaid;
    uint32 internal nextClose = 1;

    // rights
    uint256 internal narrowedAt;

    mapping(Property => string) private _broken;
    uint256 private _entropy;

    /// A handler's own randomness; one time in three it lets some blocks pass first.
    modifier acts(uint256 seed) {
        _entropy = uint256(keccak256(abi.encode(seed, vm.getBlockNumber(), vm.getBlockTimestamp(), known.length)));
        if (_chance(3)) mine(1 + _random(3));
        _;
    }

    // ------------------------------------------------------------------ properties

    /// Empty = holds.
    function broken(Property property) external view returns (string memory) {
        return _broken[property];
    }

    function _break(Property property, string memory what) internal {
        _broken[property] = what;
    }

    function _check(bool holds, Property property, string memory what) internal {
        if (!holds) _break(property, what);
    }

    /// The first property that does not hold; empty = all do.
    function firstBroken() external view returns (string memory) {
        for (uint8 i = 0; i <= uint8(type(Property).max); ++i) {
            if (bytes(_broken[Property(i)]).length != 0) return _broken[Property(i)];
        }
        return "";
    }

    // ------------------------------------------------------------------ choices

    function _random(uint256 size) internal returns (uint256) {
        _entropy = uint256(keccak256(abi.encode(_entropy)));
        return size == 0 ? 0 : _entropy % size;
    }

    function _chance(uint256 oneIn) internal returns (bool) {
        return _random(oneIn) == 0;
    }

    /// Arguments are chosen to be valid about half the time.
    function _validArguments() internal returns (bool) {
        return _chance(2);
    }

    /// One beyond the last is nobody.
    function _anyOrganisation() internal returns (uint32) {
        return uint32(1 + _random(membership.organisationCount() + 1));
    }

    function _someOrganisation() internal returns (uint32) {
        return uint32(1 + _random(membership.organisationCount()));
    }

    function _anyAccount() internal returns (address) {
        uint256 kind = _random(4);
        if (kind == 0) return outsider;
        if (kind == 1) return _owner(_anyOrganisation());
        return _operator(_anyOrganisation());
    }

    function _anySubmission() internal returns (bytes32) {
        uint256 at = _random(known.length + 1);
        return at == known.length ? keccak256("unknown") : known[at];
    }

    /// One in that phase, from a random place on; 0 where there is none.
    function _submissionIn(IValuation.Phase phase) internal returns (bytes32) {
        uint256 start = _random(known.length);
        for (uint256 i = 0; i < known.length; ++i) {
            bytes32 id = known[(start + i) % known.length];
            if (lives[id].opened && !lives[id].ended && valuation.phaseOf(id) == phase) return id;
        }
        return 0;
    }

    /// The running round's blocks pass until its phase is over by time.
    function _waitFor(uint256 blockNumber) internal {
        if (vm.getBlockNumber() < blockNumber) mine(blockNumber - vm.getBlockNumber());
    }

    // ------------------------------------------------------------------ the clock

    /// Blocks, some seconds each; now and then so many that seeds become unreadable.
    function passBlocks(uint256 seed) external acts(seed) {
        uint256 blocks = _chance(12) ? 300 : 1 + _random(25);
        vm.roll(vm.getBlockNumber() + blocks);
        vm.warp(vm.getBlockTimestamp() + blocks * (1 + _random(12)));
    }

    /// Hours or days, hardly a block: a chain that stood.
    function passTime(uint256 seed) external acts(seed) {
        vm.roll(vm.getBlockNumber() + 1);
        vm.warp(vm.getBlockTimestamp() + (_chance(3) ? _random(6 days) : _random(1 days)));
    }

    // ------------------------------------------------------------------ what the ledger says

    function submissions() external view returns (uint256) {
        return known.length;
    }

    function _isFresh(uint256 asOfBlock, uint32 epoch) internal view returns (bool) {
        return narrowedAt <= asOfBlock && asOfBlock < vm.getBlockNumber() && epoch == membership.epoch();
    }

    /// A ballot that its panelist makes: three in four of a round agree.
    function _ballotOf(bytes32 id, uint8 round, uint32 panelist) internal view returns (IValuation.Ballot memory) {
        uint256 own = uint256(keccak256(abi.encode("own", id, round, panelist)));
        uint256 common = uint256(keccak256(abi.encode("common", id, round)));
        uint256 choice = (own % 4 == 0 ? own : common) >> 8;
        uint256 verdict = choice % 8;
        if (verdict == 0) return _plain(IValuation.Verdict.Invalid);
        if (verdict == 1) return _plain(IValuation.Verdict.Unavailable);
        if (verdict == 2 && indicators.isEarlier(known[0], id)) {
            bytes32 prior = indicators.isEarlier(known[1], id) && own & 1 == 0 ? known[1] : known[0];
            return IValuation.Ballot(IValuation.Verdict.Duplicate, 0, 0, 0, prior);
        }
        return _valid(uint8((choice >> 16) % 5), uint16(1 + (own >> 32) % 10_000), uint16(1 + (own >> 64) % 10_000));
    }

    // ------------------------------------------------------------------ money

    function _moneyIn(uint256 amount) internal {
        tokensIn += amount;
    }

    function _moneyOut(uint256 amount) internal {
        tokensOut += amount;
    }
}
