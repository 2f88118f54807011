//! One fault that people meet: how it comes about, and what they are to see of it.

use std::fs;
use std::path::Path;

use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::cloud::{Actor, Cause};
use tenantry_domain::gdap_template::Terms;
use tenantry_domain::onboarding::{Ending, Onboarding, OnboardingEvent, Setback};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::{Fault, FaultClass, days, hours, minutes};
use tenantry_domain::standstill::{Standstill, StandstillEvent};
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_simulation::check::complaints;
use tenantry_simulation::{History, Order, Stage};
use tenantry_simulator::Scenario;

/// What becomes of the onboarding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It waited, and went on by itself.
    WentOn,
    /// It failed with this code, and left nothing.
    Failed,
    /// All work stood still, which was said once, and went on by itself after the cure.
    StoodStill,
    /// Nobody has to know: what was answered decides what is done next.
    Unseen,
}

pub(crate) struct Case {
    name: &'static str,
    code: &'static str,
    /// The cloud and its own code.
    said: Option<(&'static str, Option<&'static str>)>,
    acts: Actor,
    fate: Fate,
    scenario: Box<dyn Fn(&mut Scenario)>,
    terms: fn(&mut Terms),
    first: Box<dyn Fn(&Stage)>,
    second_factor: bool,
    approval: Option<Micros>,
    requests_are_named: bool,
}

/// All that was recorded.
struct Record {
    told: Vec<OnboardingEvent>,
    standstills: Vec<StandstillEvent>,
}

impl Case {
    pub(crate) fn new(name: &'static str, code: &'static str, acts: Actor, fate: Fate) -> Self {
        Self {
            name,
            code,
            said: None,
            acts,
            fate,
            scenario: Box::new(|_| ()),
            terms: |_| (),
            first: Box::new(|_| ()),
            second_factor: true,
            approval: Some(hours(1)),
            requests_are_named: true,
        }
    }

    /// Which cloud said it, and in which words of its own.
    pub(crate) fn said(self, api: &'static str, code: &'static str) -> Self {
        let said = Some((api, Some(code)));
        Self { said, ..self }
    }

    /// Which cloud it was about. There is no word of its own.
    pub(crate) fn by(self, api: &'static str) -> Self {
        let said = Some((api, None));
        Self { said, ..self }
    }

    /// No answer came, so nothing names the request.
    pub(crate) fn unanswered(self) -> Self {
        Self {
            requests_are_named: false,
            ..self
        }
    }

    pub(crate) fn scenario(self, scenario: impl Fn(&mut Scenario) + 'static) -> Self {
        let scenario = Box::new(scenario);
        Self { scenario, ..self }
    }

    pub(crate) fn terms(self, terms: fn(&mut Terms)) -> Self {
        Self { terms, ..self }
    }

    /// Before anything begins.
    pub(crate) fn first(self, first: impl Fn(&Stage) + 'static) -> Self {
        let first = Box::new(first);
        Self { first, ..self }
    }

    pub(crate) fn signed_in_without_second_factor(self) -> Self {
        Self {
            second_factor: false,
            ..self
        }
    }

    pub(crate) fn approved_after(self, approval: Option<Micros>) -> Self {
        Self { approval, ..self }
    }

    /// Plays it, and says where what is on record is not what was expected.
    async fn play(&self) -> Vec<String> {
        let mut scenario = Scenario::with_customers(2);
        scenario.seed = 1;
        (self.scenario)(&mut scenario);
        let stage = Stage::of(scenario, 1).await;
        if !self.second_factor {
            stage.sign_in_with(false).await;
        }
        (self.first)(&stage);
        if let Some(approval) = self.approval {
            stage.approve_after(1, approval);
            // Whoever cannot work is not ready for it the first time.
            stage.approve_after(1, approval + days(1));
        }
        let history = History::on(&stage).await;
        let mut wish = stage.wish(1);
        (self.terms)(&mut wish.terms);
        history.start(wish).await;
        history.run(&[]).await;
        let record = Record::of(&history).await;
        let mut wrong = complaints(&history).await;
        wrong.extend(self.fault_is_wrong(&record));
        wrong.extend(self.page_is_wrong());
        let stands = history.stands(stage.customer(1)).await;
        let wanted = match self.fate {
            Fate::Failed => {
                let code = self.code.to_owned();
                Ending::Failed { code }
            }
            Fate::WentOn | Fate::StoodStill | Fate::Unseen => Ending::Activated,
        };
        match stands {
            Onboarding::Ended(_, ending) if ending == wanted => {}
            Onboarding::Ended(_, ending) => wrong.push(format!("it ended as {ending:?}")),
            stands => wrong.push(format!("it stands at {stands:?}")),
        }
        let stops = record.standstills.len();
        let wanted = if self.fate == Fate::StoodStill { 2 } else { 0 };
        if stops != wanted {
            wrong.push(format!(
                "{stops} times it was said that work stops or goes on"
            ));
        }
        wrong
    }

    fn fault_is_wrong(&self, record: &Record) -> Option<String> {
        let faults = record.faults();
        let found = faults.iter().find(|fault| fault.code == self.code);
        if self.fate == Fate::Unseen {
            return found.map(|found| format!("seen: {found:?}"));
        }
        let Some(found) = found else {
            let codes: Vec<_> = faults
                .iter()
                .map(|it| (&it.code, &it.vendor_code))
                .collect();
            return Some(format!("it is not among {codes:?}"));
        };
        let (class, acts) = known(self.code);
        if (found.class, acts) != (class, self.acts) {
            return Some(format!("of the class {class:?}, {acts:?} acts: {found:?}"));
        }
        if (class == FaultClass::AccountWide) != (self.fate == Fate::StoodStill) {
            return Some(format!("of the class {class:?}"));
        }
        let seen = (found.api.as_deref(), found.vendor_code.as_deref());
        let wanted = self
            .said
            .map_or((None, None), |(api, code)| (Some(api), code));
        let named = self.requests_are_named && self.said.is_some();
        let right = seen == wanted && found.request_id.is_some() == named;
        (!right).then(|| format!("as it was said: {found:?}"))
    }

    fn page_is_wrong(&self) -> Option<String> {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors");
        let page = fs::read_to_string(page.join(format!("{}.md", self.code)));
        let parts = ["## What to do", "## Who acts"];
        let good = page.is_ok_and(|page| parts.iter().all(|part| page.contains(part)));
        (!good).then(|| format!("{} has no page that says what to do", self.code))
    }
}

/// One after the other; what is wrong is told of all of them.
pub(crate) async fn play(cases: impl IntoIterator<Item = Case>) {
    let mut wrong = Vec::new();
    for case in cases {
        let told = case.play().await;
        wrong.extend(told.into_iter().map(|it| format!("{}: {it}", case.name)));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

impl Record {
    async fn of(history: &History<'_>) -> Self {
        let (msp, ledger) = (history.stage.msp, history.desk().ledger());
        let (mut told, mut standstills) = (Vec::new(), Vec::new());
        let mut after = 0;
        loop {
            let page = ledger.feed(msp, after, PAGE_LIMIT).await.unwrap();
            let Some(last) = page.last() else { break };
            after = last.position;
            for event in &page {
                match event.stream.aggregate_type.as_str() {
                    Onboarding::TYPE => told.push(event.decode().unwrap()),
                    Standstill::TYPE => standstills.push(event.decode().unwrap()),
                    _ => {}
                }
            }
        }
        Self { told, standstills }
    }

    fn faults(&self) -> Vec<Fault> {
        let told = self.told.iter().filter_map(|event| match event {
            OnboardingEvent::StepDelayed { fault, .. }
            | OnboardingEvent::StepFailed { fault, .. }
            | OnboardingEvent::AttentionNeeded { fault, .. } => Some(fault),
            _ => None,
        });
        let stops = self.standstills.iter().filter_map(|event| match event {
            StandstillEvent::WorkStopped { fault, .. } => Some(fault),
            StandstillEvent::WorkResumed { .. } => None,
        });
        told.chain(stops).cloned().collect()
    }
}

/// What is said of a code.
fn known(code: &str) -> (FaultClass, Actor) {
    if let Some(cause) = Cause::ALL.iter().find(|it| it.code() == code) {
        return (cause.class().into(), cause.actor());
    }
    let setback = Setback::ALL.iter().find(|it| it.code() == code);
    let setback = setback.unwrap_or_else(|| panic!("nobody knows {code}"));
    (setback.fault("").class, setback.actor())
}

/// So much later, as an administrator or as fate.
pub(crate) fn later(
    stage: &Stage,
    pause: Micros,
    act: impl FnOnce(&tenantry_simulator::Control) + Send + 'static,
) {
    use tenantry_engine::time::Clock;
    let control = stage.control();
    stage
        .agenda
        .at(stage.clock.now() + pause, move || act(&control));
}

/// The service account signs in anew, with its second factor.
pub(crate) fn signs_in_later(stage: &Stage) {
    stage.order_after(hours(5), Order::SignIn);
}

/// What is longer than any cloud's hiccup.
pub(crate) const A_WHILE: Micros = minutes(7);
