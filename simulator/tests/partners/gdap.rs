//! Delegated administration at Graph.

use crate::desk::*;
use serde_json::{Value, json};
use tenantry_simulator::{
    Act, Cloud, Fault, PartnerKind, Quirks, RelationshipPlan, RelationshipStatus, Rule, Scenario,
};

#[tokio::test]
async fn from_an_invitation_to_roles_in_the_customers_tenant() {
    let desk = Desk::open().await;
    let at = desk.active("New", &[READER, APP_ADMIN], "Fabrikam").await;
    let seen = desk.get(&at).await;
    assert_eq!(
        seen.json()["customer"]["tenantId"],
        json!(desk.customer("Fabrikam"))
    );
    assert!(!seen.header("request-id").is_empty());
    let all = format!("{at}/accessAssignments");
    let made = desk
        .post(&all, &assignment(desk.group(READERS), &[READER]))
        .await;
    assert_eq!(
        (made.status, &made.json()["status"]),
        (201, &json!("pending"))
    );
    let one = made.header("Location").to_owned();
    desk.wait(240);
    assert_eq!(desk.status(&one).await, "active");
    let again = desk
        .post(&all, &assignment(desk.group(READERS), &[APP_ADMIN]))
        .await;
    let exact = json!({"error": {
        "code": "conflict", "message": "The resource already exists.",
        "target": null, "details": [], "innerError": null,
    }});
    assert_eq!((again.status, again.json()), (409, exact));
    let customers = desk
        .get("/v1.0/tenantRelationships/delegatedAdminCustomers")
        .await;
    assert_eq!(customers.rows().len(), 2);
    let fabrikam = desk.customer("Fabrikam");
    let services = format!(
        "/v1.0/tenantRelationships/delegatedAdminCustomers/{fabrikam}/serviceManagementDetails"
    );
    assert!(!desk.get(&services).await.rows().is_empty());
    assert_eq!(
        desk.get(&format!("{services}?$select=id")).await.status,
        400
    );
}

#[tokio::test]
async fn bad_input_is_refused_and_leaves_nothing() {
    let desk = Desk::open().await;
    let before = desk.get(ALL).await.rows().len();
    let mut extended = terms("Bad", &[GLOBAL_ADMIN]);
    extended["autoExtendDuration"] = json!("P180D");
    let mut long = terms("Bad", &[READER]);
    long["duration"] = json!("P731D");
    for bad in [
        extended,
        long,
        terms("Bad", &["6f2d2f0c-0000-4000-8000-000000000000"]),
        terms(&"x".repeat(51), &[READER]),
        json!({"displayName": "Bad"}),
    ] {
        let seen = desk.post(ALL, &bad).await;
        assert_eq!(
            (seen.status, &seen.json()["error"]["code"]),
            (400, &json!("badRequest")),
            "{bad}"
        );
        assert!(seen.json()["error"]["innerError"]["request-id"].is_string());
    }
    desk.created("Taken", &[READER]).await;
    assert_eq!(desk.post(ALL, &terms("Taken", &[READER])).await.status, 409);
    assert_eq!(desk.get(ALL).await.rows().len(), before + 1);
}

#[tokio::test]
async fn lists_are_filtered_paged_and_strict() {
    let desk = Desk::open().await;
    for number in 0..3 {
        desk.created(&format!("R{number}"), &[READER]).await;
    }
    let contoso = desk.customer("Contoso");
    let filter =
        format!("$filter=status%20eq%20'active'%20and%20customer/tenantId%20eq%20'{contoso}'");
    let page = desk
        .get(&format!(
            "{ALL}?{filter}&$select=customer,status&$count=true"
        ))
        .await;
    let body = page.json();
    assert_eq!(
        (page.rows().len(), &body["@odata.count"]),
        (2, &json!(2)),
        "{body}"
    );
    assert_eq!(page.rows()[0]["displayName"], Value::Null);
    let mut names = Vec::new();
    let mut next = Some(format!("{ALL}?$top=2&$orderby=displayName"));
    while let Some(at) = next {
        let page = desk.get(&at).await;
        assert!(page.rows().len() <= 2);
        names.extend(page.rows().iter().map(|row| row["displayName"].clone()));
        next = page.json()["@odata.nextLink"].as_str().map(str::to_owned);
    }
    assert_eq!(names.len(), 5);
    assert_eq!(names[2..], [json!("R0"), json!("R1"), json!("R2")]);
    for bad in [
        "$select=nothing",
        "$filter=displayName%20eq%20'R0'",
        "$top=301",
        "$skiptoken=x",
    ] {
        assert_eq!(desk.get(&format!("{ALL}?{bad}")).await.status, 400, "{bad}");
    }
    assert_eq!(
        desk.get("/v1.0/contracts?$select=customerId")
            .await
            .rows()
            .len(),
        1
    );
}

#[tokio::test]
async fn nothing_changes_without_a_fresh_tag() {
    let desk = Desk::open().await;
    let at = desk.created("One", &[READER]).await;
    let change = json!({"displayName": "Two"});
    assert_eq!(desk.graph("PATCH", &at, &[], &change).await.status, 428);
    let tag = desk.etag(&at).await;
    let tagged = [("If-Match", tag.as_str())];
    assert_eq!(desk.graph("PATCH", &at, &tagged, &change).await.status, 200);
    assert_eq!(desk.graph("PATCH", &at, &tagged, &change).await.status, 412);
    assert_eq!(
        desk.graph("DELETE", &at, &tagged, &Value::Null)
            .await
            .status,
        412
    );
    let tag = desk.etag(&at).await;
    let tagged = [("If-Match", tag.as_str())];
    assert_eq!(
        desk.graph("DELETE", &at, &tagged, &Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(desk.get(&at).await.status, 404);
    let control = desk.simulator.control();
    let deleted = control
        .deeds()
        .into_iter()
        .filter(|deed| deed.act == Act::Deleted);
    assert_eq!(
        deleted.map(|deed| deed.kind).collect::<Vec<_>>(),
        ["relationship"]
    );
    assert!(control.foreign_things_deleted().is_empty());
}

#[tokio::test]
async fn changes_of_assignments_are_operations() {
    let desk = Desk::open().await;
    let at = desk.active("One", &[READER, APP_ADMIN], "Fabrikam").await;
    let group = desk.group(READERS);
    let made = desk
        .post(
            &format!("{at}/accessAssignments"),
            &assignment(group, &[READER]),
        )
        .await;
    let one = made.header("Location").to_owned();
    desk.wait(240);
    let tag = desk.etag(&one).await;
    let tagged = [("If-Match", tag.as_str())];
    let body = |roles: &[&str]| json!({"accessDetails": details(roles)});
    assert_eq!(
        desk.graph("PATCH", &one, &tagged, &body(&[READER]))
            .await
            .status,
        200
    );
    assert_eq!(
        desk.graph("PATCH", &one, &tagged, &body(&[GLOBAL_ADMIN]))
            .await
            .status,
        400
    );
    let taken = desk
        .graph("PATCH", &one, &tagged, &body(&[APP_ADMIN]))
        .await;
    assert_eq!((taken.status, taken.header("Retry-After")), (202, "10"));
    let operation = taken.header("Location").to_owned();
    assert_eq!(desk.status(&operation).await, "notStarted");
    desk.wait(60);
    assert_eq!(desk.status(&operation).await, "succeeded");
    let tag = desk.etag(&one).await;
    let tagged = [("If-Match", tag.as_str())];
    assert_eq!(
        desk.graph("DELETE", &one, &tagged, &Value::Null)
            .await
            .status,
        204
    );
    assert_eq!(desk.status(&one).await, "deleting");
    desk.wait(60);
    assert_eq!(desk.status(&one).await, "deleted");
}

#[tokio::test]
async fn a_relationship_ends_by_either_side_or_by_time() {
    let mut desk = Desk::open().await;
    let one = desk.active("One", &[READER], "Fabrikam").await;
    let terminate = json!({"action": "terminate"});
    let asked = desk.post(&format!("{one}/requests"), &terminate).await;
    assert_eq!(
        (asked.status, &asked.json()["status"]),
        (201, &json!("created"))
    );
    desk.wait(100);
    assert_eq!(desk.status(&one).await, "terminated");
    assert_eq!(
        desk.post(&format!("{one}/requests"), &terminate)
            .await
            .status,
        400
    );
    let two = desk.active("Two", &[READER], "Fabrikam").await;
    let waiting = desk.locked("Three", &[READER]).await;
    assert_eq!(
        desk.graph("GET", &waiting, &[], &Value::Null).await.json()["customer"],
        Value::Null
    );
    desk.wait(90 * 24 * 3600);
    assert_eq!(desk.get(&two).await.status, 401, "the token is old by now");
    desk.sign_in(SERVICE, true).await;
    assert_eq!(desk.status(&waiting).await, "expired");
    assert_eq!(desk.status(&two).await, "active");
}

#[tokio::test]
async fn who_may_not_cannot() {
    let mut desk = Desk::open().await;
    desk.sign_in(SERVICE, false).await;
    assert_eq!(desk.get(ALL).await.status, 401);
    let seen = desk.post(ALL, &terms("One", &[READER])).await;
    assert_eq!(seen.status, 403);
    assert!(
        seen.message()
            .starts_with("The user (principal) does not have the required")
    );
    desk.sign_in(ADA, true).await;
    assert_eq!(desk.get(ALL).await.status, 200);
    assert_eq!(desk.post(ALL, &terms("One", &[READER])).await.status, 403);
    desk.be_the_app().await;
    assert_eq!(desk.get(ALL).await.status, 200);
}

#[tokio::test]
async fn an_app_alone_needs_a_principal_of_microsofts() {
    let mut scenario = Scenario::small();
    let mut desk = Desk::open_in(scenario.clone()).await;
    desk.be_the_app().await;
    assert_eq!(desk.post(ALL, &terms("One", &[READER])).await.status, 201);
    scenario.partners[0].business.unprepared = true;
    let mut desk = Desk::open_in(scenario).await;
    desk.be_the_app().await;
    assert_eq!(desk.get(ALL).await.status, 200);
    assert_eq!(desk.post(ALL, &terms("One", &[READER])).await.status, 403);
}

#[tokio::test]
async fn an_assignment_may_land_although_nobody_was_told() {
    let desk = Desk::open().await;
    let at = desk.active("One", &[READER], "Fabrikam").await;
    let all = format!("{at}/accessAssignments");
    let body = assignment(desk.group(READERS), &[READER]);
    let control = desk.simulator.control();
    let fault = Fault::Fail {
        status: 500,
        done_all_the_same: true,
        retry_after: None,
    };
    control.lay_down(Rule::once(Cloud::Graph, "*/accessAssignments", fault).method("POST"));
    assert_eq!(desk.post(&all, &body).await.status, 500);
    assert_eq!(desk.get(&all).await.rows().len(), 1);
    assert_eq!(desk.post(&all, &body).await.status, 409);
    let other = assignment(desk.group(ADMINS), &[READER]);
    let dropped = Rule::once(Cloud::Graph, "*/accessAssignments", Fault::DropAfter);
    control.lay_down(dropped.method("POST"));
    assert!(desk.try_graph("POST", &all, &[], &other).await.is_none());
    assert_eq!(desk.get(&all).await.rows().len(), 2);
}

#[tokio::test]
async fn an_indirect_reseller_agrees_to_what_its_provider_made() {
    let mut scenario = Scenario::small();
    let business = &mut scenario.partners[0].business;
    business.kind = PartnerKind::IndirectReseller;
    let provider = "6f2d2f0c-7c11-4a53-9c4c-0d3c1f6b8c03".parse().unwrap();
    business.relationships.push(RelationshipPlan {
        name: "Made by the provider".to_owned(),
        status: RelationshipStatus::ApprovalPending,
        customer: Some("fabrikam.onmicrosoft.com".to_owned()),
        customer_name: None,
        roles: vec!["Global Reader".to_owned()],
        days: 365,
        auto_extend: false,
        days_ago: 1,
        indirect_provider: Some(provider),
        consent_pending: true,
        assignments: Vec::new(),
    });
    let desk = Desk::open_in(scenario).await;
    let filter = "$filter=status%20eq%20'approvalPending'";
    let row = desk.get(&format!("{ALL}?{filter}")).await.rows()[0].clone();
    assert_eq!(
        row["@odata.type"],
        "#microsoft.graph.resellerDelegatedAdminRelationship"
    );
    assert_eq!(row["isPartnerConsentPending"], true);
    let id = row["id"].as_str().unwrap();
    let fabrikam = desk.customer("Fabrikam");
    assert!(desk.simulator.control().approve(id, fabrikam).is_err());
    let requests = format!("{ALL}/{id}/requests");
    assert_eq!(
        desk.post(&requests, &json!({"action": "approve"}))
            .await
            .status,
        201
    );
    assert_eq!(
        desk.post(&requests, &json!({"action": "reject"}))
            .await
            .status,
        400
    );
    desk.simulator.control().approve(id, fabrikam).unwrap();
    desk.wait(200);
    assert_eq!(desk.status(&format!("{ALL}/{id}")).await, "active");
    let center = desk.center("GET", "/v1/customers", &[], &Value::Null).await;
    assert_eq!(center.status, 403, "resellers of a provider have no access");
}

#[tokio::test]
async fn what_is_unpleasant_can_be_asked_for() {
    let desk = Desk::open().await;
    let at = desk.active("One", &[READER, APP_ADMIN], "Fabrikam").await;
    let all = format!("{at}/accessAssignments");
    desk.suffer(Quirks {
        assignments_that_fail: 1,
        operations_that_fail: 1,
        rows_looked_at: 1,
        ..Quirks::default()
    });
    let made = desk
        .post(&all, &assignment(desk.group(READERS), &[READER]))
        .await;
    let one = made.header("Location").to_owned();
    let other = desk
        .post(&all, &assignment(desk.group(ADMINS), &[READER]))
        .await;
    let other = other.header("Location").to_owned();
    desk.wait(240);
    assert_eq!(desk.status(&one).await, "error");
    assert_eq!(desk.status(&other).await, "active");
    let tag = desk.etag(&other).await;
    let change = json!({"accessDetails": details(&[APP_ADMIN])});
    let taken = desk
        .graph("PATCH", &other, &[("If-Match", &tag)], &change)
        .await;
    desk.wait(60);
    assert_eq!(desk.status(taken.header("Location")).await, "failed");
    let empty = desk
        .get(&format!("{all}?$filter=status%20eq%20'active'"))
        .await;
    assert!(empty.rows().is_empty());
    assert!(empty.json()["@odata.nextLink"].is_string());
}

#[tokio::test]
async fn a_customer_refuses_or_removes() {
    let desk = Desk::open().await;
    let control = desk.simulator.control();
    let fabrikam = desk.customer("Fabrikam");
    let at = desk.locked("One", &[READER]).await;
    control.refuse(id_of(&at), fabrikam).unwrap();
    desk.wait(100);
    assert_eq!(desk.status(&at).await, "terminated");
    assert!(control.approve(id_of(&at), fabrikam).is_err());
    let at = desk.active("Two", &[READER], "Fabrikam").await;
    control.remove_relationship(id_of(&at), fabrikam).unwrap();
    assert_eq!(desk.status(&at).await, "terminationRequested");
    desk.wait(100);
    assert_eq!(desk.status(&at).await, "terminated");
}

#[tokio::test]
async fn what_is_left_of_a_customers_access_is_told() {
    let desk = Desk::open().await;
    let (fabrikam, tailspin) = (desk.customer("Fabrikam"), desk.customer("Tailspin"));
    desk.suffer(Quirks {
        assignments_that_fail: 1,
        failing_for: Some(tailspin),
        ..Quirks::default()
    });
    let mut ones = Vec::new();
    for (name, customer) in [("One", "Fabrikam"), ("Two", "Tailspin")] {
        let at = desk.active(name, &[READER], customer).await;
        let all = format!("{at}/accessAssignments");
        let wish = assignment(desk.group(READERS), &[READER]);
        let made = desk.post(&all, &wish).await;
        ones.push((at, made.header("Location").to_owned()));
    }
    desk.wait(240);
    assert_eq!(desk.status(&ones[0].1).await, "active");
    assert_eq!(
        desk.status(&ones[1].1).await,
        "error",
        "theirs fails, and no other"
    );
    let left = |customer| {
        let left = desk.simulator.control().left_behind(customer);
        left.into_iter().map(|deed| deed.kind).collect::<Vec<_>>()
    };
    assert_eq!(left(fabrikam), ["relationship", "accessAssignment"]);
    let control = desk.simulator.control();
    control
        .remove_relationship(id_of(&ones[0].0), fabrikam)
        .unwrap();
    desk.wait(80);
    assert!(left(fabrikam).is_empty(), "over, with all that hung on it");
    assert_eq!(left(tailspin).len(), 2);
}
