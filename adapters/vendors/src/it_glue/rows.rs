//! The rows of IT Glue, and the records that they become.

use super::client::API;
use super::psa::Ties;
use crate::dates::Moment;
use crate::lenient::{Flag, Text};
use crate::number::Id;
use crate::rows::{self, Raw};
use serde::Deserialize;
use tenantry_domain::cloud::vendor::{
    Account, Configuration, Document, FoundRecord, RecordFacts, RecordKind, Reference, Vendor,
};

pub(super) fn accounts(rows: &[Raw], ties: &Ties) -> Vec<FoundRecord> {
    let record = |row: Resource<Organization>| row.record(ties);
    rows::records(API, RecordKind::Account, rows, record)
}

pub(super) fn configurations(rows: &[Raw]) -> Vec<FoundRecord> {
    let record = Resource::<Machine>::record;
    rows::records(API, RecordKind::Configuration, rows, record)
}

pub(super) fn documents(rows: &[Raw], organization: &str) -> Vec<FoundRecord> {
    let record = |row: Resource<Paper>| row.record(organization);
    rows::records(API, RecordKind::Document, rows, record)
}

/// As JSON:API has everything.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Resource<A: Default> {
    id: Id,
    attributes: A,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Organization {
    name: Text,
    short_name: Text,
    #[serde(rename = "organization-type-name")]
    category: Text,
    #[serde(rename = "organization-status-name")]
    status: Text,
    parent_id: Id,
    /// The MSP itself.
    primary: Flag,
    psa_id: Text,
    psa_integration_type: Text,
    resource_url: Text,
}

impl Organization {
    /// Some accounts say it right here.
    fn reference(&self) -> Option<Reference> {
        let system = match self.psa_integration_type.as_str() {
            "" => return None,
            "manage" => Vendor::ConnectWise.as_str(),
            other => other,
        };
        Some(Reference {
            system: system.to_owned(),
            id: self.psa_id.clone().some()?,
        })
    }
}

impl Resource<Organization> {
    fn record(self, ties: &Ties) -> Option<FoundRecord> {
        let id = self.id.into_text()?;
        let it = self.attributes;
        let mut references = ties.get(&id).cloned().unwrap_or_default();
        references.extend(it.reference());
        // That is what Autotask calls the MSP itself.
        let zero = |tie: &Reference| tie.system == Vendor::Autotask.as_str() && tie.id == "0";
        Some(FoundRecord {
            name: it.name.whole(),
            account: None,
            active: in_use(it.status.as_str()),
            address: web_address(it.resource_url),
            facts: RecordFacts::Account(Account {
                number: it.short_name.some(),
                parent: it.parent_id.into_text(),
                own: it.primary.yes() || references.iter().any(zero),
                references,
                category: it.category.some(),
                ..Account::default()
            }),
            id,
        })
    }
}

/// The list of statuses is the MSP's own: only a word that says so means that something is not in use.
fn in_use(status: &str) -> bool {
    let status = status.to_lowercase();
    !["inactive", "not active", "archived", "former"]
        .iter()
        .any(|word| status.contains(word))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Machine {
    organization_id: Id,
    name: Text,
    hostname: Text,
    serial_number: Text,
    configuration_type_name: Text,
    configuration_status_name: Text,
    warranty_expires_at: Moment,
    archived: Flag,
    resource_url: Text,
}

impl Resource<Machine> {
    fn record(self) -> Option<FoundRecord> {
        let it = self.attributes;
        Some(FoundRecord {
            id: self.id.into_text()?,
            name: it.name.whole(),
            account: it.organization_id.into_text(),
            active: !it.archived.yes() && in_use(it.configuration_status_name.as_str()),
            address: web_address(it.resource_url),
            facts: RecordFacts::Configuration(Configuration {
                hostname: it.hostname.some(),
                serial: it.serial_number.some(),
                category: it.configuration_type_name.some(),
                status: it.configuration_status_name.some(),
                warranty_ends: it.warranty_expires_at.date(),
            }),
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Paper {
    name: Text,
    archived: Flag,
    updated_at: Text,
    resource_url: Text,
}

impl Resource<Paper> {
    fn record(self, organization: &str) -> Option<FoundRecord> {
        let it = self.attributes;
        Some(FoundRecord {
            id: self.id.into_text()?,
            name: it.name.whole(),
            account: Some(organization.to_owned()),
            active: !it.archived.yes(),
            address: web_address(it.resource_url),
            facts: RecordFacts::Document(Document {
                category: None,
                changed_at: it.updated_at.some(),
            }),
        })
    }
}

/// Where people look at it: only what a browser may open without harm.
fn web_address(text: Text) -> Option<String> {
    text.some().filter(|text| text.starts_with("https://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organization(attributes: &str) -> (FoundRecord, Account) {
        let text =
            format!("{{\"id\":\"123\",\"type\":\"organizations\",\"attributes\":{attributes}}}");
        let row: Resource<Organization> = serde_json::from_str(&text).unwrap();
        let record = row.record(&Ties::new()).unwrap();
        match record.facts.clone() {
            RecordFacts::Account(account) => (record, account),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_organization_may_name_its_psa_itself() {
        for (kind, system) in [("manage", "connectwise"), ("autotask", "autotask")] {
            let text = format!("{{\"psa-id\":178,\"psa-integration-type\":\"{kind}\"}}");
            let (_, account) = organization(&text);
            let wanted = Reference {
                system: system.to_owned(),
                id: "178".to_owned(),
            };
            assert!(account.references.contains(&wanted), "{kind}");
        }
        let (_, account) = organization(r#"{"psa-id":"178","psa-integration-type":null}"#);
        assert!(account.references.is_empty());
    }

    #[test]
    fn the_msp_itself_is_no_customer() {
        assert!(organization(r#"{"primary":true}"#).1.own);
        assert!(
            organization(r#"{"psa-id":"0","psa-integration-type":"autotask"}"#)
                .1
                .own
        );
        assert!(
            !organization(r#"{"psa-id":"0","psa-integration-type":"manage"}"#)
                .1
                .own
        );
    }

    #[test]
    fn only_addresses_that_a_browser_may_open_are_handed_on() {
        let (record, _) = organization(r#"{"resource-url":"javascript:alert(1)"}"#);
        assert_eq!(record.address, None);
        let (record, _) = organization(r#"{"resource-url":"https://x.itglue.com/123"}"#);
        assert_eq!(record.address.as_deref(), Some("https://x.itglue.com/123"));
    }

    #[test]
    fn what_is_said_to_be_out_of_use_is() {
        assert!(
            organization(r#"{"organization-status-name":"Active"}"#)
                .0
                .active
        );
        assert!(organization("{}").0.active);
        assert!(
            !organization(r#"{"organization-status-name":"Inactive"}"#)
                .0
                .active
        );
    }
}
