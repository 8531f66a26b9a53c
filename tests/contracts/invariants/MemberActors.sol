// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyDirectory} from "contracts/interfaces/IKeyDirectory.sol";
import {IMembership} from "contracts/interfaces/IMembership.sol";
import {IRelations} from "contracts/interfaces/IRelations.sol";
import {Ledger} from "./Ledger.sol";

/// @title MemberActors
/// @notice Registrar, governor and members changing who is who, with their own record of what narrowed and of who
///         declared what from which epoch.
abstract contract MemberActors is Ledger {
    struct Change {
        uint32 fromEpoch;
        bool declared;
    }

    uint256 private _removals;
    uint256 private _extraOperators;
    /// What the governor said in an epoch holds from the next one.
    mapping(uint8 sector => mapping(uint32 epoch => uint8)) private _saidClasses;
    mapping(uint32 organisation => address) private _extraOperator;
    mapping(uint32 organisation => mapping(uint32 other => mapping(IRelations.Kind => Change[]))) private _changes;

    // ------------------------------------------------------------------ registrar and governor

    function list(uint256 seed) external acts(seed) {
        if (_validArguments() && membership.organisationCount() < 22) {
            _list();
            return;
        }
        uint32 id = _someOrganisation(); // its accounts are taken
        vm.prank(_chance(2) ? registrar : outsider);
        membership.list(_owner(id), _operator(id), _payout(id), 1, 1);
    }

    function setSectors(uint256 seed) external acts(seed) {
        bool valid = _validArguments();
        uint32 id = valid ? _someOrganisation() : _anyOrganisation();
        uint48 sectors = valid ? uint48(1 + _random(63)) : 0;
        IMembership.Organisation memory was = membership.organisation(id);
        vm.prank(registrar);
        membership.setSectors(id, sectors);
        if (was.status == IMembership.Status.Active && was.sectors & ~sectors != 0) _narrow();
    }

    function setTier(uint256 seed) external acts(seed) {
        bool valid = _validArguments();
        uint32 id = valid ? _someOrganisation() : _anyOrganisation();
        uint8 tier = uint8(valid ? 1 + _random(3) : _random(9));
        IMembership.Organisation memory was = membership.organisation(id);
        vm.prank(valid ? registrar : _chance(2) ? registrar : outsider);
        membership.setTier(id, tier);
        if (was.status == IMembership.Status.Active && tier < was.tier) _narrow();
    }

    function suspend(uint256 seed) external acts(seed) {
        uint32 id = _validArguments() ? _someOrganisation() : _anyOrganisation();
        bool active = membership.organisation(id).status == IMembership.Status.Active;
        vm.prank(_chance(2) ? registrar : outsider);
        membership.suspend(id);
        if (active) _narrow();
    }

    function reinstate(uint256 seed) external acts(seed) {
        uint32 id = _anyOrganisation();
        if (_validArguments()) id = _withStatus(IMembership.Status.Suspended);
        vm.prank(registrar);
        membership.reinstate(id);
    }

    /// At most four in a campaign's run: removal is for ever.
    function remove(uint256 seed) external acts(seed) {
        bool valid = _validArguments() && _removals < 4;
        uint32 id = valid ? uint32(3 + _random(14)) : _anyOrganisation();
        bool active = membership.organisation(id).status == IMembership.Status.Active;
        vm.prank(valid ? registrar : outsider);
        membership.remove(id);
        ++_removals;
        if (active) _narrow();
    }

    /// New terms; all but one in four accept them at once.
    function publishTerms(uint256 seed) external acts(seed) {
        bool valid = _chance(6);
        bytes32 digest = valid ? bytes32(_random(type(uint256).max)) : bytes32(0);
        vm.prank(_chance(2) || valid ? governor : outsider);
        uint16 version = membership.publishTerms(digest, "");
        for (uint32 id = 1; id <= membership.organisationCount(); ++id) {
            if (_chance(4) || membership.organisation(id).status == IMembership.Status.Removed) continue;
            vm.prank(_operator(id));
            membership.acceptTerms(version);
        }
    }

    function classifySector(uint256 seed) external acts(seed) {
        bool valid = _validArguments();
        _classify(valid ? governor : outsider, uint8(1 + _random(8)), uint8(1 + _random(3)));
    }

    function _classify(address caller, uint8 sector, uint8 class) internal {
        vm.prank(caller);
        membership.classifySector(sector, class);
        _saidClasses[sector][membership.epoch()] = class;
    }

    /// Nothing said: what held before; before anybody said something: as the network was set up.
    function _classOf(uint8 sector, uint32 epoch) internal view returns (uint8) {
        for (; epoch > 0; --epoch) {
            if (_saidClasses[sector][epoch - 1] != 0) return _saidClasses[sector][epoch - 1];
        }
        return sector < 2 ? 1 : sector % 3 + 1;
    }

    // ------------------------------------------------------------------ members

    function acceptTerms(uint256 seed) external acts(seed) {
        uint32 id = _someOrganisation();
        uint16 version = membership.latestTerms();
        if (_validArguments()) version = uint16(version + 1 + _random(3));
        vm.prank(_operator(id));
        membership.acceptTerms(version);
    }

    function addOperator(uint256 seed) external acts(seed) {
        uint32 id = _someOrganisation();
        address operator = address(uint160(0x40000 + _extraOperators));
        if (!_validArguments()) operator = _operator(_someOrganisation());
        vm.prank(_owner(id));
        membership.addOperator(operator);
        ++_extraOperators;
        _extraOperator[id] = operator;
    }

    /// Never the operator that acts in these campaigns.
    function revokeOperator(uint256 seed) external acts(seed) {
        uint32 id = _someOrganisation();
        for (uint256 i = 0; i < 30 && _extraOperator[id] == address(0); ++i) {
            id = _someOrganisation();
        }
        address operator = _validArguments() ? _extraOperator[id] : address(uint160(0x50000));
        vm.prank(_owner(id));
        membership.revokeOperator(operator);
        delete _extraOperator[id];
    }

    function setPayout(uint256 seed) external acts(seed) {
        uint32 id = _someOrganisation();
        vm.prank(_validArguments() ? _owner(id) : _operator(id));
        membership.setPayout(_payout(id));
    }

    function declare(uint256 seed) external acts(seed) {
        uint32 id = _someOrganisation();
        uint32 other = _validArguments() ? uint32(1 + _random(3)) : id; // those that submit most
        if (_chance(2)) (id, other) = (other, id);
        IRelations.Kind kind = _kind();
        vm.prank(_owner(id));
        relations.declare(other, kind);
        _changes[id][other][kind].push(Change(membership.nextEpoch(), true));
    }

    function withdrawRelation(uint256 seed) external acts(seed) {
        (uint32 id, uint32 other) = (_someOrganisation(), _someOrganisation());
        IRelations.Kind kind = _kind();
        if (_validArguments()) (id, other, kind) = _declared(id, other, kind);
        vm.prank(_owner(id));
        relations.withdraw(other, kind);
        _changes[id][other][kind].push(Change(membership.nextEpoch(), false));
    }

    function announce(uint256 seed) external acts(seed) {
        uint32 id = _someOrganisation();
        IKeyDirectory.Purpose purpose = IKeyDirectory.Purpose(_random(4));
        (uint32 number,,,) = keyDirectory.current(id, purpose);
        if (_validArguments()) number += 1;
        vm.prank(_operator(id));
        keyDirectory.announce(purpose, number, "bundle");
        if (purpose == IKeyDirectory.Purpose.Sealing && number > 1) _narrow();
    }

    // ------------------------------------------------------------------ the ledger

    function _narrow() internal {
        narrowedAt = vm.getBlockNumber();
    }

    /// From the actors' own record: declared by either side, of either kind, in that epoch; or the same.
    function _related(uint32 a, uint32 b, uint32 epoch) internal view returns (bool) {
        return a == b || _holds(a, b, IRelations.Kind.Affiliate, epoch)
            || _holds(a, b, IRelations.Kind.Competitor, epoch) || _holds(b, a, IRelations.Kind.Affiliate, epoch)
            || _holds(b, a, IRelations.Kind.Competitor, epoch);
    }

    function _holds(uint32 a, uint32 b, IRelations.Kind kind, uint32 epoch) private view returns (bool declared) {
        Change[] storage changes = _changes[a][b][kind];
        for (uint256 i = 0; i < changes.length && changes[i].fromEpoch <= epoch; ++i) {
            declared = changes[i].declared;
        }
    }

    function _declared(uint32 id, uint32 other, IRelations.Kind kind)
        private
        view
        returns (uint32, uint32, IRelations.Kind)
    {
        uint32 count = membership.organisationCount();
        for (uint32 i = 0; i < count * count; ++i) {
            (uint32 a, uint32 b) = ((id + i / count) % count + 1, (other + i) % count + 1);
            Change[] storage changes = _changes[a][b][kind];
            if (changes.length != 0 && changes[changes.length - 1].declared) return (a, b, kind);
        }
        return (id, other, kind);
    }

    function _withStatus(IMembership.Status status) internal returns (uint32) {
        uint32 count = membership.organisationCount();
        uint32 start = _someOrganisation();
        for (uint32 i = 0; i < count; ++i) {
            uint32 id = (start + i) % count + 1;
            if (membership.organisation(id).status == status) return id;
        }
        return start;
    }

    function _kind() private returns (IRelations.Kind) {
        return _chance(2) ? IRelations.Kind.Affiliate : IRelations.Kind.Competitor;
    }
}
