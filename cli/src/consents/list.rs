//! Consents as the query table shows them.

use clap::Args;
use serde::Serialize;
use tenantry_domain::aggregate::Refusal as _;
use tenantry_domain::ids::{CustomerId, TenantId};
use tenantry_domain::tenant_consent::TenantConsentRefusal;
use tenantry_projections::tenant_consents::{self, ConsentFilter, ConsentRow};

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Whose consents
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// Only those for this customer
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    #[command(flatten)]
    paging: Paging,
}

/// One consent.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// The customer's tenant, as Microsoft names it
    tenant: String,
    /// Whose consent
    #[arg(long, value_name = "MSP")]
    msp: String,
}

#[derive(Debug, Serialize)]
struct Shown {
    tenant: TenantId,
    customer: CustomerId,
    status: &'static str,
    error: Option<String>,
    permissions: Vec<String>,
    asked_at: String,
    valid_until: String,
    returned_at: Option<String>,
    verified_at: Option<String>,
    organization: Option<String>,
    domains: Vec<String>,
    ended_at: Option<String>,
    position: u64,
}

impl From<ConsentRow> for Shown {
    fn from(row: ConsentRow) -> Self {
        Self {
            tenant: row.tenant_id,
            customer: row.customer_id,
            status: row.status.as_str(),
            error: row.error_code,
            permissions: row.permissions,
            asked_at: moment::show(row.asked_at),
            valid_until: moment::show(row.valid_until),
            returned_at: row.returned_at.map(moment::show),
            verified_at: row.verified_at.map(moment::show),
            organization: row.organization,
            domains: row.domains,
            ended_at: row.ended_at.map(moment::show),
            position: row.position,
        }
    }
}

pub(super) async fn list(asked: List, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let after = asked.paging.after()?;
    let filter = ConsentFilter {
        customer: asked.customer.map(|it| it.parse()).transpose()?,
        ..ConsentFilter::default()
    };
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let first = asked.paging.first;
    let page = tenant_consents::list(&projections, msp, &filter, after.as_ref(), first).await?;
    print(page.rows, output)?;
    say_more(page.next.as_ref());
    say_behind(&projections, "tenant_consents").await?;
    Ok(Exit::Ok)
}

pub(super) async fn show(asked: Of, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let tenant: TenantId = asked.tenant.parse()?;
    let ledger = installation::ledger(config).await?;
    let projections = installation::projections(config, ledger).await?;
    let row = tenant_consents::get(&projections, msp, tenant).await?;
    let row = row.ok_or_else(|| {
        let none = TenantConsentRefusal::ConsentNotFound;
        Failure::new(none.code(), Exit::Refused, none.to_string())
    })?;
    if output.json {
        output.document(&Shown::from(row))?;
    } else {
        one(&Shown::from(row), output)?;
    }
    say_behind(&projections, "tenant_consents").await?;
    Ok(Exit::Ok)
}

fn print(rows: Vec<ConsentRow>, output: &Output) -> Result<(), Failure> {
    let shown: Vec<Shown> = rows.into_iter().map(Shown::from).collect();
    output.list(["status", "asked", "customer", "tenant"], &shown, |it| {
        let error = it.error.as_ref().map(|code| format!(" {code}"));
        [
            format!("{}{}", it.status, plain(&error.unwrap_or_default())),
            it.asked_at.clone(),
            it.customer.to_string(),
            it.tenant.to_string(),
        ]
    })
}

fn one(it: &Shown, output: &Output) -> Result<(), Failure> {
    let error = it.error.as_ref().map(|code| format!("  {code}"));
    output.line(&format!(
        "status        {}{}",
        it.status,
        error.unwrap_or_default()
    ))?;
    output.line(&format!("customer      {}", it.customer))?;
    output.line(&format!(
        "asked         {}, good until {}",
        it.asked_at, it.valid_until
    ))?;
    output.line(&format!("for           {}", it.permissions.join(", ")))?;
    let moments = [
        ("came back", &it.returned_at),
        ("verified", &it.verified_at),
        ("ended", &it.ended_at),
    ];
    for (name, at) in moments {
        if let Some(at) = at {
            output.line(&format!("{name:<12}  {at}"))?;
        }
    }
    if let Some(organization) = &it.organization {
        let domains = plain(&it.domains.join(", "));
        output.line(&format!("organization  {}: {domains}", plain(organization)))?;
    }
    Ok(())
}
