use crate::partner::gdap_roles;
use crate::partner::practice::*;
use serde_json::{Value, json};
use uuid::Uuid;

#[test]
fn a_group_has_its_roles_after_a_while() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER, HELPDESK]);
    let all = format!("{at}/accessAssignments");
    let made = desk.post(&all, &assignment(GROUP, &[READER]));
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["status"], "pending");
    assert_eq!(
        made.json()["accessContainer"]["accessContainerType"],
        "securityGroup"
    );
    let one = made.header("Location").to_owned();
    assert!(gdap_roles(&desk.world, PARTNER, AGENT, CUSTOMER).is_empty());
    let tag = desk.etag(&one);
    desk.wait(240);
    assert_eq!(desk.status(&one), "active");
    assert_ne!(desk.etag(&one), tag);
    let roles = gdap_roles(&desk.world, PARTNER, AGENT, CUSTOMER);
    assert_eq!(roles.into_iter().collect::<Vec<_>>(), [READER]);
    assert!(gdap_roles(&desk.world, PARTNER, CLERK, CUSTOMER).is_empty());
    assert!(gdap_roles(&desk.world, PARTNER, AGENT, OTHER).is_empty());
}

#[test]
fn one_assignment_per_group_until_it_is_deleted() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER, HELPDESK]);
    let all = format!("{at}/accessAssignments");
    let one = desk.assigned(&at, GROUP, &[READER]);
    let again = desk.post(&all, &assignment(GROUP, &[HELPDESK]));
    assert_eq!(again.status, 409);
    assert_eq!(again.json()["error"]["code"], "conflict");
    assert_eq!(again.json()["error"]["innerError"], Value::Null);
    assert_eq!(desk.graph("DELETE", &one, &[], &Value::Null).status, 428);
    let tag = desk.etag(&one);
    assert_eq!(
        desk.graph("DELETE", &one, &[("If-Match", &tag)], &Value::Null)
            .status,
        204
    );
    assert_eq!(desk.status(&one), "deleting");
    assert!(gdap_roles(&desk.world, PARTNER, AGENT, CUSTOMER).is_empty());
    assert_eq!(
        desk.post(&all, &assignment(GROUP, &[HELPDESK])).status,
        409,
        "still deleting"
    );
    desk.wait(60);
    assert_eq!(desk.status(&one), "deleted");
    let tag = desk.etag(&one);
    assert_eq!(
        desk.graph("DELETE", &one, &[("If-Match", &tag)], &Value::Null)
            .status,
        400
    );
    assert_eq!(desk.post(&all, &assignment(GROUP, &[HELPDESK])).status, 201);
    let page = desk.get(&all).json();
    assert_eq!(
        page["value"].as_array().unwrap().len(),
        2,
        "deleted ones keep showing"
    );
    let left = desk
        .get(&format!("{all}?$filter=status eq 'deleted'"))
        .json();
    assert_eq!(left["value"].as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_assigned() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER]);
    let all = format!("{at}/accessAssignments");
    let more = desk.post(&all, &assignment(GROUP, &[READER, HELPDESK]));
    assert_eq!(more.status, 400);
    assert!(more.message().starts_with("There were issue(s)"));
    for nobody in [Uuid::nil(), MAIL_LIST] {
        let seen = desk.post(&all, &assignment(nobody, &[READER]));
        assert_eq!(seen.status, 400);
        assert!(seen.message().contains("access container does not exist"));
    }
    let mut wrong = assignment(GROUP, &[READER]);
    wrong["accessContainer"]["accessContainerType"] = json!("user");
    assert_eq!(desk.post(&all, &wrong).status, 400);
    assert_eq!(desk.post(&all, &assignment(GROUP, &[])).status, 400);
    assert_eq!(desk.post(&all, &json!({})).status, 400);
    let pending = desk.locked("Two", &[READER]);
    let strange = format!("{RELATIONSHIPS}/none");
    for at in [pending, strange] {
        let seen = desk.post(
            &format!("{at}/accessAssignments"),
            &assignment(GROUP, &[READER]),
        );
        assert_eq!(seen.status, 400);
        assert_eq!(
            seen.message(),
            "The passed in delegatedAdminRelationshipId is invalid."
        );
    }
    assert_eq!(desk.get(&format!("{all}/none")).status, 404);
    assert_eq!(desk.get(&all).json()["value"], json!([]));
}

#[test]
fn a_change_takes_an_operation_and_no_change_takes_nothing() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER, HELPDESK]);
    let one = desk.assigned(&at, GROUP, &[READER]);
    let body = |roles: &[&str]| json!({"accessDetails": details(roles)});
    assert_eq!(
        desk.graph("PATCH", &one, &[], &body(&[HELPDESK])).status,
        428
    );
    let tag = desk.etag(&one);
    let tagged = [("If-Match", tag.as_str())];
    let same = desk.graph("PATCH", &one, &tagged, &body(&[READER]));
    assert_eq!(same.status, 200);
    assert_eq!(same.json()["@odata.etag"], json!(tag), "nothing changed");
    let outside = desk.graph("PATCH", &one, &tagged, &body(&[APP_ADMIN]));
    assert_eq!(outside.status, 400);
    let group = json!({"accessContainer": {}, "accessDetails": details(&[HELPDESK])});
    assert_eq!(desk.graph("PATCH", &one, &tagged, &group).status, 400);
    let taken = desk.graph("PATCH", &one, &tagged, &body(&[HELPDESK]));
    assert_eq!((taken.status, taken.text.as_str()), (202, "{}"));
    assert_eq!(taken.header("Retry-After"), "10");
    assert_eq!(
        desk.graph("PATCH", &one, &tagged, &body(&[HELPDESK]))
            .status,
        412
    );
    let operation = taken.header("Location").to_owned();
    let begun = desk.get(&operation).json();
    assert_eq!(begun["status"], "notStarted");
    assert_eq!(
        begun["operationType"],
        "delegatedAdminAccessAssignmentUpdate"
    );
    let data: Value = serde_json::from_str(begun["data"].as_str().unwrap()).unwrap();
    assert_eq!(data["accessDetails"], details(&[HELPDESK]));
    assert_eq!(desk.get(&one).json()["accessDetails"], details(&[READER]));
    desk.wait(60);
    assert_eq!(desk.get(&operation).json()["status"], "succeeded");
    assert_eq!(desk.get(&one).json()["accessDetails"], details(&[HELPDESK]));
    let listed = desk
        .get(&format!("{at}/operations?$select=status&$orderby=status"))
        .json();
    assert_eq!(listed["value"], json!([{"status": "succeeded"}]));
    assert_eq!(desk.get(&format!("{at}/operations/none")).status, 404);
}

#[test]
fn an_operation_can_fail_and_changes_nothing_then() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER, HELPDESK]);
    let one = desk.assigned(&at, GROUP, &[READER]);
    desk.partner().quirks.operations_that_fail = 1;
    let tag = desk.etag(&one);
    let body = json!({"accessDetails": details(&[HELPDESK])});
    let taken = desk.graph("PATCH", &one, &[("If-Match", &tag)], &body);
    desk.wait(60);
    let operation = desk.get(taken.header("Location")).json();
    assert_eq!(operation["status"], "failed");
    assert_eq!(desk.get(&one).json()["accessDetails"], details(&[READER]));
}

#[test]
fn an_assignment_can_end_in_error_or_land_with_an_error() {
    let mut desk = Practice::new();
    let at = desk.active("One", &[READER]);
    let all = format!("{at}/accessAssignments");
    desk.partner().quirks.assignments_that_fail = 1;
    let one = desk.assigned(&at, GROUP, &[READER]);
    assert_eq!(desk.status(&one), "error");
    assert!(gdap_roles(&desk.world, PARTNER, AGENT, CUSTOMER).is_empty());
    assert_eq!(desk.post(&all, &assignment(GROUP, &[READER])).status, 409);
    desk.partner().quirks.assignments_that_land_with_500 = 1;
    let answer = desk.post(&all, &assignment(GROUP_2, &[READER]));
    assert_eq!(answer.status, 500);
    assert_eq!(
        answer.message(),
        "An unexpected error occurred in the server."
    );
    assert_eq!(desk.get(&all).json()["value"].as_array().unwrap().len(), 2);
    assert_eq!(desk.post(&all, &assignment(GROUP_2, &[READER])).status, 409);
}

#[test]
fn roles_of_several_relationships_add_up() {
    let mut desk = Practice::new();
    let one = desk.active("One", &[READER]);
    let two = desk.active("Two", &[HELPDESK]);
    desk.assigned(&one, GROUP, &[READER]);
    desk.assigned(&two, GROUP, &[HELPDESK]);
    assert_eq!(gdap_roles(&desk.world, PARTNER, AGENT, CUSTOMER).len(), 2);
}
