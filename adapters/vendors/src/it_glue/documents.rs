//! Documents, which can only be asked for one organization after the other.

use super::ItGlue;
use super::client::{API, DOCUMENTS, List, ORGANIZATIONS};
use super::rows;
use crate::number::Id;
use crate::numbered::Place;
use crate::pages;
use crate::rows::Raw;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::vendor::{FoundRecord, RecordKind};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Portion};

/// So many organizations are asked about for one page: each is a request.
const AT_ONCE: usize = 20;

const FEW_ORGANIZATIONS: List<'static> = List {
    extra: &[("sort", "id")],
    most: AT_ONCE,
    ..ORGANIZATIONS
};

/// Where the documents go on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Progress {
    organizations: Place,
    /// The organization of that page that is read from here on; those before it were read.
    within: Option<(String, Place)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Organization {
    id: Id,
}

impl ItGlue {
    pub(super) async fn documents(
        &self,
        from: Option<&Bookmark>,
    ) -> Result<Portion<FoundRecord>, CloudFault> {
        let of = format!("{API}/{}", RecordKind::Document.as_str());
        let mark = pages::read::<Progress>(API, &of, from)?;
        let place = mark.place.organizations;
        let page = self.client.page(FEW_ORGANIZATIONS, place).await?;
        let found = page.data.iter().filter_map(Raw::read::<Organization>);
        let all: Vec<String> = found.filter_map(|it| it.id.into_text()).collect();
        // An organization that is not there any more leaves its page to be read from the beginning.
        let within = mark.place.within;
        let within = within.and_then(|(id, at)| Some((all.iter().position(|it| *it == id)?, at)));
        let (first, mut at) = within.unwrap_or_default();
        let mut records = Vec::new();
        for id in all.iter().skip(first) {
            let (found, rest) = self.of_organization(id, at).await?;
            records.extend(found);
            if let Some(rest) = rest {
                let progress = Progress {
                    organizations: place,
                    within: Some((id.clone(), rest)),
                };
                return Ok(Portion {
                    rows: records,
                    next: Some(pages::next(API, &of, mark.pages, progress)?),
                });
            }
            at = Place::default();
        }
        let next = place.after(page.data.len(), AT_ONCE, page.count());
        let next = next.map(|organizations| {
            let progress = Progress {
                organizations,
                within: None,
            };
            pages::next(API, &of, mark.pages, progress)
        });
        Ok(Portion {
            rows: records,
            next: next.transpose()?,
        })
    }

    /// An organization that went away in between has no documents.
    async fn of_organization(
        &self,
        id: &str,
        at: Place,
    ) -> Result<(Vec<FoundRecord>, Option<Place>), CloudFault> {
        let parts = [id];
        let list = List {
            parts: &parts,
            ..DOCUMENTS
        };
        let page = match self.client.page(list, at).await {
            // Not every account knows the word for all folders: then there are those outside of folders.
            Err(fault) if fault.cause == Cause::Refused => {
                tracing::warn!(api = API, "documents in folders cannot be read");
                let list = List { extra: &[], ..list };
                self.client.page(list, at).await?
            }
            Err(fault) if fault.cause == Cause::NotThere => return Ok((Vec::new(), None)),
            page => page?,
        };
        let rest = at.after(page.data.len(), list.most, page.count());
        Ok((rows::documents(&page.data, id), rest))
    }

    /// Whether documents may be read, as far as there is an organization to try it with.
    pub(super) async fn try_documents(&self) -> Result<(), CloudFault> {
        let page = match self.client.one_organization().await {
            // That is said of organizations, and of documents nothing is known.
            Err(fault) if fault.cause == Cause::PermissionMissing => return Err(fault),
            page => page?,
        };
        let first = page.data.first().and_then(Raw::read::<Organization>);
        match first.and_then(|it| it.id.into_text()) {
            Some(id) => self.of_organization(&id, Place::default()).await.map(drop),
            None => Ok(()),
        }
    }
}
