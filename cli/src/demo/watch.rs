//! Whoever watches: prints what is recorded as it comes, and what went wrong in the clouds on the way.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::onboarding::{Onboarding, OnboardingEvent};
use tenantry_domain::record::Position;
use tenantry_engine::ledger::PAGE_LIMIT;
use tokio::sync::watch;

use super::administrators::Administrators;
use super::cast::{CUSTOMERS, Customer, MSP_NAME, msp};
use super::{Manner, Stage, news};
use crate::failure::Failure;
use crate::output::Tone;

/// Between two looks.
const LOOK: Duration = Duration::from_millis(200);

pub(super) struct Watcher<'a> {
    stage: &'a Stage<'a>,
    administrators: Administrators,
    /// Up to here all was told.
    told: Position,
    requests: usize,
    line: Option<ProgressBar>,
    begun: Instant,
}

impl<'a> Watcher<'a> {
    /// Tells what comes after this position of the ledger.
    pub(super) fn after(stage: &'a Stage<'a>, told: Position) -> Self {
        Self {
            stage,
            administrators: Administrators::default(),
            told,
            requests: stage.world.control().journal().len(),
            line: live_line(stage.manner),
            begun: Instant::now(),
        }
    }

    /// Until all onboardings have ended, or somebody stops it. Whether they have.
    pub(super) async fn watch(
        &mut self,
        stopping: &mut watch::Receiver<bool>,
    ) -> Result<bool, Failure> {
        loop {
            self.tell_faults()?;
            self.tell_news().await?;
            let waiting = self.look_around().await?;
            if waiting.is_empty() {
                self.tell_news().await?;
                return Ok(true);
            }
            if let Some(line) = &self.line {
                line.set_message(format!(
                    "{} s  waiting: {}",
                    self.seconds(),
                    waiting.join(", ")
                ));
                line.tick();
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                // Its sender is gone only after it said so.
                _ = stopping.wait_for(|stop| *stop) => return Ok(false),
            }
        }
    }

    fn seconds(&self) -> u64 {
        self.begun.elapsed().as_secs()
    }

    /// Lets administrators act, and says whose onboarding has not ended.
    async fn look_around(&mut self) -> Result<Vec<&'static str>, Failure> {
        let mut waiting = Vec::new();
        for customer in CUSTOMERS {
            let onboarding = self.stage.onboarding(customer).await?;
            if matches!(onboarding, Onboarding::Ended(..)) {
                continue;
            }
            waiting.push(customer.name);
            let world = self.stage.world;
            if let Some(words) = self.administrators.act(world, customer, &onboarding) {
                self.tell(customer.name, Tone::Quiet, words)?;
            }
        }
        Ok(waiting)
    }

    /// What was recorded since.
    async fn tell_news(&mut self) -> Result<(), Failure> {
        let ledger = self.stage.ground.engine.ledger();
        loop {
            let page = ledger.feed(msp(), self.told, PAGE_LIMIT).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            self.told = last.position;
            for recorded in &page {
                if recorded.stream.aggregate_type != Onboarding::TYPE {
                    continue;
                }
                let event: OnboardingEvent = recorded.decode()?;
                if let Some((tone, words)) = news::of(&event) {
                    let customer = self.customer_of(&recorded.stream.aggregate_id);
                    self.tell(customer, tone, &words)?;
                }
            }
        }
    }

    /// The clouds' own journal says which requests fate met.
    fn tell_faults(&mut self) -> Result<(), Failure> {
        let requests = self.stage.world.control().journal_after(self.requests);
        self.requests += requests.len();
        for request in &requests {
            let words = match &request.fault {
                Some(fault) if fault.starts_with("Throttle") => {
                    "(Microsoft is busy, and turns a request away)"
                }
                Some(_) => "(Microsoft did what was asked, and its answer was lost)",
                None => continue,
            };
            let concerned = |it: &&Customer| {
                let tenant = self.stage.world.tenant(it.name).as_uuid();
                request.tenants.contains(&tenant)
            };
            let whose = CUSTOMERS.iter().find(concerned).map(|it| it.name);
            self.tell(whose.unwrap_or(MSP_NAME), Tone::Quiet, words)?;
        }
        Ok(())
    }

    fn tell(&self, customer: &str, tone: Tone, words: &str) -> Result<(), Failure> {
        let (output, seconds) = (self.stage.output, self.seconds());
        let print = || match self.stage.manner {
            Manner::Silent => Ok(()),
            Manner::Json => {
                let news = json!({ "at": seconds, "customer": customer, "text": words });
                output.document(&news)
            }
            Manner::Lines => {
                let words = match tone {
                    Tone::Strong => words.to_owned(),
                    tone => output.paint(tone, words),
                };
                let when = output.paint(Tone::Quiet, &format!("{seconds:>3} s"));
                output.line(&format!("{when}  {customer:<22}{words}"))
            }
        };
        match &self.line {
            Some(line) => line.suspend(print),
            None => print(),
        }
    }

    fn customer_of(&self, tenant: &str) -> &'static str {
        let theirs = |it: &&Customer| self.stage.world.tenant(it.name).to_string() == tenant;
        let found = CUSTOMERS.iter().find(theirs);
        found.map_or("another customer", |it| it.name)
    }
}

impl Drop for Watcher<'_> {
    fn drop(&mut self) {
        if let Some(line) = &self.line {
            line.finish_and_clear();
        }
    }
}

/// One line that says how it stands, where somebody looks at a terminal.
fn live_line(manner: Manner) -> Option<ProgressBar> {
    (manner == Manner::Lines && io::stderr().is_terminal()).then(|| {
        let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{spinner} {wide_msg}");
        line.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
    })
}
