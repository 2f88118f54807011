//! A conductor that does its steps badly on purpose.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::Micros;
use tenantry_domain::saga::{Fault, FaultClass, Saga, Step};
use tenantry_engine::sagas::{Conductor, Told, Trouble};

/// What goes wrong with a step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Tampering<S> {
    #[default]
    None,
    /// The step is done twice, as after an answer that was lost.
    Twice(S),
    /// Every step that undoes something is done twice.
    TwiceUndoing,
    /// The step fails for good, and did nothing.
    FailsBefore(S),
    /// The step is done, and fails for good before anybody knows.
    FailsAfter(S),
    /// As the first failing, with every undoing done twice.
    FailsAndUndoesTwice(S),
    /// The step is called done, and is not. No conductor may do that.
    Lies(S),
}

/// Stands before a conductor.
#[derive(Debug)]
pub struct Tampered<S: Saga, C> {
    inner: C,
    tampering: Tampering<S::Step>,
    /// The steps that came to an end, in order.
    done: Arc<Mutex<Vec<S::Step>>>,
    /// What a lie sounds like.
    lie: fn(&S::Step, Micros) -> Option<S::Event>,
}

impl<S: Saga, C> Tampered<S, C> {
    pub fn new(
        inner: C,
        tampering: Tampering<S::Step>,
        done: Arc<Mutex<Vec<S::Step>>>,
        lie: fn(&S::Step, Micros) -> Option<S::Event>,
    ) -> Self {
        Self {
            inner,
            tampering,
            done,
            lie,
        }
    }
}

fn broken(effect_unknown: bool) -> Trouble {
    let mut fault = Fault::own("CLOUD_REFUSED", FaultClass::Permanent, "tampered with");
    fault.effect_unknown = effect_unknown;
    fault.into()
}

#[async_trait]
impl<S: Saga, C: Conductor<S>> Conductor<S> for Tampered<S, C> {
    async fn act(
        &self,
        msp: MspId,
        id: &str,
        saga: &S,
        step: &S::Step,
        now: Micros,
    ) -> Result<Told<S::Event>, Trouble> {
        let twice = match &self.tampering {
            Tampering::Twice(of) => of == step,
            Tampering::TwiceUndoing | Tampering::FailsAndUndoesTwice(_) => step.is_undo(),
            _ => false,
        };
        match &self.tampering {
            Tampering::FailsBefore(of) | Tampering::FailsAndUndoesTwice(of) if of == step => {
                return Err(broken(false));
            }
            Tampering::Lies(of) if of == step => {
                if let Some(lie) = (self.lie)(step, now) {
                    return Ok(Told::Fact(lie));
                }
            }
            _ => {}
        }
        if twice {
            // Whatever came of it, nobody heard of it.
            let _unheard = self.inner.act(msp, id, saga, step, now).await;
        }
        let told = self.inner.act(msp, id, saga, step, now).await?;
        if matches!(told, Told::Fact(_)) {
            if matches!(&self.tampering, Tampering::FailsAfter(of) if of == step) {
                return Err(broken(true));
            }
            self.done.lock().unwrap().push(step.clone());
        }
        Ok(told)
    }

    async fn clarify(
        &self,
        msp: MspId,
        id: &str,
        saga: &S,
        step: &S::Step,
        since: Micros,
        now: Micros,
    ) -> Result<Told<S::Event>, Trouble> {
        self.inner.clarify(msp, id, saga, step, since, now).await
    }

    async fn account_works(&self, msp: MspId) -> Result<(), Trouble> {
        self.inner.account_works(msp).await
    }
}
