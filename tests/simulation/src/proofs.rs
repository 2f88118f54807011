//! The five proofs that every saga has to pass, as one macro: succeeds; repeats at every step; fails
//! and unwinds at every step; unwinds twice; leaves a clean slate.
//!
//! A saga brings one thing: how its histories are told ([`Proven`]). `tests/architecture` sees to it
//! that each saga is named in a `prove!`, so that none goes without.

use std::future::Future;

use crate::{Stage, Tampering};

/// How the histories of one kind of saga are told.
pub trait Proven {
    type Step: Clone + PartialEq + std::fmt::Debug;

    /// A world in which the saga succeeds, if nothing is tampered with.
    fn stage() -> impl Future<Output = Stage>;

    /// Lets the saga run to its end under a tampering, and says how it ended. Whatever is wrong in
    /// the clouds afterwards is a panic.
    fn run(stage: &Stage, tampering: Tampering<Self::Step>) -> impl Future<Output = Ended>;

    /// The steps that came to an end so far, in order.
    fn steps(stage: &Stage) -> Vec<Self::Step>;

    /// How a saga ends whose step did what it should, and was said to have failed for good.
    fn after_doubt(_step: &Self::Step) -> Ended {
        Ended::Undone
    }

    /// All that is in the clouds because of the saga, as text to compare.
    fn slate(stage: &Stage) -> impl Future<Output = Vec<String>>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Succeeded,
    /// It failed, and everything is undone.
    Undone,
    Otherwise,
}

/// The steps of a saga that succeeds, each once, in the order of their first time.
pub async fn steps_of<P: Proven>() -> Vec<P::Step> {
    let stage = P::stage().await;
    assert_eq!(P::run(&stage, Tampering::None).await, Ended::Succeeded);
    let mut steps: Vec<P::Step> = Vec::new();
    for step in P::steps(&stage) {
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    assert!(!steps.is_empty(), "a saga without steps proves nothing");
    steps
}

pub async fn succeeds<P: Proven>() {
    steps_of::<P>().await;
}

pub async fn repeats_at_every_step<P: Proven>() {
    for step in steps_of::<P>().await {
        let stage = P::stage().await;
        let ended = P::run(&stage, Tampering::Twice(step.clone())).await;
        assert_eq!(ended, Ended::Succeeded, "{step:?} done twice");
    }
}

pub async fn fails_and_unwinds_at_every_step<P: Proven>() {
    for step in steps_of::<P>().await {
        for (failing, expected) in [
            (Tampering::FailsBefore(step.clone()), Ended::Undone),
            (Tampering::FailsAfter(step.clone()), P::after_doubt(&step)),
        ] {
            let stage = P::stage().await;
            let ended = P::run(&stage, failing.clone()).await;
            assert_eq!(ended, expected, "{failing:?}");
        }
    }
}

pub async fn unwinds_twice<P: Proven>() {
    for step in steps_of::<P>().await {
        let stage = P::stage().await;
        let ended = P::run(&stage, Tampering::FailsAndUndoesTwice(step.clone())).await;
        assert_eq!(ended, Ended::Undone, "{step:?} failed, all undone twice");
    }
}

pub async fn leaves_a_clean_slate<P: Proven>() {
    let steps = steps_of::<P>().await;
    let stage = P::stage().await;
    let before = P::slate(&stage).await;
    let last = steps[steps.len() - 1].clone();
    let failing = match P::after_doubt(&last) {
        Ended::Undone => Tampering::FailsAfter(last),
        Ended::Succeeded | Ended::Otherwise => Tampering::FailsBefore(last),
    };
    assert_eq!(P::run(&stage, failing).await, Ended::Undone);
    assert_eq!(P::slate(&stage).await, before);
}

/// The five proofs of a saga: `prove!(Onboarding by Told)`, where `Told` tells its histories.
#[macro_export]
macro_rules! prove {
    ($saga:ident by $told:ty) => {
        $crate::prove!(@ $told: succeeds, repeats_at_every_step, fails_and_unwinds_at_every_step,
            unwinds_twice, leaves_a_clean_slate);

        /// The saga that is proven here has to exist.
        #[allow(unused_imports)]
        use $saga as _;
    };
    (@ $told:ty: $($proof:ident),+) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $proof() {
            $crate::proofs::$proof::<$told>().await;
        }
    )+};
}
