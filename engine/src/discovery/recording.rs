//! What was heard, held against what is known, and the difference recorded.

use std::collections::BTreeSet;
use std::sync::Arc;

use tenantry_domain::ids::{MspId, TenantId};
use tenantry_domain::record::Micros;
use tenantry_domain::tenant::{NoteMissing, NoteSighting, Tenant, TenantCommand, TenantSource};

use super::reading::Heard;
use super::{Discovery, DiscoveryFault, Report};
use crate::abreast::{Abreast, Settled};
use crate::commands::Context;

/// What a command is about, for the report.
#[derive(Debug, Clone, Copy)]
enum Wish {
    Sighting(TenantId),
    Missing(TenantId),
}

pub(super) struct Recording<'a> {
    discovery: &'a Discovery,
    msp: MspId,
    heard: Heard,
    answered: BTreeSet<TenantSource>,
    silent: BTreeSet<TenantSource>,
    under_way: Abreast<Tenant, Wish>,
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
            answered: heard.sources(true),
            silent: heard.sources(false),
            under_way: Abreast::new(Arc::clone(&discovery.engine), msp, context),
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
            self.send(tenant, Wish::Sighting(tenant), command).await?;
        }
        while let Some(settled) = self.under_way.next().await {
            self.note(settled)?;
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
                        self.send(known.tenant, Wish::Missing(known.tenant), command)
                            .await?;
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
        while let Some(settled) = self.under_way.room().await {
            self.note(settled)?;
        }
        self.under_way.send(tenant.to_string(), wish, command);
        Ok(())
    }

    fn note(&mut self, settled: Settled<Tenant, Wish>) -> Result<(), DiscoveryFault> {
        let (wish, done) = settled?;
        let report = &mut self.report;
        let recorded = u64::from(done.receipt.events);
        match wish {
            Wish::Sighting(_) if recorded == 0 => report.unchanged += 1,
            Wish::Sighting(tenant) if recorded == done.receipt.sequence => {
                report.new.insert(tenant);
            }
            Wish::Sighting(tenant) => drop(report.changed.insert(tenant)),
            Wish::Missing(_) if recorded == 0 => {}
            Wish::Missing(tenant) => drop(report.missed.insert(tenant)),
        }
        Ok(())
    }
}
