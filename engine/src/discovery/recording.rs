//! What was heard, held against what is known, and the difference recorded.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::record::Micros;
use tenantry_domain::tenant::{
    NoteMissing, NoteSighting, Tenant, TenantCommand, TenantRefusal, TenantSource,
};
use tokio::task::{JoinError, JoinSet};

use super::reading::Heard;
use super::{Discovery, DiscoveryFault, Report};
use crate::commands::{CommandError, Context, Done, Engine, Request};
use crate::ledger::LedgerError;

/// Commands of one discovery under way at once: enough for full groups, and room for others.
const AT_ONCE: usize = 64;

/// Pauses before a command is sent again that found no room.
const AGAIN_AFTER: [Duration; 4] = [
    Duration::from_millis(20),
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1500),
];

type Recorded = Result<(TenantId, Wish, Done), CommandError<TenantRefusal>>;

/// What a command is about, for the report.
#[derive(Debug, Clone, Copy)]
enum Wish {
    Sighting,
    Missing,
}

pub(super) struct Recording<'a> {
    discovery: &'a Discovery,
    msp: MspId,
    context: Context,
    heard: Heard,
    answered: BTreeSet<TenantSource>,
    silent: BTreeSet<TenantSource>,
    under_way: JoinSet<Recorded>,
    report: Report,
}

impl<'a> Recording<'a> {
    pub(super) fn new(
        discovery: &'a Discovery,
        msp: MspId,
        context: Context,
        at: Micros,
        heard: Heard,
    ) -> Self {
        Self {
            discovery,
            msp,
            context,
            answered: heard.sources(true),
            silent: heard.sources(false),
            under_way: JoinSet::new(),
            report: Report {
                at,
                seen: heard.tenants.len(),
                new: BTreeSet::new(),
                changed: BTreeSet::new(),
                unchanged: 0,
                missed: BTreeSet::new(),
                sources: heard.sources.clone(),
            },
            heard,
        }
    }

    pub(super) async fn run(mut self) -> Result<Report, DiscoveryFault> {
        self.hold_against_the_known().await?;
        let at = self.report.at;
        for (tenant, sighting) in std::mem::take(&mut self.heard.tenants) {
            let silent = self.silent.clone();
            let note = NoteSighting {
                sighting,
                silent,
                at,
            };
            let command = TenantCommand::NoteSighting(Box::new(note));
            self.send(tenant, Wish::Sighting, command).await?;
        }
        while let Some(recorded) = self.under_way.join_next().await {
            self.note(recorded)?;
        }
        Ok(self.report)
    }

    /// Strikes what is known already, so that a look that finds nothing new sends no command; and
    /// misses what nobody names any more.
    async fn hold_against_the_known(&mut self) -> Result<(), DiscoveryFault> {
        let mut last = None;
        loop {
            let page = self.discovery.known.after(self.msp, last).await?;
            let Some(end) = page.last() else {
                return Ok(());
            };
            last = Some(end.tenant);
            for known in page {
                match self.heard.tenants.get(&known.tenant) {
                    Some(heard) => {
                        let same = heard.after(&known.sighting, &self.silent) == known.sighting;
                        if same && !known.missed {
                            self.heard.tenants.remove(&known.tenant);
                            self.report.unchanged += 1;
                        }
                    }
                    None if self.silent.is_empty() && !known.missed => {
                        let command = TenantCommand::NoteMissing(NoteMissing {
                            sources_asked: self.answered.clone(),
                            at: self.report.at,
                        });
                        self.send(known.tenant, Wish::Missing, command).await?;
                    }
                    None => {}
                }
            }
        }
    }

    /// Starts a command as soon as there is room.
    async fn send(
        &mut self,
        tenant: TenantId,
        wish: Wish,
        command: TenantCommand,
    ) -> Result<(), DiscoveryFault> {
        while self.under_way.len() >= AT_ONCE {
            if let Some(recorded) = self.under_way.join_next().await {
                self.note(recorded)?;
            }
        }
        let request = Request::<Tenant> {
            msp: self.msp,
            id: tenant.to_string(),
            command,
            context: self.context.clone(),
        };
        let engine = Arc::clone(&self.discovery.engine);
        self.under_way.spawn(async move {
            let done = execute(&engine, request).await?;
            Ok((tenant, wish, done))
        });
        Ok(())
    }

    fn note(&mut self, recorded: Result<Recorded, JoinError>) -> Result<(), DiscoveryFault> {
        let recorded = recorded.map_err(|reason| {
            let detail = format!("a command was not carried out: {reason}");
            CommandError::Ledger(LedgerError::Database { detail })
        });
        let (tenant, wish, done) = recorded??;
        let report = &mut self.report;
        let recorded = u64::from(done.receipt.events);
        match wish {
            Wish::Sighting if recorded == 0 => report.unchanged += 1,
            Wish::Sighting if recorded == done.receipt.sequence => drop(report.new.insert(tenant)),
            Wish::Sighting => drop(report.changed.insert(tenant)),
            Wish::Missing if recorded == 0 => {}
            Wish::Missing => drop(report.missed.insert(tenant)),
        }
        Ok(())
    }
}

/// One command, sent again while others leave it no room. Nothing was recorded then.
async fn execute(
    engine: &Engine,
    request: Request<Tenant>,
) -> Result<Done, CommandError<TenantRefusal>> {
    for pause in AGAIN_AFTER {
        match engine.execute(request.clone()).await {
            Err(CommandError::Overloaded | CommandError::Contended) => {
                tokio::time::sleep(pause).await;
            }
            settled => return settled,
        }
    }
    engine.execute(request).await
}
