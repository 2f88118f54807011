//! The sources, read page by page. A page is forgotten once it is merged.

use std::collections::{BTreeMap, BTreeSet};

use tenantry_domain::cloud::{Bookmark, Cause, Class, CloudFault};
use tenantry_domain::ids::TenantId;
use tenantry_domain::tenant::merge::Merge;
use tenantry_domain::tenant::{Sighting, TenantSource};

use super::{DiscoveryFault, SourceReport};
use crate::clouds::PartnerClouds;

/// More pages than any partner's list has.
const PAGES: usize = 20_000;

/// How often a list is begun anew whose place the cloud forgot.
const ANEW: usize = 2;

/// What the sources said together.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) tenants: BTreeMap<TenantId, Sighting>,
    pub(super) sources: Vec<SourceReport>,
}

impl Heard {
    /// The sources that were read to their end, or those that were not.
    pub(super) fn sources(&self, answered: bool) -> BTreeSet<TenantSource> {
        let those = self.sources.iter();
        let those = those.filter(|it| it.fault.is_none() == answered);
        those.map(|it| it.source).collect()
    }
}

/// All sources at the same time.
pub(super) async fn all(clouds: &PartnerClouds) -> Result<Heard, DiscoveryFault> {
    let (center, gdap, contract, relationship) = tokio::try_join!(
        Box::pin(read(clouds, TenantSource::PartnerCenter)),
        Box::pin(read(clouds, TenantSource::Gdap)),
        Box::pin(read(clouds, TenantSource::Contract)),
        Box::pin(read(clouds, TenantSource::Relationship)),
    )?;
    let mut merge = Merge::default();
    let mut sources = Vec::new();
    for (heard, report) in [center, gdap, contract, relationship] {
        merge.absorb(heard);
        sources.push(report);
    }
    Ok(Heard {
        tenants: merge.finish(),
        sources,
    })
}

/// One source to its end. Half of a list is as good as none: a relationship on the other half may be
/// the one that counts.
async fn read(
    clouds: &PartnerClouds,
    source: TenantSource,
) -> Result<(Merge, SourceReport), DiscoveryFault> {
    let mut begun = 0;
    loop {
        let mut list = List {
            clouds,
            source,
            heard: Merge::default(),
            rows: 0,
        };
        let fault = match list.read().await {
            Ok(()) => None,
            Err(fault) if fault.class() == Class::AccountWide => {
                let met_at = source;
                return Err(DiscoveryFault::Account { met_at, fault });
            }
            Err(fault) if fault.cause == Cause::CursorExpired && begun < ANEW => {
                begun += 1;
                continue;
            }
            Err(fault) => Some(fault),
        };
        if let Some(fault) = &fault {
            tracing::warn!(source = source.as_str(), code = fault.code(), %fault, "not read");
            list.heard = Merge::default();
        }
        let report = SourceReport {
            source,
            rows: list.rows,
            fault,
        };
        return Ok((list.heard, report));
    }
}

/// A source's list while it is read.
struct List<'a> {
    clouds: &'a PartnerClouds,
    source: TenantSource,
    heard: Merge,
    rows: usize,
}

impl List<'_> {
    async fn read(&mut self) -> Result<(), CloudFault> {
        let mut place: Option<Bookmark> = None;
        for _ in 0..PAGES {
            let next = self.page(place.as_ref()).await?;
            match next {
                None => return Ok(()),
                next if next == place => return Err(self.endless("goes on where it was before")),
                next => place = next,
            }
        }
        Err(self.endless("does not end"))
    }

    /// One page, empty or not, and where the next begins.
    async fn page(&mut self, from: Option<&Bookmark>) -> Result<Option<Bookmark>, CloudFault> {
        let clouds = self.clouds;
        let partner = clouds.partner;
        let heard = &mut self.heard;
        let (rows, next) = match self.source {
            TenantSource::PartnerCenter => {
                let part = clouds.customers.list(partner, from).await?;
                part.rows.iter().for_each(|row| heard.partner_customer(row));
                (part.rows.len(), part.next)
            }
            TenantSource::Gdap => {
                let part = clouds.gdap_customers.list(partner, from).await?;
                part.rows.iter().for_each(|row| heard.gdap_customer(row));
                (part.rows.len(), part.next)
            }
            TenantSource::Contract => {
                let part = clouds.contracts.list(partner, from).await?;
                part.rows.iter().for_each(|row| heard.contract(row));
                (part.rows.len(), part.next)
            }
            TenantSource::Relationship => {
                let part = clouds.relationships.list(partner, from).await?;
                part.rows.iter().for_each(|row| heard.relationship(row));
                (part.rows.len(), part.next)
            }
        };
        self.rows += rows;
        Ok(next)
    }

    fn endless(&self, how: &str) -> CloudFault {
        let api = match self.source {
            TenantSource::PartnerCenter => "partner-center",
            TenantSource::Gdap | TenantSource::Contract | TenantSource::Relationship => "graph",
        };
        CloudFault::new(Cause::AnswerUnreadable, api, format!("the list {how}"))
    }
}
