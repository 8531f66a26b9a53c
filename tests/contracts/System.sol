// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SemaphoreVerifier} from "@semaphore-protocol/contracts/base/SemaphoreVerifier.sol";
import {ISemaphoreVerifier} from "@semaphore-protocol/contracts/interfaces/ISemaphoreVerifier.sol";
import {Attestations} from "contracts/attestations/Attestations.sol";
import {Group} from "contracts/attestations/Group.sol";
import {Relays} from "contracts/attestations/Relays.sol";
import {Indicators} from "contracts/indicators/Indicators.sol";
import {Releases} from "contracts/indicators/Releases.sol";
import {IAttestations} from "contracts/interfaces/IAttestations.sol";
import {IIndicators} from "contracts/interfaces/IIndicators.sol";
import {IPricing} from "contracts/interfaces/IPricing.sol";
import {IRewards} from "contracts/interfaces/IRewards.sol";
import {ISeats} from "contracts/interfaces/ISeats.sol";
import {IValuation} from "contracts/interfaces/IValuation.sol";
import {KeyDirectory} from "contracts/membership/KeyDirectory.sol";
import {Membership} from "contracts/membership/Membership.sol";
import {Relations} from "contracts/membership/Relations.sol";
import {AnyToken} from "contracts/mocks/Tokens.sol";
import {Pool} from "contracts/rewards/Pool.sol";
import {Pricing} from "contracts/rewards/Pricing.sol";
import {Rewards} from "contracts/rewards/Rewards.sol";
import {Seats} from "contracts/valuation/Seats.sol";
import {Valuation} from "contracts/valuation/Valuation.sol";
import {Base} from "./Base.sol";

/// @title System
/// @notice Everything deployed for real, at the addresses that were predicted for it, and sixteen organisations:
///         1 a candidate, 2 and 3 active, 4..16 active with seats 0..12. Started, the pool funded.
abstract contract System is Base {
    uint64 internal constant GOVERNOR_ROLE = 1;
    uint64 internal constant REGISTRAR_ROLE = 2;
    uint64 internal constant TREASURER_ROLE = 3;
    uint64 internal constant PANELIST_ROLE = 4;

    uint32 internal constant CANDIDATE = 1;
    uint32 internal constant ALICE = 2;
    uint32 internal constant BOB = 3;
    uint32 internal constant FIRST_PANELIST = 4;
    uint32 internal constant ORGANISATIONS = 16;
    uint8 internal constant SEATS = 13;

    uint32 internal constant EPOCH_SECONDS = 7 days;
    uint256 internal constant UNIT = 1e6;
    uint256 internal constant FUNDS = 100_000 * UNIT;
    uint256 internal constant POCKET = 1_000_000 * UNIT;

    address internal governor = address(0xA11);
    address internal registrar = address(0xA12);
    address internal treasurer = address(0xA13);
    address internal outsider = address(0xA14);

    AnyToken public token;
    AccessManager public manager;
    Membership public membership;
    Relations public relations;
    KeyDirectory public keyDirectory;
    Indicators public indicators;
    Releases public releases;
    Pool public pool;
    Seats public seats;
    Valuation public valuation;
    Pricing public pricing;
    Rewards public rewards;
    Group public group;
    Attestations public attestations;
    Relays public relays;

    uint256 internal submitted;

    function setUp() public virtual {
        vm.roll(1_000);
        vm.warp(1_800_000_000);
        _deploy();
        _permit();
        _admit();
        vm.prank(governor);
        membership.start();
        _fund(_funds());
        mine(1);
    }

    // ------------------------------------------------------------------ numbers, for tests to override

    function _newToken() internal virtual returns (address) {
        return address(new AnyToken(6));
    }

    function _funds() internal view virtual returns (uint256) {
        return FUNDS;
    }

    function _windows() internal view virtual returns (IValuation.Windows memory) {
        return IValuation.Windows(2, 20, 20, 20);
    }

    function _seatParameters() internal view virtual returns (ISeats.Parameters memory) {
        return ISeats.Parameters(uint128(100 * UNIT), uint128(25 * UNIT));
    }

    function _pricingParameters() internal view virtual returns (IPricing.Parameters memory) {
        return
            IPricing.Parameters(uint128(1_000 * UNIT), uint128(1_500 * UNIT), 10_000, 12_500, 15_000, 5_000, 20_000, 4);
    }

    function _rewardParameters() internal view virtual returns (IRewards.Parameters memory parameters) {
        parameters.submissionBond = uint128(150 * UNIT);
        parameters.stipend = uint128(10 * UNIT);
        parameters.duesFloor = uint128(20 * UNIT);
        parameters.duesCap = uint128(200 * UNIT);
        parameters.openWindowSeconds = 7 days;
        parameters.closeDelaySeconds = 1 days;
        parameters.maxOpen = 3;
        (parameters.regularShareBps, parameters.coreShareBps) = (3_000, 3_000);
        parameters.criticalShareBps = 4_000;
    }

    // ------------------------------------------------------------------ set-up

    /// Addresses of what is deployed later are those of this account's next creations.
    function _deploy() private {
        token = AnyToken(_newToken());
        manager = new AccessManager(address(this));
        uint256 nonce = vm.getNonce(address(this));
        address[9] memory at;
        for (uint256 i = 0; i < 9; ++i) {
            at[i] = vm.computeCreateAddress(address(this), nonce + i);
        }

        membership = new Membership(address(manager), at[8], EPOCH_SECONDS);
        relations = new Relations(membership);
        keyDirectory = new KeyDirectory(membership, 1 days);
        indicators = new Indicators(membership, keyDirectory, at[6]);
        pool = new Pool(address(token), at[8], at[5]);
        seats = new Seats(address(manager), membership, pool, at[6], _seatParameters());
        valuation = new Valuation(membership, relations, indicators, seats, at[8], _windows());
        pricing = new Pricing(address(manager), membership, at[8], _pricingParameters());
        rewards = new Rewards(address(manager), membership, indicators, valuation, pricing, pool, _rewardParameters());
        releases = new Releases(membership, indicators);
        assertEq(address(seats), at[5], "seats");
        assertEq(address(valuation), at[6], "valuation");
        assertEq(address(rewards), at[8], "rewards");
        _deployAttestations();
    }

    function _deployAttestations() private {
        group = new Group(membership, ISemaphoreVerifier(address(new SemaphoreVerifier())));
        attestations = new Attestations(address(manager), membership, group, group.verifier(), 8);
        relays = new Relays(address(manager));
        _permit(GOVERNOR_ROLE, governor, address(attestations), IAttestations.registerPolicy.selector);
        _permit(GOVERNOR_ROLE, governor, address(attestations), IAttestations.retirePolicy.selector);
        _permit(GOVERNOR_ROLE, governor, address(attestations), IAttestations.setSlots.selector);
        _permit(GOVERNOR_ROLE, governor, address(relays), Relays.list.selector);
        _permit(GOVERNOR_ROLE, governor, address(relays), Relays.delist.selector);
    }

    function _permit() private {
        _permit(GOVERNOR_ROLE, governor, address(membership), Membership.start.selector);
        _permit(GOVERNOR_ROLE, governor, address(membership), Membership.publishTerms.selector);
        _permit(GOVERNOR_ROLE, governor, address(membership), Membership.classifySector.selector);
        _permit(GOVERNOR_ROLE, governor, address(seats), Seats.configure.selector);
        _permit(GOVERNOR_ROLE, governor, address(pricing), Pricing.configure.selector);
        bytes4 configure =
            bytes4(keccak256("configure((uint128,uint128,uint128,uint128,uint32,uint32,uint16,uint16,uint16,uint16))"));
        _permit(GOVERNOR_ROLE, governor, address(rewards), configure);
        _permit(TREASURER_ROLE, treasurer, address(pricing), Pricing.setTarget.selector);
        _permit(REGISTRAR_ROLE, registrar, address(membership), Membership.list.selector);
        _permit(REGISTRAR_ROLE, registrar, address(membership), Membership.setSectors.selector);
        _permit(REGISTRAR_ROLE, registrar, address(membership), Membership.setTier.selector);
        _permit(REGISTRAR_ROLE, registrar, address(membership), Membership.suspend.selector);
        _permit(REGISTRAR_ROLE, registrar, address(membership), Membership.reinstate.selector);
        _permit(REGISTRAR_ROLE, registrar, address(membership), Membership.remove.selector);
        _permit(PANELIST_ROLE, address(this), address(seats), Seats.take.selector);
    }

    function _permit(uint64 role, address holder, address target, bytes4 selector) internal {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        manager.setTargetFunctionRole(target, selectors, role);
        manager.grantRole(role, holder, 0);
    }

    function _admit() private {
        vm.startPrank(governor);
        membership.publishTerms(sha256("terms"), "terms.txt");
        for (uint8 sector = 2; sector <= 48; ++sector) {
            membership.classifySector(sector, sector % 3 + 1);
        }
        vm.stopPrank();
        for (uint32 id = 1; id <= ORGANISATIONS; ++id) {
            _list();
            if (id != CANDIDATE) _payDues(id);
            if (id >= FIRST_PANELIST) _take(id, uint8(id - FIRST_PANELIST));
        }
    }

    // ------------------------------------------------------------------ acts of membership

    /// A candidate that accepted the terms, with money that the Pool may take. Sectors 1, 2 and one of 3..6.
    function _list() internal returns (uint32 id) {
        id = membership.organisationCount() + 1;
        vm.prank(registrar);
        membership.list(_owner(id), _operator(id), _payout(id), uint48(3 | (4 << (id % 4))), uint8(id % 3 + 1));
        token.mint(_operator(id), POCKET);
        vm.startPrank(_operator(id));
        token.approve(address(pool), type(uint256).max);
        membership.acceptTerms(membership.latestTerms());
        vm.stopPrank();
    }

    function _payDues(uint32 id) internal {
        vm.prank(_operator(id));
        rewards.payDues(id, type(uint256).max);
    }

    function _fund(uint256 amount) internal {
        token.mint(address(this), amount);
        token.approve(address(pool), amount);
        pool.fund(amount);
    }

    function _suspend(uint32 id) internal {
        vm.prank(registrar);
        membership.suspend(id);
    }

    function _remove(uint32 id) internal {
        vm.prank(registrar);
        membership.remove(id);
    }

    function _take(uint32 id, uint8 seat) internal {
        manager.grantRole(PANELIST_ROLE, _operator(id), 0);
        vm.prank(_operator(id));
        seats.take(seat);
    }

    /// Into the first second of an epoch, and one block.
    function _enterEpoch(uint32 epoch) internal {
        vm.roll(vm.getBlockNumber() + 1);
        vm.warp(membership.epochStart(epoch));
    }

    // ------------------------------------------------------------------ acts on a submission

    /// Readers: sectors 1 and 2 of any tier; TLP AMBER; affected sector 1; a year to live. From shifts alone.
    function _policy(uint32 id) internal view returns (uint256) {
        uint256 terms = membership.termsInForce();
        return uint256(id) | (3 << 32) | (1 << 80) | (1 << 88) | (3 << 92) | (terms << 112)
            | ((vm.getBlockTimestamp() + 365 days) << 208);
    }

    /// A submission like no other, without a readers' release.
    function _submitOnly(uint32 id, uint256 policy) internal returns (bytes32) {
        bytes32 salt = keccak256(abi.encode("salt", ++submitted));
        IIndicators.Item memory item = IIndicators.Item(salt, keccak256("key"), keccak256("ciphertext"));
        vm.prank(_operator(id));
        return indicators.submit(item, policy, IIndicators.Release(0, 0, 0));
    }

    function _release(bytes32 submissionId, uint32 id) internal {
        bytes32[] memory submissionIds = new bytes32[](1);
        submissionIds[0] = submissionId;
        uint32 epoch = membership.epoch();
        vm.prank(_operator(id));
        indicators.release(
            submissionIds, IIndicators.Release(keccak256("slots"), uint64(vm.getBlockNumber() - 1), epoch)
        );
    }

    /// A submission like no other, released to its readers.
    function _submit(uint32 id) internal returns (bytes32 submissionId) {
        submissionId = _submitOnly(id, _policy(id));
        mine(1);
        _release(submissionId, id);
    }

    function _open(bytes32 submissionId, uint32 id) internal {
        vm.prank(_operator(id));
        rewards.open(submissionId);
    }

    /// Opened in this block.
    function _opened(uint32 id) internal returns (bytes32 submissionId) {
        submissionId = _submit(id);
        _open(submissionId, id);
    }

    function _draw(bytes32 submissionId) internal {
        mine(3);
        valuation.draw(submissionId);
    }

    function _releaseKey(bytes32 submissionId, uint32 id) internal {
        vm.prank(_operator(id));
        valuation.releaseKey(submissionId, keccak256("panel slots"));
    }

    /// Opened, drawn, the panel's key released.
    function _keyed(uint32 id) internal returns (bytes32 submissionId) {
        submissionId = _opened(id);
        _draw(submissionId);
        _releaseKey(submissionId, id);
    }

    function _panelist(bytes32 submissionId, uint256 place) internal view returns (uint32) {
        (uint32[] memory panel,) = valuation.panelOf(submissionId);
        return panel[place];
    }

    function _commit(bytes32 submissionId, uint256 place, IValuation.Ballot memory ballot) internal {
        uint32 panelist = _panelist(submissionId, place);
        bytes32 digest = _ballotDigest(submissionId, valuation.roundOf(submissionId).number, panelist, ballot);
        vm.prank(_operator(panelist));
        valuation.commitBallot(submissionId, digest, "sealed");
    }

    function _reveal(bytes32 submissionId, uint256 place, IValuation.Ballot memory ballot) internal {
        uint32 panelist = _panelist(submissionId, place);
        vm.prank(_operator(panelist));
        valuation.reveal(submissionId, ballot, _salt(panelist));
    }

    /// The whole panel commits and reveals these ballots, one a place.
    function _vote(bytes32 submissionId, IValuation.Ballot[] memory ballots) internal {
        for (uint256 i = 0; i < ballots.length; ++i) {
            _commit(submissionId, i, ballots[i]);
        }
        vm.roll(valuation.roundOf(submissionId).commitBy + 1);
        for (uint256 i = 0; i < ballots.length; ++i) {
            _reveal(submissionId, i, ballots[i]);
        }
    }

    /// From `open` to the settlement, five ballots the same.
    function _valued(uint32 id, IValuation.Ballot memory ballot) internal returns (bytes32 submissionId) {
        submissionId = _keyed(id);
        _vote(submissionId, _same(ballot));
        rewards.settle(submissionId);
    }

    // ------------------------------------------------------------------ words

    function _owner(uint32 id) internal pure returns (address) {
        return address(uint160(0x10000 + id));
    }

    function _operator(uint32 id) internal pure returns (address) {
        return address(uint160(0x20000 + id));
    }

    function _payout(uint32 id) internal pure returns (address) {
        return address(uint160(0x30000 + id));
    }

    function _salt(uint32 panelist) internal pure returns (bytes32) {
        return keccak256(abi.encode("ballot salt", panelist));
    }

    /// From the document's table, not by the library.
    function _ballotDigest(bytes32 submissionId, uint8 round, uint32 panelist, IValuation.Ballot memory ballot)
        internal
        view
        returns (bytes32)
    {
        bytes memory bound_ =
            abi.encode(keccak256("ais/v1/ballot"), block.chainid, valuation, submissionId, round, panelist);
        return keccak256(bytes.concat(bound_, abi.encode(ballot, _salt(panelist))));
    }

    function _valid(uint8 sector, uint16 severityBps, uint16 scopeBps)
        internal
        pure
        returns (IValuation.Ballot memory)
    {
        return IValuation.Ballot(IValuation.Verdict.Valid, sector, severityBps, scopeBps, 0);
    }

    function _plain(IValuation.Verdict verdict) internal pure returns (IValuation.Ballot memory) {
        return IValuation.Ballot(verdict, 0, 0, 0, 0);
    }

    function _same(IValuation.Ballot memory ballot) internal pure returns (IValuation.Ballot[] memory ballots) {
        ballots = new IValuation.Ballot[](5);
        for (uint256 i = 0; i < 5; ++i) {
            ballots[i] = ballot;
        }
    }

    function _refuses(bytes memory error_) internal {
        vm.expectRevert(error_);
    }

    function _refuses(bytes4 selector) internal {
        vm.expectPartialRevert(selector);
    }
}
