// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IRelays} from "contracts/interfaces/IRelays.sol";
import {AttestationFixture} from "./support/AttestationFixture.sol";

contract RelaysTest is AttestationFixture {
    address private _key = account("relay");

    function _list(address key, string memory url) private {
        vm.prank(governor);
        relays.list(key, url);
    }

    // ------------------------------------------------------------------ list

    /// The governor alone lists.
    function test_list_reverts_AccessManagedUnauthorized() public {
        _refuses(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        relays.list(_key, "https://relay.example");
    }

    /// A relay has a key.
    function test_list_reverts_RelaysZeroKey() public {
        _refuses(abi.encodeWithSelector(IRelays.RelaysZeroKey.selector));
        _list(address(0), "https://relay.example");
    }

    /// A URL has 1 to 200 bytes.
    function test_list_reverts_RelaysInvalidUrl() public {
        _refuses(abi.encodeWithSelector(IRelays.RelaysInvalidUrl.selector, 0));
        _list(_key, "");
        _refuses(abi.encodeWithSelector(IRelays.RelaysInvalidUrl.selector, 201));
        _list(_key, string(new bytes(201)));
        _list(_key, string(new bytes(200)));
    }

    /// A listed relay is found by its key, and moves by being listed again.
    function test_list_setsTheUrlAndSetsItAgain() public {
        vm.expectEmit(address(relays));
        emit IRelays.RelayListed(_key, "https://relay.example");
        _list(_key, "https://relay.example");
        assertEq(bytes(relays.urlOf(_key)), "https://relay.example", "url");
        _list(_key, "https://other.example");
        assertEq(bytes(relays.urlOf(_key)), "https://other.example", "new url");
    }

    // ------------------------------------------------------------------ delist

    /// The governor alone takes off the list.
    function test_delist_reverts_AccessManagedUnauthorized() public {
        _refuses(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        relays.delist(_key);
    }

    /// What is not listed is not taken off, nor twice.
    function test_delist_reverts_RelaysUnknown() public {
        _list(_key, "https://relay.example");
        vm.prank(governor);
        relays.delist(_key);
        _refuses(abi.encodeWithSelector(IRelays.RelaysUnknown.selector, _key));
        vm.prank(governor);
        relays.delist(_key);
    }

    /// A delisted relay has no URL, and may come back.
    function test_delist_forgetsTheUrl() public {
        _list(_key, "https://relay.example");
        vm.expectEmit(address(relays));
        emit IRelays.RelayDelisted(_key);
        vm.prank(governor);
        relays.delist(_key);
        assertEq(bytes(relays.urlOf(_key)), "", "url");
        _list(_key, "https://relay.example");
    }
}
