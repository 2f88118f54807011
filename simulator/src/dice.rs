//! Chance, repeatable from a seed.

use jiff::SignedDuration;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub(crate) struct Dice {
    seed: u64,
    /// How often it was asked: a world that is kept goes on with other numbers than it had.
    asked: u64,
    /// What the clouds do in the background takes so much of its usual time, in percent.
    pace: u32,
    #[serde(skip)]
    chance: StdRng,
}

/// As far as it can be written down.
#[derive(Deserialize)]
struct Kept {
    seed: u64,
    asked: u64,
    pace: u32,
}

impl From<Kept> for Dice {
    fn from(Kept { seed, asked, pace }: Kept) -> Self {
        let chance = StdRng::seed_from_u64(seed ^ asked.rotate_left(32));
        Self {
            seed,
            asked,
            pace,
            chance,
        }
    }
}

impl Dice {
    pub(crate) fn new(seed: u64, pace: u32) -> Self {
        Self::from(Kept {
            seed,
            asked: 0,
            pace,
        })
    }

    fn chance(&mut self) -> &mut StdRng {
        self.asked += 1;
        &mut self.chance
    }

    pub(crate) fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        self.chance().fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// From `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.chance().random_range(low..=high)
    }

    /// How long something takes in the background that usually takes so many seconds.
    pub(crate) fn lasting(&mut self, low: i64, high: i64) -> SignedDuration {
        let usual = self.between(low, high);
        SignedDuration::from_millis(usual.saturating_mul(10).saturating_mul(self.pace.into()))
    }

    /// Letters and digits that nobody guesses.
    pub(crate) fn token(&mut self, length: usize) -> String {
        let letter = |rng: &mut StdRng| char::from(rng.sample(rand::distr::Alphanumeric));
        let chance = self.chance();
        (0..length).map(|_| letter(chance)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_goes_on_with_other_numbers() {
        let mut dice = Dice::new(7, 100);
        let mut seen = vec![dice.uuid(), dice.uuid()];
        for _ in 0..3 {
            let kept = serde_json::to_string(&dice).unwrap();
            dice = serde_json::from_str(&kept).unwrap();
            seen.extend([dice.uuid(), dice.uuid()]);
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all);
    }

    #[test]
    fn work_in_the_background_keeps_to_its_pace() {
        let usual = Dice::new(7, 100).lasting(5, 60);
        assert_eq!(Dice::new(7, 10).lasting(5, 60) * 10, usual);
        assert_eq!(Dice::new(7, 0).lasting(5, 60), SignedDuration::ZERO);
    }
}
