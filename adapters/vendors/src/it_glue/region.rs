//! Which region knows the key.

use super::client::{API, Client, FIRST_ORGANIZATION};
use crate::memory::Place as Found;
use crate::numbered::Place;
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use url::Url;

/// An account does not move by itself.
const REGION_LASTS: Duration = Duration::from_hours(12);

/// As much as can be said of a key that nobody knows.
const UNKNOWN: &str = "no region knows the key: it is wrong, or it was revoked, as keys are that nobody used \
    for 90 days; IT Glue does not say which";

impl Client {
    /// The region that was entered, if one was.
    pub(super) fn entered(&self) -> Result<Option<(String, Url)>, CloudFault> {
        let Some(text) = self.opened.reach.settings.get("region") else {
            return Ok(None);
        };
        let name = text.trim().to_ascii_lowercase();
        if name.is_empty() {
            return Ok(None);
        }
        let regions = &self.opened.tools.endpoints.it_glue;
        let Some(address) = regions.get(&name).cloned() else {
            let known: Vec<&str> = regions.keys().map(String::as_str).collect();
            let detail = format!("the regions are {}", known.join(", "));
            return Err(CloudFault::new(Cause::VendorAddressRefused, API, detail));
        };
        Ok(Some((name, address)))
    }

    /// The region that was entered, or the one that knows the key.
    pub(super) async fn region(&self) -> Result<Found, CloudFault> {
        if let Some((name, address)) = self.entered()? {
            return Ok(Found::new(name, address, "", REGION_LASTS));
        }
        // Another key may be of another region.
        let of = self.opened.credentials.version.as_str();
        if let Some(found) = self.opened.remembered.place(of) {
            return Ok(found);
        }
        let (name, address) = self.search(None).await?;
        let found = Found::new(name, address, of, REGION_LASTS);
        self.opened.remembered.found(found.clone());
        Ok(found)
    }

    /// The region, after it was asked. Whether a key is wrong, or only at the wrong place, is told.
    pub(super) async fn tested_region(&self) -> Result<Found, CloudFault> {
        let Some((name, address)) = self.entered()? else {
            self.opened.remembered.forget_place();
            return self.region().await;
        };
        match self.knows_key(&address).await {
            // Whoever knows the key may still show nothing to it.
            Ok(()) => Ok(Found::new(name, address, "", REGION_LASTS)),
            Err(fault) if fault.cause == Cause::VendorKeyWrong => {
                Err(match self.search(Some(&name)).await {
                    Ok((other, _)) => CloudFault {
                        cause: Cause::VendorZoneWrong,
                        detail: format!("the region {name} does not know the key; {other} does"),
                        ..fault
                    },
                    // What kept the others from answering is not what is wrong here.
                    Err(others) => CloudFault {
                        detail: others.detail,
                        ..fault
                    },
                })
            }
            Err(fault) => Err(fault),
        }
    }

    /// A key without the permission is known all the same.
    async fn knows_key(&self, address: &Url) -> Result<(), CloudFault> {
        let asked = self.page_at(address, FIRST_ORGANIZATION, Place::default());
        match asked.await {
            Err(fault) if fault.cause == Cause::PermissionMissing => Ok(()),
            asked => asked.map(drop),
        }
    }

    /// The region that knows the key, among those that were not asked yet. When none does and one did not
    /// answer, it is not said that the key is wrong.
    async fn search(&self, but: Option<&str>) -> Result<(String, Url), CloudFault> {
        let mut refusal = None;
        let mut silent: Option<(Vec<&str>, CloudFault)> = None;
        for (name, address) in &self.opened.tools.endpoints.it_glue {
            if but == Some(name.as_str()) {
                continue;
            }
            match self.knows_key(address).await {
                Ok(()) => return Ok((name.clone(), address.clone())),
                Err(fault) if fault.cause == Cause::VendorKeyWrong => refusal = Some(fault),
                Err(fault) => {
                    let (names, _) = silent.get_or_insert_with(|| (Vec::new(), fault));
                    names.push(name);
                }
            }
        }
        Err(match (silent, refusal) {
            (Some((names, fault)), _) => CloudFault {
                detail: format!(
                    "the regions that answered do not know the key; {} could not be asked: {}",
                    names.join(" and "),
                    fault.detail
                ),
                ..fault
            },
            (None, refusal) => {
                let nobody = || CloudFault::new(Cause::VendorKeyWrong, API, "");
                CloudFault {
                    detail: UNKNOWN.to_owned(),
                    ..refusal.unwrap_or_else(nobody)
                }
            }
        })
    }
}
