//! What a delivery says, once its signature holds.

use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use tenantry_domain::cloud::partner::{
    AuditRecord, DeliveryRefused, Notice, NoticeId, Subject, Topic,
};

const MARK: &[u8] = b"\xef\xbb\xbf";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    #[serde(alias = "eventName")]
    event_name: String,
    #[serde(default, alias = "resourceUri")]
    resource_uri: Option<String>,
    #[serde(default, alias = "auditUri")]
    audit_uri: Option<String>,
    #[serde(alias = "resourceChangeUtcDate")]
    resource_change_utc_date: String,
}

pub(super) fn read(body: &[u8]) -> Result<Notice, DeliveryRefused> {
    let body = body.strip_prefix(MARK).unwrap_or(body);
    let body: Body = serde_json::from_slice(body).map_err(|_| DeliveryRefused::Unreadable)?;
    let happened: Timestamp = body
        .resource_change_utc_date
        .parse()
        .map_err(|_| DeliveryRefused::Unreadable)?;
    let resource = body.resource_uri.unwrap_or_default();
    Ok(Notice {
        id: id(&[&body.event_name, &resource, &body.resource_change_utc_date]),
        topic: Topic::of(&body.event_name),
        subject: subject(&resource),
        happened,
        audit_address: body.audit_uri.filter(|address| !address.is_empty()),
    })
}

/// A digest over what makes a notice this one. Each part goes in with its length.
fn id(parts: &[&str]) -> NoticeId {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let hex = digest
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    NoticeId::new(hex)
}

/// Only ids are taken from the address: where it leads does not matter, nobody goes there.
fn subject(address: &str) -> Subject {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let after = |name: &str| {
        let at = parts
            .iter()
            .position(|part| part.eq_ignore_ascii_case(name))?;
        parts.get(at + 1)
    };
    let relationship = after("granularAdminRelationships").and_then(|id| id.parse().ok());
    let Some(relationship) = relationship else {
        return Subject::Other;
    };
    match after("accessAssignments").map(|id| id.parse()) {
        None => Subject::Relationship(relationship),
        Some(Ok(assignment)) => Subject::Assignment {
            relationship,
            assignment,
        },
        Some(Err(_)) => Subject::Other,
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::partner) struct AuditBody {
    operation_type: Option<String>,
    operation_date: Option<String>,
    /// JSON in a text.
    resource_new_value: Option<String>,
}

#[derive(Default, Deserialize)]
struct NewValue {
    #[serde(alias = "Id")]
    id: Option<String>,
    #[serde(alias = "Customer")]
    customer: Option<NewCustomer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewCustomer {
    #[serde(alias = "OrganizationDisplayName")]
    organization_display_name: Option<String>,
}

impl From<AuditBody> for AuditRecord {
    fn from(body: AuditBody) -> Self {
        let value: NewValue = body
            .resource_new_value
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default();
        Self {
            resource: value.id,
            operation: body.operation_type,
            customer_name: value
                .customer
                .and_then(|customer| customer.organization_display_name),
            at: body.operation_date.and_then(|date| date.parse().ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const RELATIONSHIP: &str =
        "5e5594d3-6f82-458b-b567-77db4811f0cd-00000000-0000-0000-0000-000000001234";

    fn body(resource: &str) -> Vec<u8> {
        let value = json!({"EventName": "granular-admin-relationship-approved", "ResourceUri": resource,
            "ResourceName": "granularAdminRelationships", "AuditUri": null,
            "ResourceChangeUtcDate": "2026-11-16T16:19:06.3520276+00:00"});
        value.to_string().into_bytes()
    }

    #[test]
    fn the_subject_is_taken_from_the_address_whatever_its_host() {
        let address = format!("https://x.test/v1/granularAdminRelationships/{RELATIONSHIP}");
        let notice = read(&body(&address)).unwrap();
        assert_eq!(
            notice.subject,
            Subject::Relationship(RELATIONSHIP.parse().unwrap())
        );
        let assignment = read(&body(&format!("{address}/accessAssignments/a-1?x=/")));
        assert_eq!(
            assignment.unwrap().subject,
            Subject::Assignment {
                relationship: RELATIONSHIP.parse().unwrap(),
                assignment: "a-1".parse().unwrap(),
            }
        );
        for odd in [
            "",
            "/",
            "granularAdminRelationships/..",
            "x/granularAdminRelationships",
        ] {
            assert_eq!(read(&body(odd)).unwrap().subject, Subject::Other, "{odd}");
        }
    }

    #[test]
    fn copies_of_a_notice_have_one_id_and_others_have_another() {
        let (one, copy) = (read(&body("a")).unwrap(), read(&body("a")).unwrap());
        assert_eq!(one.id, copy.id);
        assert_ne!(one.id, read(&body("b")).unwrap().id);
        assert_eq!(one.id.as_str().len(), 64);
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_address_does_harm(address in ".{0,200}") {
            let notice = read(&body(&address)).unwrap();
            prop_assert_eq!(notice.id.as_str().len(), 64);
        }
    }

    #[test]
    fn what_is_no_notice_is_refused() {
        for bad in [
            &b"{}"[..],
            b"",
            b"[1]",
            b"{\"EventName\":\"x\",\"ResourceChangeUtcDate\":\"soon\"}",
        ] {
            assert_eq!(read(bad), Err(DeliveryRefused::Unreadable));
        }
    }
}
