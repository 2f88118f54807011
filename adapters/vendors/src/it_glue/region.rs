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
        let (name, address) = self.search(None).await.outcome()?;
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
        let fault = match self.one_organization_at(&address).await {
            Ok(()) => return Ok(Found::new(name, address, "", REGION_LASTS)),
            Err(fault) => fault,
        };
        let forbidden = fault.cause == Cause::PermissionMissing;
        if !forbidden && fault.cause != Cause::VendorKeyWrong {
            return Err(fault);
        }
        let others = self.search(Some(&name)).await;
        if let Some((other, _)) = &others.known {
            return Err(CloudFault {
                cause: Cause::VendorZoneWrong,
                detail: format!("the region {name} does not know the key; {other} does"),
                ..fault
            });
        }
        if forbidden && others.forbidden.is_empty() {
            return Ok(Found::new(name, address, "", REGION_LASTS));
        }
        Err(CloudFault {
            cause: Cause::VendorKeyWrong,
            detail: others.words(),
            ..fault
        })
    }

    async fn one_organization_at(&self, address: &Url) -> Result<(), CloudFault> {
        let asked = self.page_at(address, FIRST_ORGANIZATION, Place::default());
        asked.await.map(drop)
    }

    /// Asks the regions, but for one, until one knows the key.
    async fn search(&self, but: Option<&str>) -> Searched {
        let mut searched = Searched::default();
        for (name, address) in &self.opened.tools.endpoints.it_glue {
            if but == Some(name.as_str()) {
                continue;
            }
            let region = (name.clone(), address.clone());
            match self.one_organization_at(address).await {
                Ok(()) => {
                    searched.known = Some(region);
                    break;
                }
                Err(fault) => match fault.cause {
                    Cause::VendorKeyWrong => searched.refused = Some(fault),
                    Cause::PermissionMissing => searched.forbidden.push(region),
                    _ => searched.silent.push((name.clone(), fault)),
                },
            }
        }
        searched
    }
}

/// What regions said of a key.
#[derive(Default)]
struct Searched {
    known: Option<(String, Url)>,
    /// Those that do not show organizations to the key. One of them knows it; when several say so, it is
    /// their way to answer strangers.
    forbidden: Vec<(String, Url)>,
    refused: Option<CloudFault>,
    /// Those that said nothing of it, and why.
    silent: Vec<(String, CloudFault)>,
}

impl Searched {
    /// The one region that knows the key. When none does and one said nothing, it is not said that the key
    /// is wrong.
    fn outcome(mut self) -> Result<(String, Url), CloudFault> {
        if let Some(known) = self.known {
            return Ok(known);
        }
        if self.forbidden.len() == 1 {
            return Ok(self.forbidden.remove(0));
        }
        let detail = self.words();
        if let Some((_, fault)) = self.silent.into_iter().next() {
            return Err(CloudFault { detail, ..fault });
        }
        let nobody = || CloudFault::new(Cause::VendorKeyWrong, API, "");
        let fault = self.refused.unwrap_or_else(nobody);
        Err(CloudFault { detail, ..fault })
    }

    /// What is known, and what is not.
    fn words(&self) -> String {
        let Some((_, first)) = self.silent.first() else {
            return UNKNOWN.to_owned();
        };
        let names: Vec<&str> = self.silent.iter().map(|(name, _)| name.as_str()).collect();
        format!(
            "the regions that answered do not know the key; {} could not be asked: {}",
            names.join(" and "),
            first.detail
        )
    }
}
