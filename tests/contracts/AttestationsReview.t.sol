// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

/// What a claim opens is all that it shows: whoever sees one on its way can send it first, with a `next` of its own.
contract AttestationsReviewTest is AttestationFixture {
    function setUp() public override {
        super.setUp();
        _open();
        _post("hidden");
        _enterEpoch(3);
        group.snapshot();
        _enterEpoch(4);
    }

    /// OPEN: an outsider that copied a claim goes on counting, and the customer cannot.
    function test_whoeverCopiesAClaimCarriesItOn() public {
        IAttestations.Opening memory former = _opening("hidden");
        address silent = _nextTau("hidden");
        (address honest, address invented) = (address(0xbeef), address(0xbad));
        IAttestations.Claim memory claim =
            IAttestations.Claim(policy, 3, _tau("hidden"), silent, _word(".nextSalt"), _nameOf(honest));

        claim.next = _nameOf(invented);
        vm.prank(outsider);
        attestations.claimMissing(claim, former);

        claim.next = _nameOf(honest);
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsTauUsed.selector, silent));
        attestations.claimMissing(claim, former);

        group.snapshot();
        _enterEpoch(5);
        claim = IAttestations.Claim(policy, 4, silent, invented, _word(".nextSalt"), _nameOf(invented));
        vm.prank(outsider);
        attestations.claimStillMissing(claim, _nameOf(invented), 1);
        assertEq(attestations.tally(policy, 4).missing, 1, "of a relationship that may have posted in 4");
    }
}
