//! Chance, repeatable from a seed.

use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use uuid::Uuid;

#[derive(Debug)]
pub(crate) struct Dice(StdRng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    pub(crate) fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.0.fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// From `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high)
    }

    /// Letters and digits that nobody guesses.
    pub(crate) fn token(&mut self, length: usize) -> String {
        let letter = |rng: &mut StdRng| char::from(rng.sample(rand::distr::Alphanumeric));
        (0..length).map(|_| letter(&mut self.0)).collect()
    }
}
