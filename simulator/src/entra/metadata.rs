//! What Entra tells everybody: where its endpoints are for a tenant, and with which keys it signs.

use crate::entra::problem::{invalid_request, unknown_tenant};
use crate::wire::{Reply, Request};
use crate::world::World;
use serde_json::json;
use uuid::Uuid;

/// `/{tenant}/v2.0/.well-known/openid-configuration`, by id or by domain.
pub(super) fn configuration(world: &World, tenant: &str, request: &Request) -> Reply {
    let base = world.endpoints.login.as_str().trim_end_matches('/');
    let id = match tenant {
        // Whose tokens have an issuer of their own: a template stands in its place.
        "common" | "organizations" => "{tenantid}".to_owned(),
        _ => match world.find_tenant(tenant) {
            Some(found) => found.id.to_string(),
            None => return not_found(tenant).reply(request),
        },
    };
    let path = if id.starts_with('{') {
        tenant.to_owned()
    } else {
        id.clone()
    };
    Reply::json(
        200,
        &json!({
            "token_endpoint": format!("{base}/{path}/oauth2/v2.0/token"),
            "authorization_endpoint": format!("{base}/{path}/oauth2/v2.0/authorize"),
            "jwks_uri": format!("{base}/{path}/discovery/v2.0/keys"),
            "issuer": format!("{base}/{id}/v2.0"),
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "subject_types_supported": ["pairwise"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "tenant_region_scope": "EU",
            "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
        }),
    )
}

fn not_found(tenant: &str) -> super::problem::Problem {
    let looks_right = tenant.parse::<Uuid>().is_ok() || tenant.contains('.');
    let mut problem = if looks_right {
        unknown_tenant(tenant)
    } else {
        let text = format!(
            "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain."
        );
        invalid_request(900_023, text)
    };
    problem.error = "invalid_tenant";
    problem
}

/// Keys that serve several tenants say so.
pub(super) fn keys(world: &World, tenant: &str) -> Reply {
    let mut published = world.entra.keys.published();
    if matches!(tenant, "common" | "organizations") {
        let base = world.endpoints.login.as_str().trim_end_matches('/');
        for key in published["keys"].as_array_mut().into_iter().flatten() {
            key["issuer"] = json!(format!("{base}/{{tenantid}}/v2.0"));
        }
    }
    Reply::json(200, &published).header("Cache-Control", "max-age=86400, private")
}

/// Which hosts are Entra: asked by libraries before they trust an address.
pub(super) fn instance(world: &World) -> Reply {
    let base = world.endpoints.login.as_str().trim_end_matches('/');
    let host = world.endpoints.login.host_str().unwrap_or_default();
    let hosts = [host];
    Reply::json(
        200,
        &json!({
            "tenant_discovery_endpoint": format!("{base}/common/v2.0/.well-known/openid-configuration"),
            "api-version": "1.1",
            "metadata": [{"preferred_network": host, "preferred_cache": host, "aliases": hosts}],
        }),
    )
}
