//! Proofs that this log is the RFC's, by known answers and by a second, naive implementation.
// The logs here are small enough for any index.
#![allow(clippy::cast_possible_truncation)]

mod checkpoint;
mod evidence;
mod hostile;
mod naive;
mod proof;
mod tiles;
mod tree;

use super::{Hash, leaf_hash};

/// Distinct leaves, the same in every run.
fn leaves(n: u64) -> Vec<Hash> {
    (0..n).map(|i| leaf_hash(&i.to_be_bytes())).collect()
}

fn hex(text: &str) -> Vec<u8> {
    let digit = |b: u8| char::from(b).to_digit(16).unwrap() as u8;
    text.as_bytes()
        .chunks(2)
        .map(|pair| digit(pair[0]) << 4 | digit(pair[1]))
        .collect()
}

fn hash(text: &str) -> Hash {
    hex(text).try_into().unwrap()
}
