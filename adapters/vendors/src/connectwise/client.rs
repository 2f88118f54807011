//! Every request to `ConnectWise` goes out here.

use super::dialect::ConnectWiseDialect;
use super::rows::{AdditionRow, AgreementRow, CompanyRow, ItemRow, MemberRow};
use crate::address;
use crate::lenient::Text;
use crate::memory::Place as Found;
use crate::pages;
use crate::read::Shape;
use crate::rows::Raw;
use crate::tools::Opened;
use crate::wire::Question;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_http::{Answer, Budget};
use url::Url;

pub(crate) const API: &str = "connectwise";

/// The vendor names no limit. This is slow enough for people not to notice, who work in the same system.
pub(crate) const BUDGET: Budget = Budget {
    in_flight: 4,
    per_second: 20.0,
    burst: 60.0,
};

const DOMAINS: [&str; 1] = [".myconnectwise.net"];

/// The way to the interface that every release has beside its own.
const OLDEST_CODEBASE: &str = "v4_6_release";

/// Releases come a few times a year.
const CODEBASE_LASTS: Duration = Duration::from_hours(6);

const COMPANY_INFO: Shape = Shape::get("login/companyinfo/{}");

/// A list, with the fields that are wanted of it: nothing else leaves the vendor.
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'a> {
    shape: Shape,
    parts: &'a [&'a str],
    fields: &'static str,
    conditions: Option<&'a str>,
    /// By the id, which forward only does by itself.
    forward_only: bool,
}

const fn list(path: &'static str, fields: &'static str) -> List<'static> {
    List {
        shape: Shape::get(path),
        parts: &[],
        fields,
        conditions: None,
        forward_only: true,
    }
}

impl<'a> List<'a> {
    pub(super) fn of(self, parts: &'a [&'a str]) -> Self {
        Self { parts, ..self }
    }

    pub(super) fn with(self, conditions: &'a str) -> Self {
        Self {
            conditions: Some(conditions),
            ..self
        }
    }
}

pub(super) const COMPANIES: List<'static> = List {
    conditions: Some("deletedFlag = false"),
    ..list("apis/3.0/company/companies", CompanyRow::FIELDS)
};
pub(super) const MEMBERS: List<'static> = list("apis/3.0/system/members", MemberRow::FIELDS);
pub(super) const CATALOG: List<'static> = list("apis/3.0/procurement/catalog", ItemRow::FIELDS);
pub(super) const AGREEMENTS: List<'static> =
    list("apis/3.0/finance/agreements", AgreementRow::FIELDS);
pub(super) const LIVE_AGREEMENTS: List<'static> = List {
    forward_only: false,
    ..AGREEMENTS
};
pub(super) const ADDITIONS: List<'static> = list(
    "apis/3.0/finance/agreements/{}/additions",
    AdditionRow::FIELDS,
);

/// Where a list goes on, as the vendor says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    #[default]
    Start,
    /// A page by its number, from versions that go no other way.
    Page(u64),
    /// The rows after this place: an id so far.
    After(String),
}

pub(super) struct Page {
    pub rows: Vec<Raw>,
    pub next: Option<Place>,
}

/// What a site says of a company, to everybody.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct CompanyInfo {
    codebase: Text,
    company_name: Text,
}

#[derive(Debug)]
pub(super) struct Client {
    opened: Opened,
    site: Url,
    company: String,
    /// The integration, as it is registered with the vendor.
    integration: String,
}

impl Client {
    pub(super) fn new(opened: Opened) -> Result<Self, CloudFault> {
        let entered = opened.setting(API, "site")?;
        let site = address::entered(API, &opened.tools.endpoints, &DOMAINS, entered)?;
        Ok(Self {
            site: interface_of(&site),
            company: opened.setting(API, "company")?.to_owned(),
            integration: opened.setting(API, "client-id")?.to_owned(),
            opened,
        })
    }

    pub(super) fn today(&self) -> Date {
        self.opened.today()
    }

    /// Where the company's interface is. Credentials take no part in it.
    pub(super) async fn site(&self) -> Result<Found, CloudFault> {
        let of = format!("{} {}", self.site, self.company);
        if let Some(found) = self.opened.remembered.place(&of) {
            return Ok(found);
        }
        let info = self.company_info().await?;
        let codebase = info.codebase.some();
        let codebase = codebase.as_deref().map(|it| it.trim_end_matches('/'));
        let codebase = codebase.filter(|it| plain(it)).unwrap_or(OLDEST_CODEBASE);
        let mut address = self.site.clone();
        address.set_path(&format!("{codebase}/"));
        let found = Found::new(codebase.to_owned(), address, &of, CODEBASE_LASTS);
        self.opened.remembered.found(found.clone());
        Ok(found)
    }

    pub(super) async fn account_name(&self) -> Result<Option<String>, CloudFault> {
        Ok(self.company_info().await?.company_name.some())
    }

    /// A company that the site does not know has no information: not there, or nothing.
    async fn company_info(&self) -> Result<CompanyInfo, CloudFault> {
        let read = COMPANY_INFO.at(&self.site, &[&self.company], &[])?;
        let asked = self
            .opened
            .wire
            .json(Question::new(API, read), &ConnectWiseDialect);
        let unknown = |fault: CloudFault| CloudFault {
            cause: Cause::VendorZoneWrong,
            detail: "this site does not know the company id".to_owned(),
            ..fault
        };
        match asked.await {
            Ok(Some(info)) => Ok(info),
            Ok(None) => Err(unknown(CloudFault::new(Cause::VendorZoneWrong, API, ""))),
            Err(fault) if fault.cause == Cause::NotThere => Err(unknown(fault)),
            Err(fault) => Err(fault),
        }
    }

    pub(super) async fn page(
        &self,
        list: List<'_>,
        most: usize,
        place: &Place,
    ) -> Result<Page, CloudFault> {
        let site = self.site().await?;
        let answer = match self.ask(&site.address, list, most, place).await {
            // Lists are always there: a new release took the path away.
            Err(fault) if fault.cause == Cause::NotThere && list.parts.is_empty() => {
                self.opened.remembered.forget_place();
                let moved = self.site().await?;
                if moved.address == site.address {
                    return Err(fault);
                }
                self.ask(&moved.address, list, most, place).await?
            }
            answer => answer?,
        };
        let next = match answer.header("link").and_then(next_link) {
            Some(link) => Some(self.next(link, place)?),
            None => None,
        };
        Ok(Page {
            rows: answer.json()?,
            next,
        })
    }

    async fn ask(
        &self,
        base: &Url,
        list: List<'_>,
        most: usize,
        place: &Place,
    ) -> Result<Answer, CloudFault> {
        let most = most.to_string();
        let mut query = vec![("fields", list.fields), ("pageSize", most.as_str())];
        if let Some(conditions) = list.conditions {
            query.push(("conditions", conditions));
        }
        if !list.forward_only {
            query.push(("orderBy", "id asc"));
        }
        let number;
        match place {
            Place::Start => {}
            Place::Page(page) => {
                number = page.to_string();
                query.push(("page", &number));
            }
            Place::After(place) => query.push(("pageId", place)),
        }
        let credentials = &self.opened.credentials;
        let member = format!("{}+{}", self.company, credentials.secret("public-key")?);
        let read = list.shape.at(base, list.parts, &query)?;
        let mut question = Question::new(API, read)
            .basic(&member, credentials.secret("private-key")?)?
            .header("clientid", &self.integration)?
            .header("accept", "application/json")?;
        if list.forward_only {
            question = question.header("pagination-type", "forward-only")?;
        }
        self.opened.wire.answer(question, &ConnectWiseDialect).await
    }

    /// The place that a link means. The link itself is not used; but one that leads away says that
    /// something is wrong.
    fn next(&self, link: &str, place: &Place) -> Result<Place, CloudFault> {
        let url = address::same_place(API, &self.site, link)?;
        let named = |wanted: &str| {
            let mut query = url.query_pairs();
            let found = query.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, text)| text.into_owned())
        };
        let next = match (named("pageId"), named("page")) {
            (Some(id), _) => Place::After(id),
            (None, Some(page)) => {
                let page = page.parse().map_err(|_| pages::stands_still(API))?;
                Place::Page(page)
            }
            (None, None) => return Err(pages::stands_still(API)),
        };
        if goes_on(place, &next) {
            Ok(next)
        } else {
            Err(pages::stands_still(API))
        }
    }
}

/// Whether a place is a later one, as far as that can be seen.
fn goes_on(before: &Place, next: &Place) -> bool {
    match (before, next) {
        (Place::Start, Place::Page(next)) => *next > 1,
        (Place::Start, _) => true,
        (Place::Page(before), Place::Page(next)) => next > before,
        (Place::After(before), Place::After(next)) => {
            match (before.parse::<u64>(), next.parse::<u64>()) {
                (Ok(before), Ok(next)) => next > before,
                _ => next != before,
            }
        }
        _ => false,
    }
}

/// People sign in at `na.myconnectwise.net`; programs ask `api-na.myconnectwise.net`.
fn interface_of(site: &Url) -> Url {
    let host = site.host_str().unwrap_or_default();
    let region = DOMAINS.iter().find_map(|domain| host.strip_suffix(domain));
    let mut interface = site.clone();
    if let Some(region) = region.filter(|it| !it.contains('.') && !it.starts_with("api-")) {
        let host = format!("api-{region}{}", DOMAINS[0]);
        // A host that was good stays one with letters in front.
        let _ = interface.set_host(Some(&host));
    }
    interface
}

/// One part of a path, and nothing that could be more.
fn plain(codebase: &str) -> bool {
    let known = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    !codebase.is_empty() && codebase.len() <= 40 && codebase.chars().all(known)
}

/// The address that a `Link` header calls `next`. Addresses may hold commas.
fn next_link(header: &str) -> Option<&str> {
    let links = header.split('<').skip(1);
    let mut links = links.filter_map(|link| link.split_once('>'));
    let next = |(_, about): &(&str, &str)| {
        let about = about.to_ascii_lowercase().replace([' ', '"'], "");
        about.split([';', ',']).any(|it| it == "rel=next")
    };
    links.find(next).map(|(address, _)| address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_among_others() {
        for (header, link) in [
            (
                "<https://h/x?fields=id,name&page=2>; rel=\"next\", <https://h/x?page=9>; rel=\"last\"",
                Some("https://h/x?fields=id,name&page=2"),
            ),
            ("<https://h/x?page=9>; rel=\"last\"", None),
            (
                "<https://h/1>; rel=prev, <https://h/3>; rel=next",
                Some("https://h/3"),
            ),
            ("<https://h/1>; title=\"next\"", None),
            ("<https://h/3", None),
            ("", None),
        ] {
            assert_eq!(next_link(header), link, "{header}");
        }
    }

    #[test]
    fn programs_ask_another_host_than_people() {
        for (site, interface) in [
            ("https://na.myconnectwise.net", "api-na.myconnectwise.net"),
            (
                "https://api-eu.myconnectwise.net",
                "api-eu.myconnectwise.net",
            ),
            ("https://psa.contoso.example", "psa.contoso.example"),
            ("https://psa.contoso.example:8443", "psa.contoso.example"),
        ] {
            let found = interface_of(&Url::parse(site).unwrap());
            assert_eq!(found.host_str(), Some(interface), "{site}");
        }
    }

    #[test]
    fn a_codebase_is_one_part_of_a_path() {
        assert!(plain("v2025_1") && plain("v4_6_release"));
        for odd in ["", "..", "v1/../..", "a?b", "v 1", "%2e%2e"] {
            assert!(!plain(odd), "{odd}");
        }
    }

    #[test]
    fn a_list_goes_forward() {
        let after = |place: &str| Place::After(place.to_owned());
        assert!(goes_on(&Place::Start, &after("7")));
        assert!(goes_on(&after("7"), &after("8")));
        assert!(goes_on(&Place::Start, &Place::Page(2)));
        for (before, next) in [
            (after("8"), after("7")),
            (after("7"), after("7")),
            (Place::Start, Place::Page(1)),
            (Place::Page(2), Place::Page(2)),
            (after("7"), Place::Page(3)),
        ] {
            assert!(!goes_on(&before, &next), "{before:?} {next:?}");
        }
    }
}
