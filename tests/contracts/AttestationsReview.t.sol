// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

/// Whoever sees a claim on its way, in a relay or among what waits for a block, can send it as it is and do no more.
contract AttestationsReviewTest is AttestationFixture {
    /// Of secp256k1's group.
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    address private constant HONEST = address(0xbeef);
    address private constant INVENTED = address(0xbad);

    function setUp() public override {
        super.setUp();
        _open();
        _post("hidden");
        _enterEpoch(3);
        group.snapshot();
        _enterEpoch(4);
    }

    /// The customer's claim, as whoever relays it sees it.
    function _seen() private view returns (IAttestations.Claim memory claim) {
        claim = IAttestations.Claim(policy, 3, _tau("hidden"), _nextTau("hidden"), _nameOf(HONEST), "");
        _signClaim(claim, 1);
    }

    /// It stands; what follows it in epoch 5, unsigned.
    function _goOn() private returns (IAttestations.Claim memory) {
        attestations.claimMissing(_seen(), _opening("hidden"));
        group.snapshot();
        _enterEpoch(5);
        return IAttestations.Claim(policy, 4, _nextTau("hidden"), HONEST, _nameOf(INVENTED), "");
    }

    /// None, another key's, over another silence, too long, and with the other s that recovers the same signer.
    function _notTheClaimers(IAttestations.Claim memory claim, uint8 silence) private view returns (bytes[5] memory) {
        (bytes32 digest, uint256 key) = (_claimDigest(claim, silence), _number(".claimerKey"));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return [
            bytes(""),
            _signature(digest, _tauKey("hidden")),
            _signature(_claimDigest(claim, silence + 1), key),
            abi.encodePacked(r, s, v, v),
            abi.encodePacked(r, ORDER - uint256(s), v == 27 ? uint8(28) : 27)
        ];
    }

    function _refusesClaimer(IAttestations.Claim memory claim) private {
        IAttestations.Opening memory former = _opening("hidden");
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsWrongClaimer.selector, claim.tau));
        vm.prank(outsider);
        attestations.claimMissing(claim, former);
    }

    function _refusesLaterClaimer(IAttestations.Claim memory claim) private {
        bytes32 former = _nameOf(HONEST);
        _refuses(abi.encodeWithSelector(IAttestations.AttestationsWrongClaimer.selector, claim.tau));
        vm.prank(outsider);
        attestations.claimStillMissing(claim, former, 1);
    }

    /// The former post names tau and claimer: no other tau, nobody else's signature, and none over anything else. So a
    /// copied claim with another `next` is refused.
    function test_claimMissing_reverts_AttestationsWrongClaimer() public {
        IAttestations.Claim memory claim = _seen();
        claim.next = _nameOf(INVENTED);
        _refusesClaimer(claim);
        bytes[5] memory others = _notTheClaimers(claim, 1);
        for (uint256 i = 0; i < others.length; ++i) {
            claim.signature = others[i];
            _refusesClaimer(claim);
        }
        claim.tau = outsider;
        _signClaim(claim, 1);
        _refusesClaimer(claim);
    }

    /// Nor after a claim.
    function test_claimStillMissing_reverts_AttestationsWrongClaimer() public {
        bytes memory copied = _seen().signature;
        IAttestations.Claim memory claim = _goOn();
        claim.signature = copied;
        _refusesLaterClaimer(claim);
        bytes[5] memory others = _notTheClaimers(claim, 2);
        for (uint256 i = 0; i < others.length; ++i) {
            claim.signature = others[i];
            _refusesLaterClaimer(claim);
        }
        claim.tau = outsider;
        _signClaim(claim, 2);
        _refusesLaterClaimer(claim);
    }

    /// A copied claim may be sent by anybody: it is the customer's that stands then, and the customer goes on.
    function test_whoeverCopiesAClaimSendsTheCustomers() public {
        IAttestations.Claim memory claim = _seen();
        IAttestations.Opening memory former = _opening("hidden");
        uint256 before = vm.snapshotState();
        vm.prank(outsider);
        attestations.claimMissing(claim, former);
        bytes32 standing = attestations.standing(policy, 3, claim.tau);
        vm.revertToState(before);

        claim = _goOn();
        assertEq(attestations.standing(policy, 3, claim.formerTau), standing, "the same, whoever sent it");
        _signClaim(claim, 2);
        attestations.claimStillMissing(claim, _nameOf(HONEST), 1);
        assertEq(attestations.tally(policy, 4).missing, 1, "the customer's second claim");
    }
}
