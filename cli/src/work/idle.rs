//! When a worker has nothing left to do but to wait for people.
//!
//! The runner itself never ends; these stand around its parts and look on. Everything under way is
//! looked at once, so that what people did meanwhile is found at once.

use std::collections::HashSet;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::{self, Approval};
use tenantry_domain::ids::MspId;
use tenantry_domain::onboarding::Onboarding;
use tenantry_domain::procedure_run::{ProcedureRun, Standing};
use tenantry_domain::record::{Micros, RecordedEvent};
use tenantry_domain::saga::{Class, FaultClass, Next, Saga, Step as _, Task};
use tenantry_domain::tenant_consent::TenantConsent;
use tenantry_engine::commands::Engine;
use tenantry_engine::leases::Fence;
use tenantry_engine::ledger::{LedgerError, Wake};
use tenantry_engine::sagas::{Alarm, Carrier, LiveSagas, Living, Trouble, Visit};
use tenantry_engine::time::{Clock as _, SystemClock};
use tokio::sync::watch;

use crate::installation;

/// What is known of the work.
#[derive(Debug)]
pub(super) struct Idle {
    engine: Arc<Engine>,
    begun: Instant,
    /// A worker that was killed is waited for so long, until its leases have ended.
    patience: Duration,
    stop: watch::Sender<bool>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// MSPs whose work is this worker's.
    taken: HashSet<MspId>,
    /// Those of them whose work stands still.
    still: HashSet<MspId>,
    /// What goes on by itself.
    at_work: HashSet<(MspId, &'static str, String)>,
}

impl Idle {
    pub(super) fn new(engine: Arc<Engine>, lease: Duration, stop: watch::Sender<bool>) -> Self {
        Self {
            engine,
            begun: Instant::now(),
            patience: lease * 2,
            stop,
            seen: Mutex::default(),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        // Sets of names are whole whatever happened to their last holder.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn is_reached(&self) -> bool {
        let Ok(heads) = installation::heads(&**self.engine.ledger()).await else {
            return false;
        };
        let seen = self.seen();
        let at_work = seen
            .at_work
            .iter()
            .any(|(msp, ..)| !seen.still.contains(msp));
        // Others may carry on some, for as long as they like.
        let all = heads.iter().all(|head| seen.taken.contains(&head.msp));
        !at_work && (all || self.begun.elapsed() > self.patience)
    }

    async fn note(&self, msp: MspId, kind: &'static str, id: &str, visit: &Visit) {
        let goes_on = match visit {
            Visit::Rest => false,
            Visit::StandStill(_) => {
                self.seen().still.insert(msp);
                true
            }
            Visit::Again(_) if kind == TenantConsent::TYPE => {
                let consent = self.engine.load::<TenantConsent>(msp, id).await;
                !consent.is_ok_and(|it| is_with_people(&it))
            }
            Visit::Again(_) if kind == Approval::TYPE => {
                let approval = self.engine.load::<Approval>(msp, id).await;
                !approval.is_ok_and(|it| is_left_alone(&it, SystemClock.now()))
            }
            Visit::Again(_) if kind == ProcedureRun::TYPE => {
                let run = self.engine.load::<ProcedureRun>(msp, id).await;
                !run.is_ok_and(|it| is_held_up(&it))
            }
            Visit::Again(_) => match self.engine.load::<Onboarding>(msp, id).await {
                Ok(saga) => !waits_for_people(&saga, SystemClock.now()),
                Err(_) => true,
            },
        };
        let key = (msp, kind, id.to_owned());
        if goes_on {
            self.seen().at_work.insert(key);
        } else {
            self.seen().at_work.remove(&key);
        }
    }
}

/// Nothing happens before somebody approves, permits or puts something right.
fn waits_for_people<S: Saga>(saga: &S, now: Micros) -> bool {
    let Next::Due { task, .. } = saga.next() else {
        return true;
    };
    let fault = saga.pace().filter(|pace| pace.not_before > now);
    match fault.and_then(|pace| pace.fault.as_ref()) {
        Some(fault) => fault.class != FaultClass::Transient,
        None => matches!(task, Task::Do(step) if step.class() == Class::NeedsPerson),
    }
}

/// It waits for decisions, for a permission, or until a time that was agreed on.
fn is_left_alone(approval: &Approval, now: Micros) -> bool {
    match approval {
        Approval::Unknown | Approval::Waiting(_) | Approval::Ended(..) => true,
        Approval::UnderWay(_) | Approval::Unwinding(..) => {
            let grace = Task::Do(approval::Step::WaitForGrace);
            let in_grace = matches!(approval.next(), Next::Due { task, .. } if task == grace);
            in_grace || waits_for_people(approval, now)
        }
    }
}

/// Its steps cannot be asked for before somebody permits or puts something right.
fn is_held_up(run: &ProcedureRun) -> bool {
    let standing = run.run().into_iter().flat_map(|run| run.standing.values());
    let faults = standing.filter_map(|standing| match standing {
        Standing::Asked { fault, .. } => fault.as_ref(),
        Standing::Done | Standing::FoundMade | Standing::Ended(_) | Standing::NotAsked => None,
    });
    let classes: Vec<FaultClass> = faults.map(|fault| fault.class).collect();
    !classes.is_empty() && !classes.contains(&FaultClass::Transient)
}

/// The administrator has not come back, or somebody has to put right what keeps us from reading.
fn is_with_people(consent: &TenantConsent) -> bool {
    match consent {
        TenantConsent::Verifying(open) => {
            let fault = open.fault.as_ref();
            fault.is_some_and(|fault| fault.class != FaultClass::Transient)
        }
        TenantConsent::Unknown
        | TenantConsent::Asked(_)
        | TenantConsent::Verified(_)
        | TenantConsent::Ended(_) => true,
    }
}

/// Notes how each visit ended.
#[derive(Debug)]
pub(super) struct Noted {
    carrier: Arc<dyn Carrier>,
    idle: Arc<Idle>,
}

impl Noted {
    pub(super) fn new(carrier: Arc<dyn Carrier>, idle: Arc<Idle>) -> Self {
        Self { carrier, idle }
    }
}

#[async_trait]
impl Carrier for Noted {
    fn aggregate_type(&self) -> &'static str {
        self.carrier.aggregate_type()
    }

    fn concerned(&self, event: &RecordedEvent) -> Option<String> {
        self.carrier.concerned(event)
    }

    async fn visit(&self, msp: MspId, id: &str, fence: Fence) -> Visit {
        let visit = self.carrier.visit(msp, id, fence).await;
        let kind = self.carrier.aggregate_type();
        self.idle.note(msp, kind, id, &visit).await;
        visit
    }

    async fn account_works(&self, msp: MspId) -> Result<(), Trouble> {
        let works = self.carrier.account_works(msp).await;
        if works.is_ok() {
            self.idle.seen().still.remove(&msp);
        } else {
            self.idle.seen().still.insert(msp);
        }
        works
    }
}

/// Everything under way is due at once.
#[derive(Debug)]
pub(super) struct AtOnce {
    live: Arc<dyn LiveSagas>,
    idle: Arc<Idle>,
}

impl AtOnce {
    pub(super) fn new(live: Arc<dyn LiveSagas>, idle: Arc<Idle>) -> Self {
        Self { live, idle }
    }
}

#[async_trait]
impl LiveSagas for AtOnce {
    async fn of(&self, msp: MspId, after: Option<&str>) -> Result<Living, LedgerError> {
        let mut living = self.live.of(msp, after).await?;
        for saga in &mut living.sagas {
            saga.due = 0;
        }
        if living.next.is_none() {
            self.idle.seen().taken.insert(msp);
        }
        Ok(living)
    }
}

/// Stops the worker instead of waiting, when there is nothing to wait for.
#[derive(Debug)]
pub(super) struct IdleAlarm {
    alarm: Arc<dyn Alarm>,
    idle: Arc<Idle>,
}

impl IdleAlarm {
    pub(super) fn new(alarm: Arc<dyn Alarm>, idle: Arc<Idle>) -> Self {
        Self { alarm, idle }
    }
}

#[async_trait]
impl Alarm for IdleAlarm {
    async fn until(&self, instant: Micros, seen: &mut Wake, busy: bool) {
        if !busy && self.idle.is_reached().await {
            self.idle.stop.send_replace(true);
            return pending().await;
        }
        self.alarm.until(instant, seen, busy).await;
    }
}
