//! Numbers and points as bytes, with every range and curve check.

use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::{AdditiveGroup, BigInt, BigInteger, PrimeField};

use crate::groth16::Proof;

pub const NUMBER: usize = 32;
pub const G1: usize = 2 * NUMBER;
pub const G2: usize = 4 * NUMBER;

/// A little-endian number of 32 bytes, whatever its size.
pub fn limbs(bytes: &[u8]) -> BigInt<4> {
    let mut found = [0u64; 4];
    for (limb, eight) in found.iter_mut().zip(bytes.chunks_exact(8)) {
        *limb = u64::from_le_bytes(eight.try_into().expect("chunks of eight"));
    }
    BigInt::new(found)
}

/// Little-endian scalars below the group's order, or `None`.
pub fn scalars(bytes: &[u8]) -> Option<Vec<Fr>> {
    if bytes.len() % NUMBER != 0 {
        return None;
    }
    bytes
        .chunks_exact(NUMBER)
        .map(|each| Fr::from_bigint(limbs(each)))
        .collect()
}

/// Big-endian public signals below the group's order, or `None`.
pub fn publics(bytes: &[u8]) -> Option<Vec<Fr>> {
    if bytes.len() % NUMBER != 0 {
        return None;
    }
    bytes
        .chunks_exact(NUMBER)
        .map(|each| big_endian::<Fr>(each))
        .collect()
}

/// A proof in the Solidity verifier's order (a, b with the imaginary part first, c), or `None`.
pub fn read_proof(bytes: &[u8]) -> Option<Proof> {
    Some(Proof {
        a: g1(&bytes[..G1])?,
        b: g2(&bytes[G1..G1 + G2])?,
        c: g1(&bytes[G1 + G2..])?,
    })
}

/// The 256 bytes of a proof; the point at infinity is all zeroes.
pub fn proof_bytes(proof: &Proof) -> Vec<u8> {
    let numbers = [
        proof.a.x,
        proof.a.y,
        proof.b.x.c1,
        proof.b.x.c0,
        proof.b.y.c1,
        proof.b.y.c0,
        proof.c.x,
        proof.c.y,
    ];
    let hidden = [proof.a.infinity, proof.b.infinity, proof.c.infinity];
    let owner = [0, 0, 1, 1, 1, 1, 2, 2];
    numbers
        .iter()
        .zip(owner)
        .flat_map(|(number, point)| {
            let shown = if hidden[point] { Fq::ZERO } else { *number };
            shown.into_bigint().to_bytes_be()
        })
        .collect()
}

/// A point of G1 that is on the curve, or `None`.
pub fn g1(bytes: &[u8]) -> Option<G1Affine> {
    let (x, y) = (
        big_endian::<Fq>(&bytes[..32])?,
        big_endian::<Fq>(&bytes[32..64])?,
    );
    if x == Fq::ZERO && y == Fq::ZERO {
        return Some(G1Affine::identity());
    }
    let point = G1Affine::new_unchecked(x, y);
    point.is_on_curve().then_some(point)
}

/// A point of G2 that is on the curve and in the subgroup, or `None`.
pub fn g2(bytes: &[u8]) -> Option<G2Affine> {
    let part = |at: usize| big_endian::<Fq>(&bytes[at * NUMBER..(at + 1) * NUMBER]);
    let (x, y) = (Fq2::new(part(1)?, part(0)?), Fq2::new(part(3)?, part(2)?));
    if x == Fq2::ZERO && y == Fq2::ZERO {
        return Some(G2Affine::identity());
    }
    let point = G2Affine::new_unchecked(x, y);
    (point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve()).then_some(point)
}

fn big_endian<F: PrimeField<BigInt = BigInt<4>>>(bytes: &[u8]) -> Option<F> {
    let mut turned: [u8; NUMBER] = bytes.try_into().ok()?;
    turned.reverse();
    F::from_bigint(limbs(&turned))
}
