//! `tenantry templates show`: what a version of a template asks for.

use clap::Args;
use serde::Serialize;
use tenantry_domain::cloud::gdap::{AutoExtend, RoleId};
use tenantry_domain::gdap_template::{AppAccess, GdapTemplateRefusal, MissingGroups, Terms, roles};
use tenantry_domain::ids::{MspId, TemplateId};

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, Tone, plain};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The template's id
    id: String,
    /// Whose template
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// An older version [default: the newest]
    #[arg(long, value_name = "N")]
    version: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    msp: MspId,
    id: TemplateId,
    name: &'a str,
    status: &'static str,
    version: u32,
    newest: u32,
    roles: Vec<Given>,
    terms: &'a Terms,
}

/// A role in the hands of a group.
#[derive(Debug, Serialize)]
pub(super) struct Given {
    role: String,
    id: RoleId,
    group: String,
}

pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let id: TemplateId = asked.id.parse()?;
    let ledger = installation::ledger(config).await?;
    let template = super::load(&*ledger, msp, id).await?;
    let (Some((newest, _)), Some(name)) = (template.latest(), template.name()) else {
        return Err(GdapTemplateRefusal::TemplateNotFound.into());
    };
    let version = asked.version.unwrap_or(newest);
    let Some(terms) = template.terms_of(version) else {
        let message = format!("the template has no version {version}, the newest is {newest}");
        return Err(Failure::new(
            "TEMPLATE_VERSION_UNKNOWN",
            Exit::Refused,
            message,
        ));
    };
    let status = if template.is_retired() {
        "retired"
    } else {
        "defined"
    };
    if output.json {
        output.document(&Shown {
            msp,
            id,
            name: name.as_str(),
            status,
            version,
            newest,
            roles: given(terms),
            terms,
        })?;
        return Ok(Exit::Ok);
    }
    let title = output.paint(Tone::Strong, &plain(name.as_str()));
    output.line(&format!("{title}  {status}, version {version} of {newest}"))?;
    print(terms, output)?;
    Ok(Exit::Ok)
}

/// Which role comes into whose hands.
pub(super) fn given(terms: &Terms) -> Vec<Given> {
    let shares = terms.shares.iter();
    let mut given: Vec<Given> = shares
        .flat_map(|share| share.roles.iter().map(move |role| (role, &share.group)))
        .map(|(id, group)| Given {
            role: roles::label_of(id),
            id,
            group: group.to_string(),
        })
        .collect();
    given.sort_by(|a, b| (&a.role, &a.group).cmp(&(&b.role, &b.group)));
    given
}

/// Terms for people.
pub(super) fn print(terms: &Terms, output: &Output) -> Result<(), Failure> {
    let extend = match terms.extend {
        AutoExtend::Never => "then it ends",
        AutoExtend::HalfYears => "then extended by half a year at a time",
    };
    let missing = match terms.missing_groups {
        MissingGroups::Create => "created",
        MissingGroups::Refuse => "refused",
    };
    let access = match terms.app_access {
        AppAccess::ByPartner => "the partner, in the customer's name",
        AppAccess::ByCustomer => "the customer's administrator",
    };
    let (term, days) = (terms.term.as_days(), terms.approval_days);
    output.line(&format!("  lasts            {term} days, {extend}"))?;
    output.line(&format!("  time to approve  {days} days"))?;
    output.line(&format!(
        "  attention after  {} hours of undoing",
        terms.attention_hours
    ))?;
    output.line(&format!("  missing groups   {missing}"))?;
    output.line(&format!("  app consent by   {access}"))?;
    let row = |it: &Given| [plain(&it.role), plain(&it.group)];
    let rows: Vec<_> = given(terms).iter().map(row).collect();
    output.table(["role", "group"], &rows)
}
