// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Policies
/// @notice Reads and writes the one-word policy record of a submission.
/// @dev Reads and writes only: what a submission may say, and when, is for Indicators to check.
///      From the least significant bit: organisation 32, readerSectors 48 (bit s-1 = sector s),
///      affectedSector 8 (0 = not declared), minimumTier 4 (1 regular, 2 core, 3 critical), tlp 4
///      (1 CLEAR, 2 GREEN, 3 AMBER, 4 AMBER+STRICT, 5 RED), state 8, flags 8, termsVersion 16,
///      submittedAt 40, notBefore 40, expiresAt 40. The upper 8 bits are zero.
library Policies {
    uint8 internal constant STATE_LIVE = 1;
    uint8 internal constant STATE_REVOKED = 2;
    uint8 internal constant STATE_SUPERSEDED = 3;

    uint8 internal constant FLAG_ALLOW_LISTED = 0x01;
    uint8 internal constant FLAG_VALUATION_DECLINED = 0x02;
    /// @dev The flags that a submitter may set; the ones below are the contract's own.
    uint8 internal constant SUBMITTER_FLAGS = 0x03;
    uint8 internal constant FLAG_RELEASED_AT_SUBMISSION = 0x10;
    uint8 internal constant FLAG_UNDER_VALUATION = 0x20;

    uint8 internal constant TLP_RED = 5;
    uint8 internal constant MAX_SECTOR = 48;
    uint8 internal constant MAX_TIER = 3;

    /// @dev What a submitter leaves zero: state, submittedAt, the contract's flags and the upper 8 bits.
    uint256 internal constant RESERVED =
        (uint256(0xff) << 248) | (uint256(type(uint40).max) << 128) | (uint256(0xfc) << 104) | (uint256(0xff) << 96);
    /// @dev What decides who is eligible: organisation, readerSectors, minimumTier, tlp and the allow-listed flag.
    uint256 internal constant READERS = (uint256(FLAG_ALLOW_LISTED) << 104) | (uint256(0xff) << 88)
        | (uint256(type(uint48).max) << 32) | uint256(type(uint32).max);

    // A cast that cuts off the fields above is how a field is read.
    // forge-lint: disable-start(unsafe-typecast)

    function organisation(uint256 policy) internal pure returns (uint32) {
        return uint32(policy);
    }

    function readerSectors(uint256 policy) internal pure returns (uint48) {
        return uint48(policy >> 32);
    }

    function affectedSector(uint256 policy) internal pure returns (uint8) {
        return uint8(policy >> 80);
    }

    function minimumTier(uint256 policy) internal pure returns (uint8) {
        return uint8(policy >> 88) & 0x0f;
    }

    function tlp(uint256 policy) internal pure returns (uint8) {
        return uint8(policy >> 92) & 0x0f;
    }

    function state(uint256 policy) internal pure returns (uint8) {
        return uint8(policy >> 96);
    }

    function flags(uint256 policy) internal pure returns (uint8) {
        return uint8(policy >> 104);
    }

    function termsVersion(uint256 policy) internal pure returns (uint16) {
        return uint16(policy >> 112);
    }

    function submittedAt(uint256 policy) internal pure returns (uint40) {
        return uint40(policy >> 128);
    }

    function notBefore(uint256 policy) internal pure returns (uint40) {
        return uint40(policy >> 168);
    }

    function expiresAt(uint256 policy) internal pure returns (uint40) {
        return uint40(policy >> 208);
    }

    // forge-lint: disable-end(unsafe-typecast)

    function hasFlag(uint256 policy, uint8 flag) internal pure returns (bool) {
        return flags(policy) & flag != 0;
    }

    /// @notice The table of who may read, as far as the policy and a reader's sectors and tier decide it. Empty or
    ///         unknown means nobody. Standing, terms, time and state are for the caller.
    function admits(uint256 policy, uint48 sectors, uint8 tier) internal pure returns (bool) {
        uint8 marking = tlp(policy);
        if (marking == 0 || marking > TLP_RED) return false;
        if (marking == TLP_RED && !hasFlag(policy, FLAG_ALLOW_LISTED)) return false;
        return readerSectors(policy) & sectors != 0 && tier >= minimumTier(policy);
    }

    /// @notice Whether the same organisations are eligible under both, because every field that decides it is equal.
    function sameReaders(uint256 policy, uint256 other) internal pure returns (bool) {
        return (policy ^ other) & READERS == 0;
    }

    function withState(uint256 policy, uint8 newState) internal pure returns (uint256) {
        return (policy & ~(uint256(0xff) << 96)) | (uint256(newState) << 96);
    }

    function withFlag(uint256 policy, uint8 flag) internal pure returns (uint256) {
        return policy | (uint256(flag) << 104);
    }

    function withoutFlag(uint256 policy, uint8 flag) internal pure returns (uint256) {
        return policy & ~(uint256(flag) << 104);
    }

    /// @dev submittedAt must still be zero.
    function withSubmittedAt(uint256 policy, uint40 at) internal pure returns (uint256) {
        return policy | (uint256(at) << 128);
    }
}
