//! Whether and when a call is sent again: pure, so that it can be read and tested as a table.

use crate::call::Repeat;
use crate::settings::Repeating;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault, Effect};

/// The pause before the next attempt, or nothing when there is none.
pub(crate) fn pause_before_next(
    fault: &CloudFault,
    repeat: Repeat,
    attempt: u32,
    left: Duration,
    rules: &Repeating,
    chance: f64,
) -> Option<Duration> {
    if attempt >= rules.attempts || !may_repeat(fault, repeat) {
        return None;
    }
    let pause = match fault.retry_after {
        // A little is added, so that those who were told the same do not come back together.
        Some(told) => told + rules.first_pause.mul_f64(chance),
        None => backoff(attempt, rules, chance),
    };
    (pause < left).then_some(pause)
}

fn may_repeat(fault: &CloudFault, repeat: Repeat) -> bool {
    let passes = matches!(
        fault.cause,
        Cause::Unreachable
            | Cause::Silent
            | Cause::Unavailable
            | Cause::Throttled
            | Cause::AnswerUnreadable
    );
    passes
        && match repeat {
            Repeat::Freely => true,
            Repeat::OnlyIfNothingWasDone => fault.effect == Effect::None,
            Repeat::Never => false,
        }
}

/// Between half and all of a time that doubles with each attempt.
fn backoff(attempt: u32, rules: &Repeating, chance: f64) -> Duration {
    let doubled = rules
        .first_pause
        .saturating_mul(1 << attempt.saturating_sub(1).min(16));
    doubled.min(rules.longest_pause).mul_f64(0.5 + chance / 2.0)
}

/// Whether something may have been done, although the answer is no good one.
pub(crate) fn effect_of(fault: &CloudFault, safe_method: bool) -> Effect {
    if safe_method {
        return Effect::None;
    }
    match fault.cause {
        Cause::Silent | Cause::AnswerUnreadable | Cause::AnswerTooLarge => Effect::Unknown,
        // An overload that names its end turned the request away; any other failure may have come late.
        Cause::Unavailable if fault.retry_after.is_none() || fault.status != Some(503) => {
            Effect::Unknown
        }
        _ => fault.effect,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(cause: Cause) -> CloudFault {
        CloudFault::new(cause, "test", "")
    }

    fn pause(fault: &CloudFault, repeat: Repeat, attempt: u32, left: u64) -> Option<Duration> {
        let rules = Repeating::default();
        pause_before_next(
            fault,
            repeat,
            attempt,
            Duration::from_secs(left),
            &rules,
            1.0,
        )
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let pauses: Vec<_> = (1..6)
            .map(|attempt| pause(&fault(Cause::Unavailable), Repeat::Freely, attempt, 1000))
            .collect();
        let seconds = [0.5, 1.0, 2.0, 4.0, 8.0];
        assert_eq!(
            pauses,
            seconds.map(|value| Some(Duration::from_secs_f64(value)))
        );
        assert_eq!(
            pause(&fault(Cause::Unavailable), Repeat::Freely, 6, 1000),
            None
        );
    }

    #[test]
    fn what_the_cloud_says_goes_before_what_we_would_do() {
        let mut told = fault(Cause::Throttled);
        told.retry_after = Some(Duration::from_secs(17));
        assert_eq!(
            pause(&told, Repeat::Freely, 1, 1000),
            Some(Duration::from_millis(17_500))
        );
        assert_eq!(
            pause(&told, Repeat::Freely, 1, 17),
            None,
            "a pause beyond the deadline is not begun"
        );
    }

    #[test]
    fn what_may_have_been_done_is_not_done_again() {
        let mut silent = fault(Cause::Silent);
        silent.effect = effect_of(&silent, false);
        assert_eq!(silent.effect, Effect::Unknown);
        assert_eq!(pause(&silent, Repeat::OnlyIfNothingWasDone, 1, 1000), None);
        assert!(pause(&silent, Repeat::Freely, 1, 1000).is_some());
        assert_eq!(pause(&silent, Repeat::Never, 1, 1000), None);
    }

    #[test]
    fn only_what_passes_by_itself_is_repeated() {
        for cause in Cause::ALL {
            let passes = [
                Cause::Unreachable,
                Cause::Silent,
                Cause::Unavailable,
                Cause::Throttled,
                Cause::AnswerUnreadable,
            ];
            let repeated = pause(&fault(*cause), Repeat::Freely, 1, 1000).is_some();
            assert_eq!(repeated, passes.contains(cause), "{cause:?}");
        }
    }

    #[test]
    fn a_server_error_after_a_write_leaves_the_effect_open_unless_it_turned_the_request_away() {
        let mut failed = fault(Cause::Unavailable);
        failed.status = Some(500);
        assert_eq!(effect_of(&failed, false), Effect::Unknown);
        assert_eq!(effect_of(&failed, true), Effect::None);
        failed.status = Some(503);
        assert_eq!(effect_of(&failed, false), Effect::Unknown);
        failed.retry_after = Some(Duration::from_secs(1));
        assert_eq!(effect_of(&failed, false), Effect::None);
    }
}
