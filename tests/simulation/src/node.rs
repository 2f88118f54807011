//! One process: an engine and a runner, with a memory of their own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::approval::Approval;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::ids::MspId;
use tenantry_domain::onboarding::{Onboarding, OnboardingEvent, Step};
use tenantry_domain::procedure_run::ProcedureRun;
use tenantry_domain::record::Micros;
use tenantry_domain::saga::minutes;
use tenantry_engine::approvals::ApprovalSteps;
use tenantry_engine::clouds::{Clouds, PartnerClouds};
use tenantry_engine::commands::{Engine, Limits};
use tenantry_engine::onboarding::GdapOnboarding;
use tenantry_engine::procedure_runs::RunCarrier;
use tenantry_engine::sagas::{Carrier, Carry, FromLedger, Runner, RunnerParts, Tuning};
use tenantry_engine::time::Clock as _;
use tenantry_http::Http;
use tokio::sync::{Notify, watch};

use crate::asking::approvals_of;
use crate::following::runs_of;
use crate::stage::Account;
use crate::tamper::Tampered;
use crate::time::{DrivenClock, Seeded, SimulatedAlarm};
use crate::{CrashingLedger, Moment, Stage};

/// The lease of the only worker there is: nothing is learned from its ending all the time.
const LONG: Duration = Duration::from_hours(400 * 24);

#[derive(Debug)]
pub struct Node {
    runner: Runner,
    pub engine: Arc<Engine>,
    pub ledger: Arc<CrashingLedger>,
    pub died: Arc<Notify>,
    pub idle: Arc<Notify>,
    pub go_on: Arc<Notify>,
    _stop: watch::Sender<bool>,
    stopping: watch::Receiver<bool>,
}

/// The clouds of the one MSP there is. Tokens are kept by real time, which hardly passes here: so
/// they are put together anew before the driven clock lets the tokens expire.
#[derive(Debug)]
struct OfTheOne {
    clock: DrivenClock,
    http: Http,
    account: Account,
    kept: Mutex<Option<(Micros, Arc<PartnerClouds>)>>,
}

const TOKENS_LAST: Micros = minutes(45);

#[async_trait]
impl Clouds for OfTheOne {
    async fn of(&self, _msp: MspId) -> Result<Arc<PartnerClouds>, CloudFault> {
        let now = self.clock.now();
        let mut kept = self.kept.lock().unwrap();
        if let Some((since, clouds)) = &*kept
            && now - since < TOKENS_LAST
        {
            return Ok(clouds.clone());
        }
        let clouds = Arc::new(self.account.clouds(self.http.clone()));
        *kept = Some((now, clouds.clone()));
        Ok(clouds)
    }
}

/// What somebody says who did not end the relationship.
fn lie(step: &Step, at: Micros) -> Option<OnboardingEvent> {
    (*step == Step::EndRelationship).then_some(OnboardingEvent::RelationshipTerminated { at })
}

impl Node {
    /// The process of this number; no two have the same.
    pub async fn start(stage: &Stage, number: u64, moment: Moment) -> Self {
        let died = Arc::new(Notify::new());
        let options = tenantry_ledger::Options {
            clock: Arc::new(stage.clock.clone()),
            readers: 2,
            ..tenantry_ledger::Options::default()
        };
        let inner = stage.world.ledger_with(options).await;
        let ledger = CrashingLedger::before(inner, moment, died.clone());
        let seeded = Arc::new(Seeded::new(
            stage.seed.wrapping_mul(1_000).wrapping_add(number),
        ));
        let ids = seeded.clone();
        let engine = Arc::new(Engine::with_ids(ledger.clone(), Limits::default(), ids));
        let clouds = Arc::new(OfTheOne {
            clock: stage.clock.clone(),
            http: stage.http(),
            account: stage.account.clone(),
            kept: Mutex::default(),
        });
        let worker = format!("worker-{number}");
        let clock = Arc::new(stage.clock.clone());
        let connecting = connecting(stage, &engine, clouds.clone(), seeded.clone(), &worker);
        let changes = changes(stage, &engine, clouds.clone(), seeded, &worker);
        let runs = following(stage, &engine, clouds, &worker);
        let (idle, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let alarm = SimulatedAlarm {
            clock: stage.clock.clone(),
            agenda: stage.agenda.clone(),
            idle: idle.clone(),
            go_on: go_on.clone(),
        };
        let parts = RunnerParts {
            live: Arc::new(FromLedger::new(
                ledger.clone(),
                vec![Onboarding::TYPE, Approval::TYPE, ProcedureRun::TYPE],
            )),
            leases: Arc::new(stage.leases.clone()),
            clock,
            alarm: Arc::new(alarm),
            carriers: vec![connecting, changes, runs],
            owner: uuid::Uuid::from_u128(u128::from(number)),
            worker,
            engine: engine.clone(),
        };
        let tuning = Tuning {
            visits: 1,
            visits_per_msp: 1,
            lease: LONG,
            ..Tuning::default()
        };
        let (stop, stopping) = watch::channel(false);
        Self {
            runner: Runner::new(parts, tuning),
            engine,
            ledger,
            died,
            idle,
            go_on,
            _stop: stop,
            stopping,
        }
    }

    /// Until it is dropped.
    pub async fn run(&self) {
        self.runner.run(self.stopping.clone()).await;
    }
}

/// Carries onboardings on.
fn connecting(
    stage: &Stage,
    engine: &Arc<Engine>,
    clouds: Arc<OfTheOne>,
    seeded: Arc<Seeded>,
    worker: &str,
) -> Arc<dyn Carrier> {
    let clock = Arc::new(stage.clock.clone());
    let steps = GdapOnboarding::new(clouds, engine.clone(), clock.clone(), worker);
    let tampering = stage.tampering.lock().unwrap().clone();
    let steps = Tampered::new(steps, tampering, stage.done.clone(), lie);
    Arc::new(Carry::<Onboarding, _>::new(
        engine.clone(),
        steps,
        clock,
        seeded,
        worker,
    ))
}

/// Asks for the steps of procedures.
fn following(
    stage: &Stage,
    engine: &Arc<Engine>,
    clouds: Arc<OfTheOne>,
    worker: &str,
) -> Arc<dyn Carrier> {
    let approvals = approvals_of(stage, engine.clone(), clouds);
    let runs = runs_of(stage, engine.clone(), approvals);
    Arc::new(RunCarrier::new(runs, worker))
}

/// Carries out what was approved.
fn changes(
    stage: &Stage,
    engine: &Arc<Engine>,
    clouds: Arc<OfTheOne>,
    seeded: Arc<Seeded>,
    worker: &str,
) -> Arc<dyn Carrier> {
    let approvals = approvals_of(stage, engine.clone(), clouds);
    let steps = ApprovalSteps::new(approvals, worker);
    let tampering = stage.approval_tampering.lock().unwrap().clone();
    let steps = Tampered::new(steps, tampering, stage.approval_done.clone(), |_, _| None);
    let clock = Arc::new(stage.clock.clone());
    Arc::new(Carry::<Approval, _>::new(
        engine.clone(),
        steps,
        clock,
        seeded,
        worker,
    ))
}
