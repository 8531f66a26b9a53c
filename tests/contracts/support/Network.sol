// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Indicators} from "contracts/indicators/Indicators.sol";
import {Releases} from "contracts/indicators/Releases.sol";
import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IKeyDirectory} from "contracts/interfaces/IKeyDirectory.sol";
import {KeyDirectory} from "contracts/membership/KeyDirectory.sol";
import {Membership} from "contracts/membership/Membership.sol";
import {Relations} from "contracts/membership/Relations.sol";
import {Base} from "../Base.sol";

/// @title Network
/// @notice Membership, relations, keys, indicators and releases, deployed for real; Rewards and Valuation are accounts.
///         Nothing is started and nobody listed: `_open` does both.
abstract contract Network is Base {
    uint64 internal constant GOVERNOR_ROLE = 1;
    uint64 internal constant REGISTRAR_ROLE = 2;
    uint32 internal constant EPOCH_SECONDS = 7 days;
    uint32 internal constant ROTATION_SECONDS = 1 days;
    uint48 internal constant ENERGY = 1 << 7;
    uint48 internal constant FINANCE = 1 << 8;
    bytes32 internal constant TERMS = keccak256("a digest of the terms");

    address internal governor = account("governor");
    address internal registrar = account("registrar");
    address internal outsider = account("outsider");
    address internal rewards = account("rewards");
    address internal valuation = account("valuation");

    AccessManager internal manager;
    Membership internal membership;
    Relations internal relations;
    KeyDirectory internal keyDirectory;
    Indicators internal indicators;
    Releases internal releases;

    function setUp() public virtual {
        vm.roll(1_000);
        vm.warp(1_800_000_000);
        manager = new AccessManager(address(this));
        membership = new Membership(address(manager), rewards, EPOCH_SECONDS);
        relations = new Relations(membership);
        keyDirectory = new KeyDirectory(membership, ROTATION_SECONDS);
        indicators = new Indicators(membership, keyDirectory, valuation);
        releases = new Releases(membership, indicators);
        _permit(GOVERNOR_ROLE, governor, Membership.start.selector);
        _permit(GOVERNOR_ROLE, governor, Membership.publishTerms.selector);
        _permit(GOVERNOR_ROLE, governor, Membership.classifySector.selector);
        _permit(REGISTRAR_ROLE, registrar, Membership.list.selector);
        _permit(REGISTRAR_ROLE, registrar, Membership.setSectors.selector);
        _permit(REGISTRAR_ROLE, registrar, Membership.setTier.selector);
        _permit(REGISTRAR_ROLE, registrar, Membership.suspend.selector);
        _permit(REGISTRAR_ROLE, registrar, Membership.reinstate.selector);
        _permit(REGISTRAR_ROLE, registrar, Membership.remove.selector);
    }

    // --- acts ---

    function _permit(uint64 role, address holder, bytes4 selector) internal {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        manager.setTargetFunctionRole(address(membership), selectors, role);
        manager.grantRole(role, holder, 0);
    }

    function _publishTerms() internal returns (uint16) {
        vm.prank(governor);
        return membership.publishTerms(TERMS, "terms.txt");
    }

    function _start() internal {
        vm.prank(governor);
        membership.start();
    }

    function _list(string memory name, uint48 sectors, uint8 tier) internal returns (uint32) {
        address operator = _operator(name);
        vm.prank(registrar);
        return membership.list(_owner(name), operator, _payout(name), sectors, tier);
    }

    function _accept(string memory name) internal {
        uint16 version = membership.termsInForce();
        vm.prank(_operator(name));
        membership.acceptTerms(version);
    }

    /// Listed, with the terms in force accepted.
    function _candidate(string memory name, uint48 sectors, uint8 tier) internal returns (uint32 id) {
        id = _list(name, sectors, tier);
        _accept(name);
    }

    /// In standing until the end of the next epoch.
    function _active(string memory name, uint48 sectors, uint8 tier) internal returns (uint32 id) {
        id = _candidate(name, sectors, tier);
        _grant(id, membership.epoch() + 1);
    }

    function _grant(uint32 id, uint32 untilEpoch) internal {
        vm.prank(rewards);
        membership.grantStanding(id, untilEpoch);
    }

    function _suspend(uint32 id) internal {
        vm.prank(registrar);
        membership.suspend(id);
    }

    function _remove(uint32 id) internal {
        vm.prank(registrar);
        membership.remove(id);
    }

    function _announce(string memory name, uint32 number) internal {
        vm.prank(_operator(name));
        keyDirectory.announce(IKeyDirectory.Purpose.Sealing, number, bytes(name));
    }

    /// Into the first second of an epoch, and as many blocks.
    function _enterEpoch(uint32 epoch) internal {
        uint256 start = membership.epochStart(epoch);
        vm.roll(vm.getBlockNumber() + start - vm.getBlockTimestamp());
        vm.warp(start);
    }

    // --- words ---

    function _owner(string memory name) internal returns (address) {
        return account(string.concat(name, " owner"));
    }

    function _operator(string memory name) internal returns (address) {
        return account(string.concat(name, " operator"));
    }

    function _payout(string memory name) internal returns (address) {
        return account(string.concat(name, " payout"));
    }

    /// Readers: energy, any tier; TLP AMBER; a year to live; no flags. Built from shifts alone, not by the library.
    function _policy(uint32 organisation) internal view returns (uint256) {
        uint256 terms = membership.termsInForce();
        return uint256(organisation) | (uint256(ENERGY) << 32) | (8 << 80) | (1 << 88) | (3 << 92) | (terms << 112)
            | ((vm.getBlockTimestamp() + 365 days) << 208);
    }

    function _item(uint256 seed) internal pure returns (IIndicators.Item memory) {
        return IIndicators.Item(
            keccak256(abi.encode("commitment", seed)),
            keccak256(abi.encode("keyCommit", seed)),
            keccak256(abi.encode("ciphertext", seed))
        );
    }

    /// As of the block before, for the running epoch.
    function _fresh() internal view returns (IIndicators.Release memory) {
        return IIndicators.Release(keccak256("slots"), uint64(vm.getBlockNumber() - 1), membership.epoch());
    }

    function _noRelease() internal pure returns (IIndicators.Release memory) {
        return IIndicators.Release(0, 0, 0);
    }

    function _submit(string memory name, uint256 seed) internal returns (bytes32) {
        uint256 policy = _policy(membership.organisationOf(_operator(name)));
        IIndicators.Release memory release_ = _fresh();
        vm.prank(_operator(name));
        return indicators.submit(_item(seed), policy, release_);
    }

    function _refuses(bytes memory error_) internal {
        vm.expectRevert(error_);
    }
}
