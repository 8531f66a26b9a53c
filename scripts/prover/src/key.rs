//! Proving keys of snarkjs (`zkey` for Groth16) and verifying keys.
//!
//! Points and coefficients stand in the file in Montgomery form, so reading them is copying. They
//! are not checked to be on the curve: the file's digest is, by the caller.

use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::{AdditiveGroup, BigInt, PrimeField};

use crate::wire::{self, limbs, G1, G2, NUMBER};

/// One entry of the constraints' matrices: `matrix` 0 is A, 1 is B.
pub struct Entry {
    pub matrix: u32,
    pub row: usize,
    pub wire: usize,
    pub value: Fr,
}

pub struct ProvingKey {
    pub publics: usize,
    pub domain: usize,
    pub alpha: G1Affine,
    pub beta1: G1Affine,
    pub beta2: G2Affine,
    pub delta1: G1Affine,
    pub delta2: G2Affine,
    pub entries: Vec<Entry>,
    pub a: Vec<G1Affine>,
    pub b1: Vec<G1Affine>,
    pub b2: Vec<G2Affine>,
    pub c: Vec<G1Affine>,
    pub h: Vec<G1Affine>,
}

pub struct VerifyingKey {
    pub alpha: G1Affine,
    pub beta: G2Affine,
    pub gamma: G2Affine,
    pub delta: G2Affine,
    pub ic: Vec<G1Affine>,
}

impl ProvingKey {
    /// The key of a whole file, or `None` where it is no Groth16 key on BN254.
    pub fn read(file: &[u8]) -> Option<Self> {
        if file.get(..8)? != b"zkey\x01\0\0\0" || section(file, 1)? != [1, 0, 0, 0] {
            return None;
        }
        let mut head = Cursor(section(file, 2)?);
        head.modulus(Fq::MODULUS)?;
        head.modulus(Fr::MODULUS)?;
        let (wires, publics, domain) = (head.count()?, head.count()?, head.count()?);
        let (alpha, beta1, beta2) = (head.g1()?, head.g1()?, head.g2()?);
        let _gamma = head.g2()?;
        let (delta1, delta2) = (head.g1()?, head.g2()?);
        let key = Self {
            publics,
            domain,
            alpha,
            beta1,
            beta2,
            delta1,
            delta2,
            entries: entries(section(file, 4)?)?,
            a: Cursor(section(file, 5)?).all_g1()?,
            b1: Cursor(section(file, 6)?).all_g1()?,
            b2: Cursor(section(file, 7)?).all_g2()?,
            c: Cursor(section(file, 8)?).all_g1()?,
            h: Cursor(section(file, 9)?).all_g1()?,
        };
        key.fits(wires).then_some(key)
    }

    fn fits(&self, wires: usize) -> bool {
        let lengths = [self.a.len(), self.b1.len(), self.b2.len()];
        lengths.iter().all(|&length| length == wires)
            && self.c.len() + self.publics + 1 == wires
            && self.h.len() == self.domain
            && self.domain.is_power_of_two()
            && self
                .entries
                .iter()
                .all(|e| e.matrix < 2 && e.row < self.domain && e.wire < wires)
    }
}

impl VerifyingKey {
    /// The key of 448 bytes and its points IC, all checked, or `None`.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let fixed = G1 + 3 * G2;
        if bytes.len() < fixed + G1 || (bytes.len() - fixed) % G1 != 0 {
            return None;
        }
        let at = |index: usize| wire::g2(&bytes[G1 + index * G2..G1 + (index + 1) * G2]);
        Some(Self {
            alpha: wire::g1(&bytes[..G1])?,
            beta: at(0)?,
            gamma: at(1)?,
            delta: at(2)?,
            ic: bytes[fixed..]
                .chunks_exact(G1)
                .map(wire::g1)
                .collect::<Option<_>>()?,
        })
    }
}

/// Find the one section of a number.
fn section(file: &[u8], wanted: u32) -> Option<&[u8]> {
    let mut rest = Cursor(file.get(8..)?);
    for _ in 0..rest.count()? {
        let (number, length) = (rest.word()?, rest.take(8)?);
        let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
        let body = rest.take(length)?;
        if number == wanted {
            return Some(body);
        }
    }
    None
}

fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let unit = Fr::new_unchecked(BigInt::new([1, 0, 0, 0])); // 1/R: values carry R twice
    let mut rest = Cursor(bytes);
    (0..rest.count()?)
        .map(|_| {
            Some(Entry {
                matrix: rest.word()?,
                row: rest.count()?,
                wire: rest.count()?,
                value: Fr::new_unchecked(limbs(rest.take(NUMBER)?)) * unit,
            })
        })
        .collect()
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }

    fn word(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn count(&mut self) -> Option<usize> {
        self.word().map(|word| word as usize)
    }

    fn modulus(&mut self, expected: BigInt<4>) -> Option<()> {
        (self.count()? == NUMBER && limbs(self.take(NUMBER)?) == expected).then_some(())
    }

    fn coordinate(&mut self) -> Option<Fq> {
        Some(Fq::new_unchecked(limbs(self.take(NUMBER)?)))
    }

    fn g1(&mut self) -> Option<G1Affine> {
        let (x, y) = (self.coordinate()?, self.coordinate()?);
        let hidden = x == Fq::ZERO && y == Fq::ZERO;
        Some(if hidden {
            G1Affine::identity()
        } else {
            G1Affine::new_unchecked(x, y)
        })
    }

    fn g2(&mut self) -> Option<G2Affine> {
        let x = Fq2::new(self.coordinate()?, self.coordinate()?);
        let y = Fq2::new(self.coordinate()?, self.coordinate()?);
        let hidden = x == Fq2::ZERO && y == Fq2::ZERO;
        Some(if hidden {
            G2Affine::identity()
        } else {
            G2Affine::new_unchecked(x, y)
        })
    }

    fn all_g1(&mut self) -> Option<Vec<G1Affine>> {
        (self.0.len() % G1 == 0).then_some(())?;
        (0..self.0.len() / G1).map(|_| self.g1()).collect()
    }

    fn all_g2(&mut self) -> Option<Vec<G2Affine>> {
        (self.0.len() % G2 == 0).then_some(())?;
        (0..self.0.len() / G2).map(|_| self.g2()).collect()
    }
}
