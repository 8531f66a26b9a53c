//! Groth16 (Groth 2016, "On the Size of Pairing-based Non-interactive Arguments", section 3.2),
//! with the quotient taken on the odd coset as snarkjs's keys want it: there the points H belong
//! to A * B - C at the 2n-th roots of unity that are no n-th roots.

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::pairing::Pairing;
use ark_ec::{AffineRepr, CurveGroup, VariableBaseMSM};
use ark_ff::{AdditiveGroup, BigInt, FftField, Field, PrimeField};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};

use crate::key::{ProvingKey, VerifyingKey};

pub struct Proof {
    pub a: G1Affine,
    pub b: G2Affine,
    pub c: G1Affine,
}

/// What `prove` makes: all, or a part of it.
pub const A_AND_C: u32 = 1;
pub const B: u32 = 2;

/// A proof with the blinding scalars `r` and `s`; `None` where the witness does not fit the key.
pub fn prove(key: &ProvingKey, witness: &[Fr], r: Fr, s: Fr, part: u32) -> Option<Proof> {
    if witness.len() != key.a.len() || witness[0] != Fr::ONE || part > B {
        return None;
    }
    let scalars: Vec<_> = witness.iter().map(|each| each.into_bigint()).collect();
    let (a, c) = if part == B {
        (G1Affine::identity(), G1Affine::identity())
    } else {
        a_and_c(key, witness, &scalars, r, s)?
    };
    let b = if part == A_AND_C {
        G2Affine::identity()
    } else {
        (G2Projective::msm_bigint(&key.b2, &scalars) + key.beta2 + key.delta2 * s).into_affine()
    };
    Some(Proof { a, b, c })
}

fn a_and_c(
    key: &ProvingKey,
    witness: &[Fr],
    scalars: &[BigInt<4>],
    r: Fr,
    s: Fr,
) -> Option<(G1Affine, G1Affine)> {
    let quotient = quotient(key, witness)?;
    let quotient: Vec<_> = quotient.iter().map(|each| each.into_bigint()).collect();
    let private = &scalars[key.publics + 1..];

    let a = G1Projective::msm_bigint(&key.a, scalars) + key.alpha + key.delta1 * r;
    let b1 = G1Projective::msm_bigint(&key.b1, scalars) + key.beta1 + key.delta1 * s;
    let c = G1Projective::msm_bigint(&key.c, private)
        + G1Projective::msm_bigint(&key.h, &quotient)
        + a * s
        + b1 * r
        - key.delta1 * (r * s);
    Some((a.into_affine(), c.into_affine()))
}

/// Whether e(A, B) = e(alpha, beta) e(IC, gamma) e(C, delta); `None` for a wrong count of signals.
pub fn verify(key: &VerifyingKey, proof: &Proof, publics: &[Fr]) -> Option<bool> {
    if publics.len() + 1 != key.ic.len() {
        return None;
    }
    let mut signals = key.ic[0].into_group();
    for (point, signal) in key.ic[1..].iter().zip(publics) {
        signals += *point * *signal;
    }
    let left = [
        (-proof.a.into_group()).into_affine(),
        key.alpha,
        signals.into_affine(),
        proof.c,
    ];
    let right = [proof.b, key.beta, key.gamma, key.delta];
    Some(Bn254::multi_pairing(left, right).0 == <Bn254 as Pairing>::TargetField::ONE)
}

fn quotient(key: &ProvingKey, witness: &[Fr]) -> Option<Vec<Fr>> {
    let domain = Radix2EvaluationDomain::<Fr>::new(key.domain)?;
    let shift = Fr::get_root_of_unity(2 * key.domain as u64)?;
    let (mut a, mut b) = (vec![Fr::ZERO; key.domain], vec![Fr::ZERO; key.domain]);
    for entry in &key.entries {
        let side = if entry.matrix == 0 { &mut a } else { &mut b };
        side[entry.row] += entry.value * witness[entry.wire];
    }
    let mut c: Vec<Fr> = a
        .iter()
        .zip(&b)
        .map(|(left, right)| *left * right)
        .collect();

    for side in [&mut a, &mut b, &mut c] {
        domain.ifft_in_place(side);
        let mut power = Fr::ONE;
        for coefficient in side.iter_mut() {
            *coefficient *= power;
            power *= shift;
        }
        domain.fft_in_place(side);
    }
    Some(
        a.iter()
            .zip(&b)
            .zip(&c)
            .map(|((left, right), product)| *left * right - product)
            .collect(),
    )
}
