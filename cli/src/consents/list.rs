//! Consents as the query table shows them.

use clap::Args;
use serde::Serialize;
use tenantry_domain::aggregate::Refusal as _;
use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_domain::tenant_consent::{More, TenantConsent, TenantConsentRefusal};
use tenantry_projections::tenant_consents::{self, ConsentFilter, ConsentRow, MoreStatus};

use super::inviting;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, plain};
use crate::paging::{Paging, say_behind, say_more};
use crate::work::Ground;

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
    /// What was asked for since it is connected.
    more: Option<ShownMore>,
    position: u64,
}

#[derive(Debug, Serialize)]
struct ShownMore {
    status: &'static str,
    permissions: Vec<String>,
    listed: bool,
    error: Option<String>,
    asked_at: Option<String>,
    valid_until: Option<String>,
    ended_at: Option<String>,
    /// Where the administrator is to be sent, while the invitation is open.
    link: Option<String>,
}

impl ShownMore {
    fn of(row: &ConsentRow) -> Option<Self> {
        Some(Self {
            status: row.more_status?.as_str(),
            permissions: row.more_permissions.clone(),
            listed: row.more_listed,
            error: row.more_error_code.clone(),
            asked_at: row.more_asked_at.map(moment::show),
            valid_until: row.more_valid_until.map(moment::show),
            ended_at: row.more_ended_at.map(moment::show),
            link: None,
        })
    }
}

impl From<ConsentRow> for Shown {
    fn from(row: ConsentRow) -> Self {
        Self {
            more: ShownMore::of(&row),
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
    let link = link_of(config, msp, &row).await?;
    let mut shown = Shown::from(row);
    if let Some(more) = &mut shown.more {
        more.link = link;
    }
    if output.json {
        output.document(&shown)?;
    } else {
        one(&shown, output)?;
    }
    say_behind(&projections, "tenant_consents").await?;
    Ok(Exit::Ok)
}

/// Only what is open, and only where it is known under which address administrators come back.
async fn link_of(config: &Config, msp: MspId, row: &ConsentRow) -> Result<Option<String>, Failure> {
    if row.more_status != Some(MoreStatus::Asked) || config.public_url.is_none() {
        return Ok(None);
    }
    let ground = Ground::of(config).await?;
    let consents = inviting(config, ground.consents.clone(), &*ground.vault).await?;
    let TenantConsent::Verified(connected) = consents.of(msp, row.tenant_id).await? else {
        return Ok(None);
    };
    let More::Asked(more) = &connected.more else {
        return Ok(None);
    };
    Ok(Some(consents.address(&connected.invitation_of(msp, more))?))
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
    if let Some(more) = &it.more {
        let names = more.permissions.join(", ");
        let error = more.error.as_ref().map(|code| format!("  {code}"));
        let error = error.unwrap_or_default();
        output.line(&format!("more          {}{error}: {names}", more.status))?;
        if let Some(link) = &more.link {
            output.line(&format!("link          {link}"))?;
        }
    }
    if let Some(organization) = &it.organization {
        let domains = plain(&it.domains.join(", "));
        output.line(&format!("organization  {}: {domains}", plain(organization)))?;
    }
    Ok(())
}
