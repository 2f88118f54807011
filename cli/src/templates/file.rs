//! Terms in a file. Stricter than what is read back from the ledger: people mistype.

use std::path::Path;

use serde::Deserialize;
use tenantry_domain::cloud::gdap::{AutoExtend, RoleSet, Term};
use tenantry_domain::gdap_template::{AppAccess, MissingGroups, Share, Terms, roles};
use tenantry_domain::text::GroupName;

use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTerms {
    shares: Vec<WrittenShare>,
    term: u16,
    extend: AutoExtend,
    approval_days: u16,
    missing_groups: MissingGroups,
    app_access: AppAccess,
    attention_hours: Option<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenShare {
    group: String,
    /// By name or by template id.
    roles: Vec<String>,
}

pub(super) fn read(path: &Path) -> Result<Terms, Failure> {
    let unusable = |reason: String| {
        let message = format!("{} holds no terms: {reason}", path.display());
        Failure::new("TEMPLATE_FILE_UNUSABLE", Exit::Refused, message)
    };
    let text = std::fs::read_to_string(path).map_err(|reason| unusable(reason.to_string()))?;
    let written: WrittenTerms =
        serde_json::from_str(&text).map_err(|reason| unusable(reason.to_string()))?;
    let shares = written.shares.iter().map(share);
    Ok(Terms {
        shares: shares.collect::<Result<_, _>>()?,
        term: Term::days(written.term)?,
        extend: written.extend,
        approval_days: written.approval_days,
        missing_groups: written.missing_groups,
        app_access: written.app_access,
        attention_hours: written
            .attention_hours
            .unwrap_or(Terms::USUAL_ATTENTION_HOURS),
    })
}

fn share(written: &WrittenShare) -> Result<Share, Failure> {
    let found = written.roles.iter().map(|text| roles::find(text));
    Ok(Share {
        group: GroupName::new(&written.group)?,
        roles: RoleSet::new(found.collect::<Result<Vec<_>, _>>()?)?,
    })
}
