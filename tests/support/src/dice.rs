//! Chance that can be repeated: every throw follows from the seed.

use std::hash::{BuildHasher, RandomState};

/// Seeded throws (`SplitMix64`). Not for secrets.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number below `limit`, which must not be zero.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.throw() % limit
    }

    /// One of these, none of which may be missing.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        let at = self.below(among.len() as u64);
        &among[usize::try_from(at).unwrap_or(0)]
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The seed of this run: the one named by `TENANTRY_SEED`, else a new one. It is printed, and a
/// failed test shows what was printed, so that the run can be had again.
pub fn seed() -> u64 {
    let named = std::env::var("TENANTRY_SEED").ok();
    let seed = named.and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| RandomState::new().hash_one(std::process::id()) >> 16);
    println!("TENANTRY_SEED={seed}");
    seed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throws = |seed| {
            let mut dice = Dice::seeded(seed);
            [dice.below(1_000), dice.below(1_000), dice.below(1_000)]
        };
        assert_eq!(throws(7), throws(7));
        assert_ne!(throws(7), throws(8));
    }
}
