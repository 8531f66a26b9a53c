// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {Submitting} from "./Indicators.t.sol";
import {Network} from "./support/Network.sol";

abstract contract Batching is Submitting {
    function _items(uint256 count) internal pure returns (IIndicators.Item[] memory items) {
        items = new IIndicators.Item[](count);
        for (uint256 i = 0; i < count; ++i) {
            items[i] = _item(i);
        }
    }
}

/// What refuses a single submission refuses a batch, pair by pair.
contract IndicatorsBatchPolicyTest is Batching {
    function _refusesPolicy(uint256 policy, bytes memory error_) private {
        _refuses(error_);
        vm.prank(submitter);
        indicators.submitBatch(_items(2), policy, _noRelease());
    }

    /// The policy of one's organisation with other bits in one field.
    function _with(uint256 shift, uint256 width, uint256 value) private view returns (uint256) {
        uint256 mask = ((uint256(1) << width) - 1) << shift;
        return (_policy(id) & ~mask) | (value << shift);
    }

    /// Before the start no batch is submitted.
    function test_submitBatch_reverts_IndicatorsNotStarted() public {
        Network.setUp();
        _publishTerms();
        _candidate("a", FINANCE, 1);
        _refusesPolicy(_policy(1), abi.encodeWithSelector(IIndicators.IndicatorsNotStarted.selector));
    }

    /// A suspended organisation submits no batch.
    function test_submitBatch_reverts_MembershipWrongStatus() public {
        _suspend(id);
        bytes4 selector = IMembership.MembershipWrongStatus.selector;
        _refusesPolicy(_policy(id), abi.encodeWithSelector(selector, id, IMembership.Status.Suspended));
    }

    /// Nor does one that has not accepted the terms in force.
    function test_submitBatch_reverts_MembershipTermsStale() public {
        _publishTerms();
        _enterEpoch(2);
        _refusesPolicy(_policy(id), abi.encodeWithSelector(IMembership.MembershipTermsStale.selector, id, 1, 2));
    }

    /// A batch's policy leaves zero what is the contract's.
    function test_submitBatch_reverts_IndicatorsPolicyReserved() public {
        uint256 policy = _with(96, 8, 1);
        _refusesPolicy(policy, abi.encodeWithSelector(IIndicators.IndicatorsPolicyReserved.selector, policy));
    }

    /// A batch is in the caller's name.
    function test_submitBatch_reverts_IndicatorsPolicyOrganisation() public {
        bytes4 selector = IIndicators.IndicatorsPolicyOrganisation.selector;
        _refusesPolicy(_policy(id + 1), abi.encodeWithSelector(selector, id + 1, id));
    }

    /// A batch is under the terms in force.
    function test_submitBatch_reverts_IndicatorsPolicyTerms() public {
        _refusesPolicy(_with(112, 16, 2), abi.encodeWithSelector(IIndicators.IndicatorsPolicyTerms.selector, 2, 1));
    }

    /// The affected sector is 0 to 48.
    function test_submitBatch_reverts_IndicatorsPolicySector() public {
        _refusesPolicy(_with(80, 8, 49), abi.encodeWithSelector(IIndicators.IndicatorsPolicySector.selector, 49));
    }

    /// The minimum tier is 1 to 3.
    function test_submitBatch_reverts_IndicatorsPolicyTier() public {
        _refusesPolicy(_with(88, 4, 4), abi.encodeWithSelector(IIndicators.IndicatorsPolicyTier.selector, 4));
    }

    /// TLP is 1 to 5.
    function test_submitBatch_reverts_IndicatorsPolicyTlp() public {
        _refusesPolicy(_with(92, 4, 6), abi.encodeWithSelector(IIndicators.IndicatorsPolicyTlp.selector, 6));
    }

    /// A batch that is over already is refused.
    function test_submitBatch_reverts_IndicatorsPolicyExpiry() public {
        uint256 current = vm.getBlockTimestamp();
        bytes4 selector = IIndicators.IndicatorsPolicyExpiry.selector;
        _refusesPolicy(
            _with(208, 40, current), abi.encodeWithSelector(selector, current, current + 1, current + 730 days)
        );
    }

    /// An embargo lasts 90 days at most.
    function test_submitBatch_reverts_IndicatorsPolicyEmbargo() public {
        uint256 latest = vm.getBlockTimestamp() + 90 days;
        bytes4 selector = IIndicators.IndicatorsPolicyEmbargo.selector;
        _refusesPolicy(_with(168, 40, latest + 1), abi.encodeWithSelector(selector, latest + 1, latest));
    }

    /// A readers' release does not come with an embargoed batch.
    function test_submitBatch_reverts_IndicatorsReleaseWithEmbargo() public {
        uint256 notBefore = vm.getBlockTimestamp() + 1;
        uint256 policy = _with(168, 40, notBefore);
        IIndicators.Release memory release_ = _fresh();
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsReleaseWithEmbargo.selector, notBefore));
        vm.prank(submitter);
        indicators.submitBatch(_items(2), policy, release_);
    }
}

contract IndicatorsSubmitBatchTest is Batching {
    /// An empty batch is refused.
    function test_submitBatch_reverts_IndicatorsEmptyBatch() public {
        uint256 policy = _policy(id);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsEmptyBatch.selector));
        vm.prank(submitter);
        indicators.submitBatch(_items(0), policy, _noRelease());
    }

    /// 513 items are refused, 512 taken.
    function test_submitBatch_reverts_IndicatorsBatchTooLarge() public {
        uint256 policy = _policy(id);
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsBatchTooLarge.selector, 513, 512));
        vm.prank(submitter);
        indicators.submitBatch(_items(513), policy, _noRelease());
        vm.prank(submitter);
        assertEq(indicators.submitBatch(_items(512), policy, _noRelease()).length, 512);
    }

    /// One item with a zero field refuses the whole batch, and says which.
    function test_submitBatch_reverts_IndicatorsZeroField() public {
        uint256 policy = _policy(id);
        IIndicators.Item[] memory items = _items(3);
        items[2].keyCommit = 0;
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsZeroField.selector, 2));
        vm.prank(submitter);
        indicators.submitBatch(items, policy, _noRelease());
        assertEq(indicators.policyOf(_idOf(items[0], policy)), 0);
    }

    /// The same item twice refuses the whole batch.
    function test_submitBatch_reverts_IndicatorsDuplicate() public {
        uint256 policy = _policy(id);
        IIndicators.Item[] memory items = _items(3);
        items[2] = items[0];
        _refuses(abi.encodeWithSelector(IIndicators.IndicatorsDuplicate.selector, _idOf(items[0], policy)));
        vm.prank(submitter);
        indicators.submitBatch(items, policy, _noRelease());
    }

    /// Owners submit no batch either.
    function test_submitBatch_reverts_MembershipNotOperator() public {
        uint256 policy = _policy(id);
        address owner = _owner("a");
        _refuses(abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, owner));
        vm.prank(owner);
        indicators.submitBatch(_items(2), policy, _noRelease());
    }

    /// Each item is recorded under the one policy and its own id, and one event releases them all.
    function testFuzz_submitBatch_recordsEachItem(uint8 count, bool fresh) public {
        IIndicators.Item[] memory items = _items(bound(count, 1, 20));
        uint256 policy = _policy(id);
        IIndicators.Release memory release_ = _fresh();
        if (!fresh) release_.epoch += 1;
        bytes32[] memory ids = new bytes32[](items.length);
        for (uint256 i = 0; i < items.length; ++i) {
            ids[i] = _idOf(items[i], policy);
        }
        vm.expectEmit(address(indicators));
        if (fresh) emit IIndicators.ReadersReleased(release_.slotsDigest, release_.asOfBlock, release_.epoch, ids);
        else emit IIndicators.ReleaseDeferred(release_.slotsDigest, release_.asOfBlock, release_.epoch);
        vm.prank(submitter);
        assertEq(keccak256(abi.encode(indicators.submitBatch(items, policy, release_))), keccak256(abi.encode(ids)));
        for (uint256 i = 0; i < ids.length; ++i) {
            assertEq(_state(ids[i]), 1, "live");
            assertEq(indicators.releasedAt(ids[i]) != 0, fresh, "released");
        }
    }
}
