//! How long a step is waited for, and when it is looked at.

use crate::record::Micros;

/// Looks come at instants that follow from the beginning of the wait alone: soon at first, then in
/// ever longer pauses. So nothing has to be recorded when a look finds nothing new, and after a
/// restart the looks go on as if there had been none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// From the beginning of the wait to the first look.
    pub first: Micros,
    /// The longest pause between two looks.
    pub slowest: Micros,
    /// From the beginning of the wait to its end.
    pub limit: Micros,
}

pub const fn seconds(count: i64) -> Micros {
    count * 1_000_000
}

pub const fn minutes(count: i64) -> Micros {
    seconds(60 * count)
}

pub const fn hours(count: i64) -> Micros {
    minutes(60 * count)
}

pub const fn days(count: i64) -> Micros {
    hours(24 * count)
}

impl Patience {
    /// The pause after a look grows by a quarter of the time waited so far.
    const GROWTH: Micros = 4;

    /// The first instant for a look after `now`.
    pub fn next_look(&self, since: Micros, now: Micros) -> Micros {
        let first = self.first.max(1);
        let mut waited = first;
        while since.saturating_add(waited) <= now {
            let pause = (waited / Self::GROWTH).clamp(first, self.slowest.max(first));
            waited = if pause < self.slowest {
                waited + pause
            } else {
                // Evenly from here on: no need to count them one by one.
                let gone = now - since - waited;
                waited + (gone / pause + 1) * pause
            };
        }
        since.saturating_add(waited)
    }

    pub fn ends(&self, since: Micros) -> Micros {
        since.saturating_add(self.limit)
    }

    pub fn is_over(&self, since: Micros, now: Micros) -> bool {
        now >= self.ends(since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const APPROVAL: Patience = Patience {
        first: seconds(15),
        slowest: hours(4),
        limit: days(90),
    };

    #[test]
    fn looks_come_soon_at_first_and_then_ever_more_slowly() {
        let mut looks = vec![0];
        while looks[looks.len() - 1] < days(90) {
            looks.push(APPROVAL.next_look(0, looks[looks.len() - 1]));
        }
        assert_eq!(looks[1], seconds(15));
        assert!(looks.len() < 700, "{}", looks.len());
        let pauses = looks.windows(2).map(|pair| pair[1] - pair[0]);
        assert_eq!(pauses.max(), Some(hours(4)));
    }

    proptest! {
        #[test]
        fn the_next_look_is_later_and_the_same_from_wherever_one_asks(
            since in 0..days(20_000), waited in 0..days(100),
        ) {
            let now = since + waited;
            let look = APPROVAL.next_look(since, now);
            prop_assert!(look > now);
            prop_assert!(look - now <= hours(4));
            prop_assert!(look - now <= seconds(15).max(waited / 4 + 1), "{} after {waited}", look - now);
            prop_assert_eq!(APPROVAL.next_look(since, look - 1), look);
        }
    }
}
