//! New identifiers and other chance, as ports.

use std::fmt::Debug;

use uuid::Uuid;

/// Draws identifiers. Version 7: roughly in the order of creation, so indexes stay dense.
pub trait Ids: Debug + Send + Sync {
    fn next(&self) -> Uuid;
}

/// Identifiers from the machine's clock and randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// Draws numbers from 0 to 1, for pauses that shall not be the same for all.
pub trait Chance: Debug + Send + Sync {
    fn draw(&self) -> f64;
}

/// From the machine's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn draw(&self) -> f64 {
        // The last bits of a version 7 are drawn at random.
        let bits = Uuid::now_v7().as_u64_pair().1 & u64::from(u32::MAX);
        f64::from(u32::try_from(bits).unwrap_or_default()) / f64::from(u32::MAX)
    }
}

/// Draws what nobody can guess: secrets are made of it.
pub trait Randomness: Debug + Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// From a generator that the operating system's randomness seeds.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        rand::fill(bytes);
    }
}
