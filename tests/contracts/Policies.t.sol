// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Policies} from "contracts/libraries/Policies.sol";
import {Base} from "./Base.sol";

/// @dev The layout is stated here a second time, as shifts from the document, and never taken from the library.
contract PoliciesTest is Base {
    using Policies for uint256;

    struct Fields {
        uint32 organisation;
        uint48 readerSectors;
        uint8 affectedSector;
        uint8 minimumTier;
        uint8 tlp;
        uint8 state;
        uint8 flags;
        uint16 termsVersion;
        uint40 submittedAt;
        uint40 notBefore;
        uint40 expiresAt;
    }

    function _pack(Fields memory fields) private pure returns (uint256 word) {
        word = uint256(fields.organisation);
        word += uint256(fields.readerSectors) * 2 ** 32;
        word += uint256(fields.affectedSector) * 2 ** 80;
        word += uint256(fields.minimumTier) * 2 ** 88;
        word += uint256(fields.tlp) * 2 ** 92;
        word += uint256(fields.state) * 2 ** 96;
        word += uint256(fields.flags) * 2 ** 104;
        word += uint256(fields.termsVersion) * 2 ** 112;
        word += uint256(fields.submittedAt) * 2 ** 128;
        word += uint256(fields.notBefore) * 2 ** 168;
        word += uint256(fields.expiresAt) * 2 ** 208;
    }

    function _fit(Fields memory fields) private pure {
        fields.minimumTier %= 16;
        fields.tlp %= 16;
    }

    /// Every field reads back as it was packed, whatever stands beside it and above.
    function testFuzz_fields_readBackAsPacked(Fields memory fields, uint8 above) public pure {
        _fit(fields);
        uint256 word = _pack(fields) + uint256(above) * 2 ** 248;
        assertEq(word.organisation(), fields.organisation, "organisation");
        assertEq(word.readerSectors(), fields.readerSectors, "readerSectors");
        assertEq(word.affectedSector(), fields.affectedSector, "affectedSector");
        assertEq(word.minimumTier(), fields.minimumTier, "minimumTier");
        assertEq(word.tlp(), fields.tlp, "tlp");
        assertEq(word.state(), fields.state, "state");
        assertEq(word.flags(), fields.flags, "flags");
        assertEq(word.termsVersion(), fields.termsVersion, "termsVersion");
        assertEq(word.submittedAt(), fields.submittedAt, "submittedAt");
        assertEq(word.notBefore(), fields.notBefore, "notBefore");
        assertEq(word.expiresAt(), fields.expiresAt, "expiresAt");
    }

    /// Setting state, a flag or the time changes that field alone.
    function testFuzz_setters_changeOneFieldAlone(Fields memory fields, uint8 state, uint8 bit, uint40 at) public pure {
        _fit(fields);
        uint8 flag = uint8(2 ** (bit % 8));
        uint256 word = _pack(fields);
        uint8 flags = fields.flags;

        fields.flags = flags | flag;
        assertEq(word.withFlag(flag), _pack(fields), "withFlag");
        assertTrue(word.withFlag(flag).hasFlag(flag), "hasFlag");
        fields.flags = flags & ~flag;
        assertEq(word.withoutFlag(flag), _pack(fields), "withoutFlag");
        assertFalse(word.withoutFlag(flag).hasFlag(flag), "hasFlag not");
        fields.flags = flags;
        fields.submittedAt = 0;
        word = _pack(fields);
        fields.submittedAt = at;
        assertEq(word.withSubmittedAt(at), _pack(fields), "withSubmittedAt");
        word = _pack(fields);
        fields.state = state;
        assertEq(word.withState(state), _pack(fields), "withState");
    }

    /// A submitter leaves zero exactly what is not its own to set.
    function test_reserved_isWhatTheContractSets() public pure {
        Fields memory own = Fields(
            type(uint32).max,
            type(uint48).max,
            255,
            15,
            15,
            0,
            3,
            type(uint16).max,
            0,
            type(uint40).max,
            type(uint40).max
        );
        assertEq(Policies.RESERVED, ~_pack(own));
    }

    /// Two policies have the same readers where organisation, sectors, tier, TLP and the allow-listed flag are equal.
    function testFuzz_sameReaders_looksAtFiveFields(Fields memory a, Fields memory b, uint8 equal) public pure {
        _fit(a);
        _fit(b);
        if (equal & 32 != 0) equal = 31; // half of the runs
        if (equal & 1 != 0) b.organisation = a.organisation;
        if (equal & 2 != 0) b.readerSectors = a.readerSectors;
        if (equal & 4 != 0) b.minimumTier = a.minimumTier;
        if (equal & 8 != 0) b.tlp = a.tlp;
        if (equal & 16 != 0) b.flags = (b.flags & 0xfe) | (a.flags & 1);
        bool same = a.organisation == b.organisation && a.readerSectors == b.readerSectors
            && a.minimumTier == b.minimumTier && a.tlp == b.tlp && a.flags % 2 == b.flags % 2;
        assertEq(_pack(a).sameReaders(_pack(b)), same);
    }

    /// The table over its whole small world: four sets of two sectors on both sides, all tiers, TLP 0..7, both flags.
    function test_admits_equalsTheTableCellByCell() public pure {
        Fields memory fields;
        for (uint256 cell = 0; cell < 4 * 4 * 4 * 4 * 8 * 2; ++cell) {
            fields.readerSectors = uint48(cell % 4);
            uint48 sectors = uint48(cell / 4 % 4);
            fields.minimumTier = uint8(cell / 16 % 4);
            uint8 tier = uint8(cell / 64 % 4);
            fields.tlp = uint8(cell / 256 % 8);
            fields.flags = uint8(cell / 2048 % 2);

            bool shares = (fields.readerSectors % 2 == 1 && sectors % 2 == 1)
                || (fields.readerSectors / 2 == 1 && sectors / 2 == 1);
            bool marked = (fields.tlp >= 1 && fields.tlp <= 4) || (fields.tlp == 5 && fields.flags == 1);
            assertEq(_pack(fields).admits(sectors, tier), shares && marked && tier >= fields.minimumTier, "cell");
        }
    }
}
