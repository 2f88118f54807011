//! What may follow what in a plan.

/// What kind of thing a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It changes nothing outside: it looks, or waits. Repeated at will.
    RetryOnly,
    /// It waits for a person outside.
    NeedsPerson,
    /// What it does can be taken back without a trace.
    Reversible,
    /// What it does can be made good by doing something else.
    Compensable,
    /// What it does stays.
    PointOfNoReturn,
}

impl Class {
    /// It changes something outside: that it is about to be done has to be on record before.
    pub const fn leaves_traces(self) -> bool {
        matches!(
            self,
            Self::Reversible | Self::Compensable | Self::PointOfNoReturn
        )
    }
}

/// A plan makes sense when nothing can fail for good after a point of no return. To be called in a
/// constant, so that a plan without sense does not compile.
///
/// # Panics
/// When it makes none.
pub const fn check_plan(classes: &[Class]) {
    let mut place = 0;
    let mut passed = false;
    while place < classes.len() {
        assert!(
            !passed || matches!(classes[place], Class::RetryOnly),
            "after a point of no return only steps may follow that can be tried again for ever"
        );
        passed = passed || matches!(classes[place], Class::PointOfNoReturn);
        place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_may_fail_comes_after_a_point_of_no_return() {
        use Class::{Compensable, NeedsPerson, PointOfNoReturn, RetryOnly};
        check_plan(&[Compensable, NeedsPerson, PointOfNoReturn, RetryOnly]);
        for bad in [Compensable, NeedsPerson, PointOfNoReturn] {
            let plan = [RetryOnly, PointOfNoReturn, RetryOnly, bad];
            assert!(
                std::panic::catch_unwind(|| check_plan(&plan)).is_err(),
                "{bad:?}"
            );
        }
    }
}
