//! What to make of a fault.

use super::patience::{minutes, seconds};
use super::{Fault, FaultClass, Pace, Patience, Step};
use crate::record::Micros;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// Once more, at this instant.
    Again(Micros),
    /// Never again: what was done is undone.
    GiveUp,
    /// It is not about this saga: all of the MSP's stand still until it is mended.
    StandStill,
}

/// The longest pause before a fault that passes by itself is met again.
const TRANSIENT: Micros = minutes(15);
/// The same for one that passes when somebody acts.
const WAITING: Micros = minutes(60);

/// `asked` is how long the cloud said to wait; `chance` is drawn anew each time, from 0 to 1.
///
/// What is to be undone is never given up: it is tried until it is done.
pub fn reaction<S: Step>(
    fault: &Fault,
    pace: &Pace<S>,
    undoing: bool,
    patience: Patience,
    now: Micros,
    asked: Option<Micros>,
    chance: f64,
) -> Reaction {
    let again = |first: Micros, longest: Micros| {
        let pause = pause(first, longest, pace.tries, chance).max(asked.unwrap_or_default());
        Reaction::Again(now.saturating_add(pause))
    };
    match fault.class {
        FaultClass::AccountWide => Reaction::StandStill,
        FaultClass::Permanent if undoing => again(minutes(1), WAITING),
        FaultClass::Permanent => Reaction::GiveUp,
        FaultClass::Transient | FaultClass::Waiting
            if !undoing && patience.is_over(pace.since, now) =>
        {
            Reaction::GiveUp
        }
        FaultClass::Transient => again(seconds(2), TRANSIENT),
        FaultClass::Waiting => again(seconds(30), WAITING),
    }
}

/// Twice as long each time, and anywhere in the upper half of it, so that many that failed
/// together do not come back together.
fn pause(first: Micros, longest: Micros, tries: u32, chance: f64) -> Micros {
    let whole = first
        .saturating_mul(1_i64.checked_shl(tries.min(30)).unwrap_or(i64::MAX))
        .min(longest);
    let half = whole / 2;
    // A part of a pause of minutes: far from where numbers of this kind lose digits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let part = (half as f64 * chance.clamp(0.0, 1.0)) as Micros;
    half + part
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::saga::{Class, days};
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
    struct Any;

    impl std::fmt::Display for Any {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("any")
        }
    }

    impl Step for Any {
        fn class(&self) -> Class {
            Class::RetryOnly
        }

        fn is_undo(&self) -> bool {
            false
        }
    }

    const PATIENCE: Patience = Patience {
        first: seconds(5),
        slowest: minutes(5),
        limit: days(1),
    };

    fn react(class: FaultClass, tries: u32, undoing: bool, now: Micros) -> Reaction {
        let pace = Pace::<Any> {
            tries,
            ..Pace::begun(0)
        };
        let fault = Fault::own("X", class, "");
        reaction(&fault, &pace, undoing, PATIENCE, now, None, 0.5)
    }

    #[test]
    fn what_passes_is_waited_for_until_patience_ends() {
        for class in [FaultClass::Transient, FaultClass::Waiting] {
            assert!(matches!(
                react(class, 3, false, days(1) - 1),
                Reaction::Again(_)
            ));
            assert_eq!(react(class, 3, false, days(1)), Reaction::GiveUp);
        }
        assert_eq!(react(FaultClass::Permanent, 0, false, 0), Reaction::GiveUp);
    }

    #[test]
    fn undoing_is_never_given_up() {
        for class in [
            FaultClass::Transient,
            FaultClass::Waiting,
            FaultClass::Permanent,
        ] {
            assert!(matches!(
                react(class, 99, true, days(99)),
                Reaction::Again(_)
            ));
        }
    }

    #[test]
    fn what_concerns_the_account_stops_everything() {
        for undoing in [false, true] {
            let reached = react(FaultClass::AccountWide, 0, undoing, 0);
            assert_eq!(reached, Reaction::StandStill);
        }
    }

    proptest! {
        #[test]
        fn a_pause_is_bounded_and_what_the_cloud_asked_for_is_kept(
            tries in 0_u32..100, chance in 0.0_f64..=1.0, asked in 0..days(1),
        ) {
            let pace = Pace::<Any> { tries, ..Pace::begun(0) };
            let fault = Fault::own("X", FaultClass::Transient, "");
            let reached = reaction(&fault, &pace, true, PATIENCE, 0, Some(asked), chance);
            let Reaction::Again(until) = reached else { panic!("{reached:?}") };
            prop_assert!(until >= asked.max(seconds(1)));
            prop_assert!(until <= asked.max(TRANSIENT));
        }
    }
}
