//! How it stands: what the query tables say, what the ledger is worth, and what the clouds themselves
//! hold, who are another program and know nothing of ours.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;
use tenantry_domain::onboarding::{Ending, Onboarding};
use tenantry_projections::onboardings::{self, OnboardingFilter, OnboardingRow};
use tenantry_projections::tenants::{self, TenantFilter};

use super::cast::{CUSTOMERS, Customer, msp};
use super::mapped::Mapped;
use super::proof::{self, Found};
use super::{Manner, Stage};
use crate::failure::Failure;
use crate::output::{Tone, plain};

/// More than there are.
const ROWS: u32 = 100;
/// How long the tables, and what ends in the background, are waited for.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(250);

#[derive(Debug, Serialize)]
pub(super) struct Summary {
    tenants: BTreeMap<&'static str, usize>,
    onboardings: BTreeMap<&'static str, usize>,
    vendors: Mapped,
    /// Those that did not end as their customers and clouds let them, and vendors that were not read.
    unexpected: Vec<&'static str>,
    events: u64,
    ledger_verified: bool,
    /// What our app made in the clouds for customers who are not active, and is there now.
    left_behind: usize,
    /// What our app deleted and had not made.
    others_things_deleted: usize,
    requests: usize,
    database: String,
    folder: String,
    seconds: f64,
    #[serde(skip)]
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    customer: &'static str,
    outcome: String,
    lasted: String,
}

impl Summary {
    pub(super) async fn of(stage: &Stage<'_>) -> Result<Self, Failure> {
        let tables = &stage.ground.projections;
        let position = stage.ground.engine.ledger().head(msp()).await?.position;
        let names = ["tenants", "onboardings", "vendor_records"];
        tables.wait_for(msp(), position, &names, PATIENCE).await?;
        let page = tenants::list(tables, msp(), &TenantFilter::default(), None, ROWS).await?;
        let mut tenants = BTreeMap::new();
        for row in page.rows {
            *tenants.entry(row.status.as_str()).or_default() += 1;
        }
        let filter = OnboardingFilter::default();
        let page = onboardings::list(tables, msp(), &filter, None, ROWS).await?;
        let mut outcomes = BTreeMap::new();
        for row in &page.rows {
            *outcomes.entry(row.status.as_str()).or_default() += 1;
        }
        let mut rows: Vec<Row> = page.rows.iter().map(|it| row(stage, it)).collect();
        rows.sort_by_key(|row| row.customer);
        let vendors = Mapped::of(stage).await?;
        let mut unexpected = unexpected(stage).await?;
        unexpected.extend(&vendors.unread);
        let left_behind = left_behind(stage).await?;
        let Found { events, sound } = proof::verified(stage).await?;
        let control = stage.world.control();
        Ok(Self {
            tenants,
            onboardings: outcomes,
            vendors,
            unexpected,
            events,
            ledger_verified: sound,
            left_behind,
            others_things_deleted: control.foreign_things_deleted().len(),
            requests: control.journal().len(),
            database: stage.config.database_url.value.to_string(),
            folder: stage.folder.path().display().to_string(),
            seconds: stage.begun.elapsed().as_secs_f64(),
            rows,
        })
    }

    /// Whether all is as it should be.
    pub(super) fn is_right(&self) -> bool {
        let clean = self.left_behind == 0 && self.others_things_deleted == 0;
        self.unexpected.is_empty() && self.ledger_verified && clean
    }

    /// For people; for programs it is part of a document.
    pub(super) async fn print(&self, stage: &Stage<'_>) -> Result<(), Failure> {
        if stage.manner != Manner::Lines {
            return Ok(());
        }
        let output = stage.output;
        output.line("")?;
        output.list(["customer", "outcome", "lasted"], &self.rows, |it| {
            [
                it.customer.to_owned(),
                plain(&it.outcome),
                it.lasted.clone(),
            ]
        })?;
        self.vendors.print(stage)?;
        let good = |good: bool| if good { Tone::Good } else { Tone::Bad };
        let (events, requests) = (self.events, self.requests);
        let (left, others) = (self.left_behind, self.others_things_deleted);
        let sound = if self.ledger_verified {
            "sound"
        } else {
            "NOT SOUND"
        };
        let sound = output.paint(good(self.ledger_verified), sound);
        output.line(&format!(
            "\nThe ledger is {sound}: {events} events fit their hashes and their root; checkpoints signed"
        ))?;
        proof::of_one_event(stage).await?;
        let left = output.paint(good(left == 0), &left.to_string());
        let others = output.paint(good(others == 0), &others.to_string());
        output.line(&format!(
            "The clouds themselves, after {requests} requests: {left} things left of what failed, \
             {others} things of others deleted"
        ))?;
        for name in &self.unexpected {
            let word = output.paint(Tone::Bad, "NOT AS IT SHOULD BE");
            output.line(&format!("{word}: {name}"))?;
        }
        Ok(())
    }
}

/// As it stands in the query table.
fn row(stage: &Stage<'_>, row: &OnboardingRow) -> Row {
    let theirs = |it: &&Customer| stage.world.tenant(it.name) == row.tenant_id;
    let customer = CUSTOMERS.iter().find(theirs);
    let error = row.error_code.as_ref().filter(|_| row.ended_at.is_some());
    let error = error.map(|code| format!(" {code}"));
    let lasted = row
        .ended_at
        .map(|ended| (ended - row.started_at) / 1_000_000);
    Row {
        customer: customer.map_or("another customer", |it| it.name),
        outcome: format!("{}{}", row.status.as_str(), error.unwrap_or_default()),
        lasted: lasted.map_or_else(String::new, |seconds| format!("{seconds} s")),
    }
}

/// Those that did not end as their fate has it.
async fn unexpected(stage: &Stage<'_>) -> Result<Vec<&'static str>, Failure> {
    let mut unexpected = Vec::new();
    for customer in CUSTOMERS {
        match stage.onboarding(customer).await? {
            Onboarding::Ended(_, ending) if customer.fate.fits(&ending) => {}
            _ => unexpected.push(customer.name),
        }
    }
    Ok(unexpected)
}

/// What failed was undone when its failure was reported; in the clouds, the end of a relationship takes
/// a moment longer.
async fn left_behind(stage: &Stage<'_>) -> Result<usize, Failure> {
    let began = Instant::now();
    loop {
        let mut left = 0;
        for customer in CUSTOMERS {
            let onboarding = stage.onboarding(customer).await?;
            if !matches!(onboarding, Onboarding::Ended(_, Ending::Activated)) {
                let tenant = stage.world.tenant(customer.name).as_uuid();
                left += stage.world.control().left_behind(tenant).len();
            }
        }
        if left == 0 || began.elapsed() > PATIENCE {
            return Ok(left);
        }
        tokio::time::sleep(LOOK).await;
    }
}
