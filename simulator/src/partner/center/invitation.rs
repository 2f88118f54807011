//! The link by which a customer accepts the partner as its reseller. Nothing to do with GDAP.

use super::problem::{Answered, bad, good};
use super::visit::Visit;
use crate::wire::Reply;
use serde_json::json;
use uuid::Uuid;

const INDIRECT: [(&str, &str); 2] = [
    ("indirectCloudSolutionProviderId", "indirectCSPId"),
    ("indirectResellerId", "indirectResellerId"),
];

pub(super) fn get(visit: &mut Visit<'_>, _path: &[&str]) -> Answered<Reply> {
    let mut link = visit.world.endpoints.portal.clone();
    link.set_path("/Adminportal/Home");
    let mut pairs = link.query_pairs_mut();
    pairs.append_pair("invType", "ResellerRelationship");
    pairs.append_pair("partnerId", &visit.caller.tenant.to_string());
    for (name, there) in INDIRECT {
        if let Some(value) = visit.request.query_value(name) {
            let id = value
                .parse::<Uuid>()
                .map_err(|_| bad("The partner id is not a GUID."))?;
            pairs.append_pair(there, &id.to_string());
        }
    }
    pairs.append_pair("DAP", "false");
    drop(pairs);
    link.set_fragment(Some("/BillingAccounts/partner-invitation"));
    let body = json!({
        "url": link,
        "attributes": {"objectType": "CustomerRelationshipRequest"},
    });
    Ok(good(200, &body))
}
