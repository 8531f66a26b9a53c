// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IPool} from "contracts/interfaces/IPool.sol";
import {ISeats} from "contracts/interfaces/ISeats.sol";
import {RefusingToken} from "contracts/mocks/Tokens.sol";
import {Seats} from "contracts/valuation/Seats.sol";
import {System} from "./System.sol";

abstract contract SeatsFixture is System {
    uint32 internal constant PANELIST = 4; // on seat 0
    uint8 internal constant EMPTY_SEAT = 20;

    function _isUnknownSeat(uint8 seat) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ISeats.SeatsUnknownSeat.selector, seat);
    }

    function _isNotOperator(address caller) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IMembership.MembershipNotOperator.selector, caller);
    }

    function _isUnauthorized(address caller) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
    }

    function _leave(uint32 id) internal {
        vm.prank(_operator(id));
        seats.leave();
    }

    function _round(uint32 id, ISeats.Outcome outcome) internal {
        vm.startPrank(address(valuation));
        seats.enterRound(id);
        seats.leaveRound(id, outcome);
        vm.stopPrank();
    }

    function _seated(uint32 id) internal view returns (bool seated) {
        (seated,) = seats.seatOf(id);
    }
}

contract SeatsConfigureTest is SeatsFixture {
    /// Only the governor sets bond and penalty.
    function test_configure_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(outsider));
        vm.prank(outsider);
        seats.configure(_seatParameters());
    }

    /// A penalty is more than nothing and at most the bond.
    function test_configure_reverts_SeatsInvalidParameters() public {
        uint128[2][3] memory wrong = [[uint128(10), 0], [uint128(10), 11], [uint128(1) << 96, 1]];
        for (uint256 i = 0; i < wrong.length; ++i) {
            _refuses(abi.encodeWithSelector(ISeats.SeatsInvalidParameters.selector, wrong[i][0], wrong[i][1]));
            vm.prank(governor);
            seats.configure(ISeats.Parameters(wrong[i][0], wrong[i][1]));
        }
    }

    /// The deployment's numbers are held to the same.
    function test_constructor_reverts_SeatsInvalidParameters() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsInvalidParameters.selector, 10, 11));
        new Seats(address(manager), membership, pool, address(valuation), ISeats.Parameters(10, 11));
    }

    /// A penalty above what is left of a bond empties the seat for draws.
    function test_configure_holds() public {
        assertTrue(seats.bonded(PANELIST), "before");
        vm.prank(governor);
        seats.configure(ISeats.Parameters(uint128(200 * UNIT), uint128(101 * UNIT)));
        assertFalse(seats.bonded(PANELIST), "after");
        assertEq(seats.parameters().noShowPenalty, 101 * UNIT, "penalty");
    }
}

contract SeatsTakeTest is SeatsFixture {
    /// The panelist's role is needed.
    function test_take_reverts_AccessManagedUnauthorized() public {
        _refuses(_isUnauthorized(_operator(ALICE)));
        vm.prank(_operator(ALICE));
        seats.take(EMPTY_SEAT);
    }

    /// There are 64 seats.
    function test_take_reverts_SeatsUnknownSeat(uint8 seat) public {
        seat = uint8(bound(seat, 64, 255));
        _refuses(_isUnknownSeat(seat));
        seats.take(seat);
    }

    /// The role without an organisation takes nothing.
    function test_take_reverts_MembershipNotOperator() public {
        _refuses(_isNotOperator(address(this)));
        seats.take(EMPTY_SEAT);
    }

    /// A candidate or suspended organisation sits on no panel.
    function test_take_reverts_SeatsNotEntitled() public {
        _suspend(BOB);
        uint32[2] memory ids = [CANDIDATE, BOB];
        for (uint256 i = 0; i < 2; ++i) {
            manager.grantRole(PANELIST_ROLE, _operator(ids[i]), 0);
            _refuses(abi.encodeWithSelector(ISeats.SeatsNotEntitled.selector, ids[i]));
            vm.prank(_operator(ids[i]));
            seats.take(EMPTY_SEAT);
        }
    }

    /// One seat an organisation.
    function test_take_reverts_SeatsAlreadySeated() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsAlreadySeated.selector, PANELIST, 0));
        vm.prank(_operator(PANELIST));
        seats.take(EMPTY_SEAT);
    }

    /// A seat that is taken from the next epoch is taken.
    function test_take_reverts_SeatsOccupied() public {
        _take(ALICE, EMPTY_SEAT);
        manager.grantRole(PANELIST_ROLE, _operator(BOB), 0);
        _refuses(abi.encodeWithSelector(ISeats.SeatsOccupied.selector, EMPTY_SEAT, ALICE));
        vm.prank(_operator(BOB));
        seats.take(EMPTY_SEAT);
    }

    /// Without the money for the bond there is no seat.
    function test_take_reverts_PoolFailure() public {
        manager.grantRole(PANELIST_ROLE, _operator(ALICE), 0);
        vm.prank(_operator(ALICE));
        token.approve(address(pool), 0);
        vm.expectRevert();
        vm.prank(_operator(ALICE));
        seats.take(EMPTY_SEAT);
        assertFalse(_seated(ALICE), "seated");
    }

    /// A seat holds from the next epoch, its bond from now.
    function test_take_holdsFromTheNextEpoch() public {
        uint256 bonds = pool.bonds();
        _take(ALICE, EMPTY_SEAT);
        assertEq(seats.occupant(EMPTY_SEAT, 1), 0, "this epoch");
        assertEq(seats.occupant(EMPTY_SEAT, 2), ALICE, "the next");
        assertEq(seats.bondOf(ALICE), 100 * UNIT, "bond");
        assertEq(pool.bonds(), bonds + 100 * UNIT, "pool");
    }

    /// Who comes back fills its bond up, and its no-shows are forgotten.
    function test_take_afterLeaving() public {
        _round(PANELIST, ISeats.Outcome.NoShow);
        _leave(PANELIST);
        _take(PANELIST, EMPTY_SEAT);
        assertEq(seats.bondOf(PANELIST), 100 * UNIT, "bond");
        _round(PANELIST, ISeats.Outcome.NoShow);
        assertTrue(_seated(PANELIST), "the first in a row");
        assertEq(seats.occupant(0, 1), PANELIST, "the former seat, this epoch");
        assertEq(seats.occupant(0, 2), 0, "the former seat, the next");
    }
}

contract SeatsTopUpTest is SeatsFixture {
    /// A stranger tops nothing up.
    function test_topUp_reverts_MembershipNotOperator() public {
        _refuses(_isNotOperator(outsider));
        vm.prank(outsider);
        seats.topUp();
    }

    /// A bond belongs to a seat.
    function test_topUp_reverts_SeatsNotSeated() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsNotSeated.selector, ALICE));
        vm.prank(_operator(ALICE));
        seats.topUp();
    }

    /// A full bond takes no more.
    function test_topUp_reverts_SeatsNothingToTopUp() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsNothingToTopUp.selector, PANELIST));
        vm.prank(_operator(PANELIST));
        seats.topUp();
    }

    /// Without the money the bond stays as it is.
    function test_topUp_reverts_PoolFailure() public {
        _round(PANELIST, ISeats.Outcome.NoShow);
        vm.startPrank(_operator(PANELIST));
        token.approve(address(pool), 0);
        vm.expectRevert();
        seats.topUp();
        vm.stopPrank();
        assertEq(seats.bondOf(PANELIST), 75 * UNIT, "bond");
    }

    /// What a penalty took can be put back.
    function test_topUp_fills() public {
        _round(PANELIST, ISeats.Outcome.NoShow);
        assertEq(seats.bondOf(PANELIST), 75 * UNIT, "penalised");
        vm.prank(_operator(PANELIST));
        seats.topUp();
        assertEq(seats.bondOf(PANELIST), 100 * UNIT, "filled");
    }
}

contract SeatsLeaveTest is SeatsFixture {
    /// A stranger leaves nothing.
    function test_leave_reverts_MembershipNotOperator() public {
        _refuses(_isNotOperator(outsider));
        vm.prank(outsider);
        seats.leave();
    }

    /// Who holds no seat gives none up.
    function test_leave_reverts_SeatsNotSeated() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsNotSeated.selector, ALICE));
        vm.prank(_operator(ALICE));
        seats.leave();
    }

    /// Leaving holds from the next epoch; the past is kept for late draws.
    function test_leave_holdsFromTheNextEpoch() public {
        _enterEpoch(3);
        _leave(PANELIST);
        _take(ALICE, 0);
        _enterEpoch(9);
        uint32[5] memory expected = [PANELIST, PANELIST, PANELIST, PANELIST, ALICE];
        for (uint32 epoch = 0; epoch < 5; ++epoch) {
            assertEq(seats.occupant(0, epoch), expected[epoch], "occupant");
            assertEq(seats.occupants(epoch)[0], expected[epoch], "occupants");
        }
        assertEq(seats.occupants(9).length, 64, "seats");
    }
}

contract SeatsVacateTest is SeatsFixture {
    /// There are 64 seats.
    function test_vacate_reverts_SeatsUnknownSeat() public {
        _refuses(_isUnknownSeat(64));
        seats.vacate(64);
    }

    /// An empty seat, and one of an organisation that is only suspended, stay.
    function test_vacate_reverts_SeatsNotRemoved() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsNotRemoved.selector, EMPTY_SEAT));
        seats.vacate(EMPTY_SEAT);
        _suspend(PANELIST);
        _refuses(abi.encodeWithSelector(ISeats.SeatsNotRemoved.selector, 0));
        seats.vacate(0);
    }

    /// Anyone empties the seat of a removed organisation, which then gets its bond back.
    function test_vacate_ofARemovedOne() public {
        _remove(PANELIST);
        vm.prank(outsider);
        seats.vacate(0);
        assertFalse(_seated(PANELIST), "seated");
        assertEq(seats.occupant(0, 2), 0, "the next epoch");
        _enterEpoch(2);
        seats.withdrawBond(PANELIST);
        assertEq(token.balanceOf(_payout(PANELIST)), 100 * UNIT, "bond");
    }
}

contract SeatsWithdrawBondTest is SeatsFixture {
    /// The bond stays while the seat is held: for ever, or until the next epoch where it was given up.
    function test_withdrawBond_reverts_SeatsStillSeated() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsStillSeated.selector, PANELIST, type(uint32).max));
        seats.withdrawBond(PANELIST);
        _leave(PANELIST);
        _refuses(abi.encodeWithSelector(ISeats.SeatsStillSeated.selector, PANELIST, 2));
        seats.withdrawBond(PANELIST);
    }

    /// The bond stays while a round runs that may cost it.
    function test_withdrawBond_reverts_SeatsInRounds() public {
        vm.prank(address(valuation));
        seats.enterRound(PANELIST);
        _leave(PANELIST);
        _enterEpoch(2);
        _refuses(abi.encodeWithSelector(ISeats.SeatsInRounds.selector, PANELIST, 1));
        seats.withdrawBond(PANELIST);
    }

    /// Who has no bond gets none.
    function test_withdrawBond_reverts_SeatsNothingToWithdraw() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsNothingToWithdraw.selector, ALICE));
        seats.withdrawBond(ALICE);
    }

    /// A new payout account waits its day.
    function test_withdrawBond_reverts_SeatsPayoutNotYet() public {
        _leave(PANELIST);
        _enterEpoch(2);
        vm.prank(_owner(PANELIST));
        membership.setPayout(address(0x999));
        uint256 holdsFrom = vm.getBlockTimestamp() + 1 days;
        _refuses(abi.encodeWithSelector(ISeats.SeatsPayoutNotYet.selector, PANELIST, holdsFrom));
        seats.withdrawBond(PANELIST);
        vm.warp(holdsFrom);
        seats.withdrawBond(PANELIST);
        assertEq(token.balanceOf(address(0x999)), 100 * UNIT, "to the new account");
    }

    /// What is left of the bond goes to the payout account, whoever asks.
    function test_withdrawBond_sendsWhatIsLeft() public {
        _round(PANELIST, ISeats.Outcome.NoShow);
        _leave(PANELIST);
        _enterEpoch(2);
        vm.prank(outsider);
        seats.withdrawBond(PANELIST);
        assertEq(token.balanceOf(_payout(PANELIST)), 75 * UNIT, "sent");
        assertEq(seats.bondOf(PANELIST), 0, "left");
    }
}

contract SeatsRefusingTokenTest is SeatsFixture {
    function _newToken() internal override returns (address) {
        return address(new RefusingToken());
    }

    /// A payout account that the token refuses gets nothing, and the bond stays.
    function test_withdrawBond_reverts_PoolFailure() public {
        _leave(PANELIST);
        _enterEpoch(2);
        RefusingToken(address(token)).refuse(_payout(PANELIST), true);
        _refuses(abi.encodeWithSelector(RefusingToken.RefusingTokenRefused.selector, _payout(PANELIST)));
        seats.withdrawBond(PANELIST);
        assertEq(seats.bondOf(PANELIST), 100 * UNIT, "bond");
    }
}

contract SeatsRoundsTest is SeatsFixture {
    /// Only Valuation tells who is in a round.
    function test_enterRound_reverts_SeatsNotValuation() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsNotValuation.selector, governor));
        vm.prank(governor);
        seats.enterRound(PANELIST);
    }

    /// Only Valuation tells how a round ended.
    function test_leaveRound_reverts_SeatsNotValuation() public {
        _refuses(abi.encodeWithSelector(ISeats.SeatsNotValuation.selector, governor));
        vm.prank(governor);
        seats.leaveRound(PANELIST, ISeats.Outcome.NoShow);
    }

    /// A seat that does not exist has no occupant to ask for.
    function test_occupant_reverts_SeatsUnknownSeat() public {
        _refuses(_isUnknownSeat(64));
        seats.occupant(64, 1);
    }

    /// Nothing to answer for costs nothing, and starts no count anew.
    function test_leaveRound_nothing() public {
        _round(PANELIST, ISeats.Outcome.NoShow);
        _round(PANELIST, ISeats.Outcome.Nothing);
        assertEq(seats.bondOf(PANELIST), 75 * UNIT, "bond");
        _round(PANELIST, ISeats.Outcome.NoShow);
        assertFalse(_seated(PANELIST), "two in a row");
    }

    /// A reveal between two no-shows saves the seat.
    function test_leaveRound_revealed() public {
        _round(PANELIST, ISeats.Outcome.NoShow);
        _round(PANELIST, ISeats.Outcome.Revealed);
        _round(PANELIST, ISeats.Outcome.NoShow);
        assertTrue(_seated(PANELIST), "seat");
        assertEq(seats.roundsOf(PANELIST), 0, "rounds");
    }

    /// Two no-shows in a row cost two penalties, which become free, and the seat from the next epoch.
    function test_leaveRound_twoNoShows() public {
        uint256 free = pool.free();
        _round(PANELIST, ISeats.Outcome.NoShow);
        _round(PANELIST, ISeats.Outcome.NoShow);
        assertEq(seats.bondOf(PANELIST), 50 * UNIT, "bond");
        assertEq(pool.free(), free + 50 * UNIT, "free");
        assertEq(seats.occupant(0, 1), PANELIST, "this epoch");
        assertEq(seats.occupant(0, 2), 0, "the next");
    }

    /// However many rounds are missed, a bond never goes below nothing, and leaving rounds never fails.
    function test_leaveRound_manyNoShows() public {
        for (uint256 i = 0; i < 300; ++i) {
            _round(PANELIST, ISeats.Outcome.NoShow);
        }
        assertEq(seats.bondOf(PANELIST), 0, "bond");
    }
}
