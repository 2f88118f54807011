//! What a worker says of what it does, step by step.

use std::collections::HashSet;
use std::io::{self, IsTerminal as _};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use serde::Serialize;
use tenantry_domain::aggregate::Event as _;
use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::onboarding::{Ending, Onboarding, OnboardingEvent, Step};
use tenantry_domain::record::{Micros, RecordedEvent};
use tenantry_engine::commands::Engine;
use tenantry_engine::leases::Fence;
use tenantry_engine::sagas::{Carrier, Conductor, Told, Trouble, Visit};
use tenantry_engine::time::{Clock as _, SystemClock};

use crate::moment;
use crate::output::{Output, plain, say};

type Outcome = Result<Told<OnboardingEvent>, Trouble>;

/// Lines of JSON for programs, plain lines for who sits before it, silence for the log of a
/// service.
#[derive(Debug)]
pub(super) struct Voice {
    manner: Manner,
    /// Those of which something was said, and not yet that they ended.
    acted: Mutex<HashSet<(MspId, String)>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Json,
    Plain,
    Silent,
}

#[derive(Debug, Serialize)]
struct Line<'a> {
    at: String,
    msp: MspId,
    tenant: TenantId,
    step: &'a str,
    outcome: &'a str,
    /// What was learned.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
}

impl Voice {
    pub(super) fn of(output: &Output, quiet: bool) -> Self {
        let manner = match (output.json, io::stderr().is_terminal()) {
            _ if quiet => Manner::Silent,
            (true, _) => Manner::Json,
            (false, true) => Manner::Plain,
            (false, false) => Manner::Silent,
        };
        Self {
            manner,
            acted: Mutex::default(),
        }
    }

    fn say(&self, line: &Line<'_>) {
        match self.manner {
            Manner::Silent => {}
            // Nobody may be listening; the work goes on.
            Manner::Json => drop(Output::new(true).document(line)),
            Manner::Plain => {
                let more = line.code.or(line.event).unwrap_or_default();
                let detail = line.detail.unwrap_or_default();
                let (msp, tenant) = (line.msp, line.tenant);
                let text = format!(
                    "{}  {msp}  {tenant}  {}: {} {more} {detail}",
                    line.at, line.step, line.outcome
                );
                say(plain(&text).trim_end());
            }
        }
    }

    fn step(&self, msp: MspId, saga: &Onboarding, words: &str, outcome: &Outcome) {
        let Some(attempt) = saga.attempt().filter(|_| self.manner != Manner::Silent) else {
            return;
        };
        let mut line = Line {
            at: moment::show(SystemClock.now()),
            msp,
            tenant: attempt.tenant_id,
            step: words,
            outcome: "done",
            event: None,
            code: None,
            detail: None,
        };
        match outcome {
            Ok(Told::Fact(event)) => line.event = Some(event.shape().name),
            Ok(Told::NotYet) => line.outcome = "not yet",
            Err(trouble) => {
                line.outcome = "did not work";
                line.code = Some(&trouble.fault.code);
                line.detail = Some(&trouble.fault.detail);
            }
        }
        self.say(&line);
        let key = (msp, attempt.tenant_id.to_string());
        self.acted().insert(key);
    }

    fn ended(&self, msp: MspId, saga: &Onboarding) {
        let Onboarding::Ended(attempt, ending) = saga else {
            return;
        };
        let (outcome, code) = match ending {
            Ending::Activated => ("active", None),
            Ending::Failed { code } => ("error", Some(code.as_str())),
            Ending::Cancelled => ("cancelled", None),
            Ending::AccessEnded { .. } => ("ended", None),
            Ending::Abandoned => ("abandoned", None),
        };
        self.say(&Line {
            at: moment::show(SystemClock.now()),
            msp,
            tenant: attempt.tenant_id,
            step: "conclude",
            outcome,
            event: None,
            code,
            detail: None,
        });
    }

    fn acted(&self) -> std::sync::MutexGuard<'_, HashSet<(MspId, String)>> {
        // A set of names is whole whatever happened to its last holder.
        self.acted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says what became of each step.
#[derive(Debug)]
pub(super) struct Narrated<C> {
    steps: C,
    voice: Arc<Voice>,
}

impl<C> Narrated<C> {
    pub(super) fn new(steps: C, voice: Arc<Voice>) -> Self {
        Self { steps, voice }
    }
}

#[async_trait]
impl<C: Conductor<Onboarding>> Conductor<Onboarding> for Narrated<C> {
    async fn act(
        &self,
        msp: MspId,
        id: &str,
        saga: &Onboarding,
        step: &Step,
        now: Micros,
    ) -> Outcome {
        let outcome = self.steps.act(msp, id, saga, step, now).await;
        self.voice.step(msp, saga, &step.to_string(), &outcome);
        outcome
    }

    async fn clarify(
        &self,
        msp: MspId,
        id: &str,
        saga: &Onboarding,
        step: &Step,
        since: Micros,
        now: Micros,
    ) -> Outcome {
        let outcome = self.steps.clarify(msp, id, saga, step, since, now).await;
        let words = format!("look what became of: {step}");
        self.voice.step(msp, saga, &words, &outcome);
        outcome
    }

    async fn account_works(&self, msp: MspId) -> Result<(), Trouble> {
        self.steps.account_works(msp).await
    }
}

/// Says how onboardings ended.
#[derive(Debug)]
pub(super) struct Watched {
    carrier: Arc<dyn Carrier>,
    engine: Arc<Engine>,
    voice: Arc<Voice>,
}

impl Watched {
    pub(super) fn new(carrier: Arc<dyn Carrier>, engine: Arc<Engine>, voice: Arc<Voice>) -> Self {
        Self {
            carrier,
            engine,
            voice,
        }
    }
}

#[async_trait]
impl Carrier for Watched {
    fn aggregate_type(&self) -> &'static str {
        self.carrier.aggregate_type()
    }

    fn concerned(&self, event: &RecordedEvent) -> Option<String> {
        self.carrier.concerned(event)
    }

    async fn visit(&self, msp: MspId, id: &str, fence: Fence) -> Visit {
        let visit = self.carrier.visit(msp, id, fence).await;
        let spoken_of = visit == Visit::Rest && self.voice.acted().remove(&(msp, id.to_owned()));
        if spoken_of && let Ok(saga) = self.engine.load::<Onboarding>(msp, id).await {
            self.voice.ended(msp, &saga);
        }
        visit
    }

    async fn account_works(&self, msp: MspId) -> Result<(), Trouble> {
        self.carrier.account_works(msp).await
    }
}
