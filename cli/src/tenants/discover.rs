//! A discovery from the command line: the report, and what to do where a source did not answer.

use std::sync::Arc;

use serde::Serialize;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::ids::{CorrelationId, MspId, TenantId};
use tenantry_engine::clouds::Clouds;
use tenantry_engine::commands::Engine;
use tenantry_engine::discovery::{Discovery, DiscoveryFault, Report, SourceReport};
use tenantry_engine::time::SystemClock;
use tenantry_projections::Projections;
use uuid::Uuid;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::moment;
use crate::output::{Output, Tone, say};
use tenantry_api::pages;

#[derive(Debug, Serialize)]
struct Shown {
    msp: MspId,
    at: String,
    correlation_id: CorrelationId,
    complete: bool,
    seen: usize,
    new: Vec<TenantId>,
    changed: Vec<TenantId>,
    unchanged: usize,
    missed: Vec<TenantId>,
    sources: Vec<ShownSource>,
}

#[derive(Debug, Serialize)]
struct ShownSource {
    source: &'static str,
    rows: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor_correlation_id: Option<String>,
}

impl From<SourceReport> for ShownSource {
    fn from(report: SourceReport) -> Self {
        let fault = report.fault.as_ref();
        Self {
            source: report.source.as_str(),
            rows: report.rows,
            code: fault.map(CloudFault::code),
            message: fault.map(ToString::to_string),
            vendor_code: fault.and_then(|it| it.vendor_code.clone()),
            vendor_correlation_id: fault.and_then(|it| it.correlation_id.clone()),
        }
    }
}

/// Discovers the MSP's tenants and prints the report. Ends as "not all is right" when a source did
/// not answer.
pub(crate) async fn run(
    msp: MspId,
    clouds: &dyn Clouds,
    engine: Arc<Engine>,
    projections: Projections,
    output: &Output,
) -> Result<Exit, Failure> {
    let there = clouds.of(msp).await;
    let there = there.map_err(|fault| {
        let message = fault.to_string();
        Failure::new(fault.code(), Exit::Environment, message)
    })?;
    // What is known is read from the query table: let it be as new as the ledger.
    let standing = projections.catch_up().await?;
    if standing.iter().any(|(name, _)| *name == "tenants") {
        say("The table of tenants stands still; `tenantry projections status` says why");
    }
    let correlation = CorrelationId::new(Uuid::now_v7());
    let discovery = Discovery::new(engine, Arc::new(projections), Arc::new(SystemClock));
    let report = discovery.run(msp, &there, correlation).await;
    let report = report.map_err(|fault| failure(&fault))?;
    let complete = report.is_complete();
    print(msp, correlation, report, output)?;
    Ok(if complete { Exit::Ok } else { Exit::NotRight })
}

fn failure(fault: &DiscoveryFault) -> Failure {
    Failure::new(fault.code(), Exit::Environment, fault.to_string())
}

fn print(
    msp: MspId,
    correlation_id: CorrelationId,
    report: Report,
    output: &Output,
) -> Result<(), Failure> {
    let shown = Shown {
        msp,
        at: moment::show(report.at),
        correlation_id,
        complete: report.is_complete(),
        seen: report.seen,
        new: report.new.into_iter().collect(),
        changed: report.changed.into_iter().collect(),
        unchanged: report.unchanged,
        missed: report.missed.into_iter().collect(),
        sources: report.sources.into_iter().map(ShownSource::from).collect(),
    };
    if output.json {
        return output.document(&shown);
    }
    for source in &shown.sources {
        let name = format!("{:<16}", source.source);
        let Some(message) = &source.message else {
            output.line(&format!("{name}{} rows", source.rows))?;
            continue;
        };
        let code = source.code.unwrap_or_default();
        let word = output.paint(Tone::Warning, code);
        output.line(&format!("{name}{word}  {message}"))?;
        if let Some(remedy) = pages::remedy(code) {
            output.line(&format!("{:<16}{remedy}", ""))?;
        }
    }
    output.line(&format!(
        "{} tenants: {} new, {} changed, {} as before; {} missed",
        shown.seen,
        shown.new.len(),
        shown.changed.len(),
        shown.unchanged,
        shown.missed.len()
    ))?;
    if !shown.complete {
        output.line("No tenant is called missing before all sources answer")?;
    }
    Ok(())
}
