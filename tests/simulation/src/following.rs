//! A procedure of three steps that is followed, and people who approve what it asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::approval::Approval;
use tenantry_domain::ids::{ApprovalId, MspId, ProcedureId, ProcedureRunId};
use tenantry_domain::procedure::{
    DefineProcedure, Definition, Field, InputKind, InputSpec, Key, OperationTemplate, Procedure,
    ProcedureCommand, ProcedureStep, UserField, UserTemplate,
};
use tenantry_domain::procedure_run::{ProcedureRun, ProcedureRunEvent, approval_of};
use tenantry_domain::record::{Actor, ActorKind, RecordedEvent, Source};
use tenantry_domain::role::Role;
use tenantry_domain::text::{InputLabel, ProcedureName, Reason, StepTitle};
use tenantry_engine::access::Access;
use tenantry_engine::approvals::{AnyPersonText, Approvals, InputWish};
use tenantry_engine::chance::SystemRandomness;
use tenantry_engine::commands::{Context, Done, Engine, Request};
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_engine::procedure_runs::{
    ProcedureRunError, ProcedureRunParts, ProcedureRuns, RunWish,
};
use tenantry_ledger::evidence::verify;
use tenantry_simulator::Act;
use uuid::Uuid;

use crate::asking::{CUSTOMER, NEW, by, product};
use crate::history::Told;
use crate::{Asking, Moment, Stage};

pub const PROCEDURE: ProcedureId = ProcedureId::new(Uuid::from_u128(0x701));
pub const RUN: ProcedureRunId = ProcedureRunId::new(Uuid::from_u128(0x702));
/// Each after the one before, about whom the first makes.
pub const STEPS: [&str; 3] = ["create", "license", "disable"];

/// What one process has runs with.
pub(crate) fn runs_of(stage: &Stage, engine: Arc<Engine>, approvals: Approvals) -> ProcedureRuns {
    let clock = Arc::new(stage.clock.clone());
    let randomness = Arc::new(SystemRandomness);
    ProcedureRuns::new(ProcedureRunParts {
        access: Access::new(engine.clone(), clock.clone(), randomness),
        engine,
        approvals,
        clock,
    })
}

pub fn key(text: &str) -> Key {
    text.parse().unwrap()
}

/// Somebody at the machine's own command line, who may do everything.
pub fn operator() -> Context {
    let actor = Actor {
        kind: ActorKind::Operator,
        id: "olga".to_owned(),
    };
    Context::new(actor, Source::Cli)
}

/// Somebody gets an account and then a licence, and is let in later.
pub fn definition() -> Definition {
    let text = |name: &str| InputSpec {
        key: key(name),
        label: InputLabel::new(name).unwrap(),
        kind: InputKind::Text,
    };
    let made = || UserField::MadeBy(key("create"));
    let step = |name: &str, operation, after: &[&str]| ProcedureStep {
        key: key(name),
        title: StepTitle::new(name).unwrap(),
        operation,
        after: after.iter().map(|it| key(it)).collect::<BTreeSet<_>>(),
    };
    let create = OperationTemplate::CreateUser(Box::new(UserTemplate {
        name: key("name"),
        display_name: key("shown"),
        given_name: None,
        surname: None,
        job_title: None,
        department: None,
        usage_location: Field::Fixed("GB".parse().unwrap()),
        licences: Field::Fixed(BTreeSet::new()),
    }));
    let license = OperationTemplate::AssignLicences {
        user: made(),
        licences: Field::Fixed([product()].into()),
        usage_location: None,
    };
    let disable = OperationTemplate::DisableUser {
        user: made(),
        remove_licences_after_days: None,
    };
    Definition {
        name: ProcedureName::new("An account for later").unwrap(),
        description: None,
        inputs: vec![text("name"), text("shown")],
        steps: vec![
            step("create", create, &[]),
            step("license", license, &["create"]),
            step("disable", disable, &["license"]),
        ],
    }
}

/// The people at the command line of a history in which a procedure is followed.
#[derive(Debug)]
pub struct Following<'a> {
    pub asking: Asking<'a>,
    pub runs: ProcedureRuns,
}

impl<'a> Following<'a> {
    /// The procedure is defined.
    pub async fn on(stage: &'a Stage, definition: Definition) -> Self {
        let asking = Asking::on(stage).await;
        let engine = asking.history.desk().clone();
        let define = DefineProcedure { definition };
        let request = Request::<Procedure> {
            msp: stage.msp,
            id: PROCEDURE.to_string(),
            command: ProcedureCommand::Define(define),
            context: by("zoe"),
        };
        engine.execute(request).await.unwrap();
        let runs = runs_of(stage, engine, asking.approvals.clone());
        Self { asking, runs }
    }

    pub fn wish(&self) -> RunWish {
        let text = |text: &str| InputWish::Text(AnyPersonText::Input.of(text).unwrap());
        RunWish {
            procedure: PROCEDURE,
            version: None,
            customer: CUSTOMER,
            tenant: self.asking.tenant(),
            inputs: BTreeMap::from([
                (key("name"), text(NEW)),
                (key("shown"), text("Ada Lovelace")),
            ]),
            reason: Reason::new("she begins on Monday").unwrap(),
        }
    }

    pub async fn start(&self, context: Context) -> Result<Done, ProcedureRunError> {
        let msp = self.asking.stage().msp;
        self.runs.start(msp, RUN, self.wish(), context).await
    }

    pub async fn stands(&self) -> ProcedureRun {
        self.runs.of(self.asking.stage().msp, RUN).await.unwrap()
    }

    pub async fn step(&self, step: &str) -> Approval {
        self.approval(approval_of(RUN, &key(step))).await
    }

    pub async fn approval(&self, id: ApprovalId) -> Approval {
        let msp = self.asking.stage().msp;
        self.asking.approvals.of(msp, id).await.unwrap()
    }

    /// Approves whatever waits for it. Whether anything did.
    pub async fn approve_all(&self, ids: &[ApprovalId]) -> bool {
        let mut any = false;
        for id in ids {
            if let Approval::Waiting(request) = self.approval(*id).await {
                let (msp, digest) = (self.asking.stage().msp, request.plan.digest.clone());
                let approvals = &self.asking.approvals;
                let approved = approvals.approve(msp, *id, digest, Role::Admin, by("ben"));
                approved.await.unwrap();
                any = true;
            }
        }
        any
    }

    /// Until the run is over; whatever it asks for is approved. The first processes die at these moments.
    pub async fn run(&self, deaths: &[Moment]) -> Told {
        let ids: Vec<ApprovalId> = STEPS.iter().map(|it| approval_of(RUN, &key(it))).collect();
        let is_over = async || {
            let approved = self.approve_all(&ids).await;
            !approved && !matches!(self.stands().await, ProcedureRun::Running(_))
        };
        self.asking.history.run_until(deaths, is_over).await
    }

    /// Until nothing is left to do but to decide.
    pub async fn run_until_asked(&self, step: &str) {
        let asked = async || self.step(step).await.request().is_some();
        self.asking.history.run_until(&[], asked).await;
    }

    /// All that was recorded for the MSP.
    pub async fn events(&self) -> Vec<RecordedEvent> {
        let ledger = self.asking.history.desk().ledger();
        let mut all = Vec::new();
        loop {
            let after = all.last().map_or(0, |it: &RecordedEvent| it.position);
            let msp = self.asking.stage().msp;
            let page = ledger.feed(msp, after, PAGE_LIMIT).await.unwrap();
            if page.is_empty() {
                return all;
            }
            all.extend(page);
        }
    }

    pub async fn of_runs(&self) -> Vec<ProcedureRunEvent> {
        let all = self.events().await;
        let ours = all
            .iter()
            .filter(|it| it.stream.aggregate_type == ProcedureRun::TYPE);
        ours.map(|it| it.decode().unwrap()).collect()
    }

    /// What is wrong in the clouds and in the ledger after all three steps, in sentences.
    pub async fn complaints(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let deeds = self.asking.stage().control().deeds();
        for (act, kind) in [(Act::Created, "user"), (Act::Created, "licence")] {
            let ours = deeds.iter().filter(|it| it.by_app.is_some());
            let count = ours.filter(|it| it.act == act && it.kind == kind).count();
            if count != 1 {
                wrong.push(format!("{kind} was made {count} times"));
            }
        }
        let events = self.events().await;
        let count = |name: &str| events.iter().filter(|it| it.event_type == name).count();
        for (name, wanted) in [
            ("ApprovalRequested", STEPS.len()),
            ("RunStepAsked", STEPS.len()),
            ("RunStepDone", STEPS.len()),
            ("ProcedureRunDone", 1),
        ] {
            let found = count(name);
            if found != wanted {
                wrong.push(format!("{name} is there {found} times"));
            }
        }
        let ledger = self.asking.history.desk().ledger();
        for msp in [self.asking.stage().msp, MspId::INSTALLATION] {
            let verified = verify(ledger, msp, None, |_| {}).await.unwrap();
            if !verified.is_sound() {
                wrong.push("the ledger does not verify".to_owned());
            }
        }
        wrong
    }
}
