//! `/tenantRelationships/findTenantInformationBy…`: what anybody may know of another tenant.

use crate::graph::directory::ask::{Answered, Ask};
use crate::wire::Reply;
use serde_json::json;

pub(super) fn answer(ask: &mut Ask<'_>, path: &[&str]) -> Option<Answered> {
    let ["tenantRelationships", call] = path else {
        return None;
    };
    let argument = |name: &str| call.strip_prefix(name)?.strip_suffix("')");
    let by_domain = argument("findTenantInformationByDomainName(domainName='");
    let by_id = argument("findTenantInformationByTenantId(tenantId='");
    let named = by_domain.or(by_id)?;
    if ask.method() != "GET" {
        return Some(Err(ask.not_allowed()));
    }
    if !ask.caller.may(&["CrossTenantInformation.ReadBasic.All"]) {
        return Some(Err(ask.denied()));
    }
    let found = ask
        .world
        .find_tenant(named)
        .filter(|tenant| by_id.is_none() || tenant.id.to_string() == named);
    let Some(tenant) = found else {
        let text = format!("Unable to find tenant information for '{named}'.");
        return Some(Err(ask.refuse(404, "Directory_ObjectNotFound", &text)));
    };
    let row = json!({
        "@odata.context": ask.context("microsoft.graph.tenantInformation"),
        "tenantId": tenant.id,
        "federationBrandName": null,
        "displayName": tenant.name,
        "defaultDomainName": tenant.domains.get(1).or(tenant.domains.first()),
    });
    Some(Ok(Reply::json(200, &row)))
}
