//! Groth16 on BN254 from a snarkjs proving key, behind a C interface of six functions.
//!
//! The same crate is a shared library for Python's `ctypes` and a WebAssembly module. It draws no
//! randomness, opens no file and writes to no terminal; the caller hands everything in. It does
//! not check the digest of a proving key: the caller has done that.

mod groth16;
mod key;
mod wire;

use std::slice;

use groth16::{prove, verify};
use key::{ProvingKey, VerifyingKey};

/// Changes whenever a function below changes; the caller refuses a library of another number.
const INTERFACE: i32 = 1;

const DONE: i32 = 0;
const MALFORMED: i32 = 1;
const REFUSED: i32 = 2;

/// The number of this interface.
#[no_mangle]
pub extern "C" fn ais_interface() -> i32 {
    INTERFACE
}

/// Reserve `length` bytes for the caller (WebAssembly has no other way to hand bytes in).
#[no_mangle]
pub extern "C" fn ais_reserve(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

/// Give back what `ais_reserve` reserved, overwritten first: it may have held a witness.
///
/// # Safety
/// `place` and `length` are those of one `ais_reserve` that was not given back yet.
#[no_mangle]
pub unsafe extern "C" fn ais_release(place: *mut u8, length: usize) {
    for offset in 0..length {
        place.add(offset).write_volatile(0);
    }
    drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(
        place, length,
    )));
}

/// Read a proving key; it stays until the process ends. Null where it is malformed.
///
/// # Safety
/// `bytes` points to `length` readable bytes.
#[no_mangle]
pub unsafe extern "C" fn ais_load(bytes: *const u8, length: usize) -> *const ProvingKey {
    match ProvingKey::read(slice::from_raw_parts(bytes, length)) {
        Some(key) => Box::into_raw(Box::new(key)),
        None => std::ptr::null(),
    }
}

/// Prove: `witness` is one 32-byte little-endian number a wire, `blinds` are r and s in the same
/// form, `proof` takes 256 bytes in the order of the Solidity verifier. `part` 0 makes all of it, 1 makes
/// a and c and leaves b zero, 2 makes b alone: two instances of the module share a proof that way.
/// `threads` 0 takes all that the machine has; WebAssembly has one. Returns 0, or 1 where the witness has another length or a
/// number is not below the field's order.
///
/// # Safety
/// `key` comes from `ais_load`; `witness` has `length` readable bytes, `blinds` 64, and `proof`
/// has room for 256.
#[no_mangle]
pub unsafe extern "C" fn ais_prove(
    key: *const ProvingKey,
    witness: *const u8,
    length: usize,
    blinds: *const u8,
    part: u32,
    threads: usize,
    proof: *mut u8,
) -> i32 {
    let witness = wire::scalars(slice::from_raw_parts(witness, length));
    let blinds = wire::scalars(slice::from_raw_parts(blinds, 64));
    let (Some(witness), Some(blinds)) = (witness, blinds) else {
        return MALFORMED;
    };
    let key = &*key;
    match on_threads(threads, || prove(key, &witness, blinds[0], blinds[1], part)) {
        Some(made) => {
            slice::from_raw_parts_mut(proof, 256).copy_from_slice(&wire::proof_bytes(&made));
            DONE
        }
        None => MALFORMED,
    }
}

/// Verify: `key` is 448 bytes (alpha, beta, gamma, delta) and 64 a point of IC, `proof` 256 bytes,
/// `publics` 32 big-endian bytes a public signal; numbers as the Solidity verifier takes them.
/// Returns 0 where the proof holds, 1 where something is malformed (a number that is too large, a
/// point that is not on its curve or in its group), 2 where the proof does not hold.
///
/// # Safety
/// The three pointers have as many readable bytes as the lengths say; `proof` has 256.
#[no_mangle]
pub unsafe extern "C" fn ais_verify(
    key: *const u8,
    key_length: usize,
    proof: *const u8,
    publics: *const u8,
    publics_length: usize,
) -> i32 {
    let key = VerifyingKey::read(slice::from_raw_parts(key, key_length));
    let proof = wire::read_proof(slice::from_raw_parts(proof, 256));
    let publics = wire::publics(slice::from_raw_parts(publics, publics_length));
    let (Some(key), Some(proof), Some(publics)) = (key, proof, publics) else {
        return MALFORMED;
    };
    match verify(&key, &proof, &publics) {
        Some(true) => DONE,
        Some(false) => REFUSED,
        None => MALFORMED,
    }
}

/// Run with threads of its own, which end with it: a process may fork between two proofs.
#[cfg(feature = "parallel")]
fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> Option<T> + Send) -> Option<T> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .ok()?
        .install(work)
}

#[cfg(not(feature = "parallel"))]
fn on_threads<T>(_threads: usize, work: impl FnOnce() -> Option<T>) -> Option<T> {
    work()
}
