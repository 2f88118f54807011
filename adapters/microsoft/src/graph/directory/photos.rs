//! Users' pictures: small, and sent only when they changed.

use super::Directory;
use crate::graph::client::GraphRequest;
use tenantry_domain::cloud::directory::{Photo, UserId};
use tenantry_domain::cloud::{Cause, CloudFault, TenantId};
use tenantry_http::StatusCode;

/// A picture of this size is a few kilobytes.
const SIZE: &str = "48x48";
const LARGEST: usize = 256 * 1024;

pub(super) async fn photo(
    directory: &Directory,
    tenant: TenantId,
    user: UserId,
    known: Option<&str>,
) -> Result<Photo, CloudFault> {
    let mut request =
        GraphRequest::get(format!("/users/{user}/photos/{SIZE}/$value")).limit(LARGEST);
    if let Some(tag) = known {
        request = request.if_none_match(tag);
    }
    let answer = match directory.graph.send(directory.at(tenant), request).await {
        Ok(answer) => answer,
        Err(fault) if is_absent(&fault) => return Ok(Photo::None),
        Err(fault) => return Err(fault),
    };
    if answer.status == StatusCode::NOT_MODIFIED {
        return Ok(Photo::Unchanged);
    }
    let header = |name: &str| answer.header(name).map(str::to_owned);
    Ok(Photo::Picture {
        kind: header("content-type").unwrap_or_else(|| "image/jpeg".to_owned()),
        tag: header("etag"),
        bytes: answer.body.to_vec(),
    })
}

/// A user without a picture is told from one that is not there.
fn is_absent(fault: &CloudFault) -> bool {
    fault.cause == Cause::NotThere && fault.vendor_code.as_deref() == Some("ImageNotFound")
}
