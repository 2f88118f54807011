use crate::partner::existing::Existing;
use crate::partner::practice::*;
use crate::partner::relationship::{ByProvider, Customer, Status};
use crate::partner::{Contract, PartnerKind};
use crate::world::World;
use serde_json::{Value, json};

fn existing(name: &str, status: Status, customer: Option<&str>) -> Existing {
    Existing {
        name: name.to_owned(),
        status,
        customer: customer.map(|name| Customer {
            tenant: CUSTOMER,
            name: name.to_owned(),
        }),
        roles: vec![READER.parse().unwrap()],
        days: 730,
        auto_extend: false,
        days_ago: 10,
        by_provider: None,
        assignments: vec![(GROUP, vec![READER.parse().unwrap()])],
    }
}

fn add(desk: &mut Practice, existing: Existing) -> String {
    let now = desk.world.clock.now();
    let World { partners, dice, .. } = &mut desk.world;
    let partner = partners.get_mut(&PARTNER).unwrap();
    partner.add_relationship(dice, PARTNER, now, existing)
}

fn names(page: &Value) -> Vec<String> {
    let rows = page["value"].as_array().unwrap().iter();
    rows.map(|row| row["displayName"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_list_has_rows_of_all_kinds() {
    let mut desk = Practice::new();
    add(
        &mut desk,
        existing("MLT_1", Status::Active, Some("Contoso")),
    );
    add(&mut desk, existing("Open", Status::ApprovalPending, None));
    let mut indirect = existing("Indirect", Status::ApprovalPending, Some("Contoso"));
    indirect.by_provider = Some(ByProvider {
        provider: OTHER,
        consent_pending: true,
    });
    add(&mut desk, indirect);
    let page = desk.get(RELATIONSHIPS).json();
    assert_eq!(names(&page), ["MLT_1", "Open", "Indirect"]);
    assert_eq!(page["value"][1]["customer"], Value::Null);
    let kind = "#microsoft.graph.resellerDelegatedAdminRelationship";
    assert_eq!(page["value"][2]["@odata.type"], kind);
    assert_eq!(page["value"][2]["isPartnerConsentPending"], true);
    assert_eq!(page["value"][2]["indirectProviderTenantId"], json!(OTHER));
}

#[test]
fn the_selects_and_filters_seen_working_work() {
    let mut desk = Practice::new();
    add(&mut desk, existing("A", Status::Active, Some("Contoso")));
    add(
        &mut desk,
        existing("B", Status::Terminated, Some("Contoso")),
    );
    add(&mut desk, existing("C", Status::ApprovalPending, None));
    let filter = format!("$filter=(status eq 'active') AND (customer/tenantId eq '{CUSTOMER}')");
    let page = desk.get(&format!("{RELATIONSHIPS}?{filter}")).json();
    assert_eq!(names(&page), ["A"]);
    let select = "$select=customer,autoExtendDuration,endDateTime&$count=true";
    let page = desk
        .get(&format!("{RELATIONSHIPS}?{select}&{filter}"))
        .json();
    assert_eq!(page["@odata.count"], 1);
    let row = page["value"][0].as_object().unwrap();
    let keys: Vec<&str> = row.keys().map(String::as_str).collect();
    assert_eq!(
        keys.iter().filter(|key| !key.starts_with('@')).count(),
        3,
        "{keys:?}"
    );
    let page = desk
        .get(&format!("{RELATIONSHIPS}?$orderby=displayName desc"))
        .json();
    assert_eq!(names(&page), ["C", "B", "A"]);
    for bad in [
        "$select=displayname2",
        "$filter=displayName eq 'A'",
        "$filter=status eq 'unheard'",
        "$top=301",
        "$top=0",
        "$orderby=duration",
        "$expand=accessAssignments",
        "$search=x",
        "$skip=1",
        "$skiptoken=invented",
        "$count=maybe",
        "$top=1&$top=2",
    ] {
        let seen = desk.get(&format!("{RELATIONSHIPS}?{bad}"));
        assert_eq!(seen.status, 400, "{bad}");
    }
}

#[test]
fn pages_follow_their_links_and_tokens_grow_old() {
    let mut desk = Practice::new();
    for number in 0..5 {
        add(
            &mut desk,
            existing(&format!("R{number}"), Status::Active, Some("Contoso")),
        );
    }
    let first = desk
        .get(&format!("{RELATIONSHIPS}?$top=2&$select=displayName"))
        .json();
    let link = first["@odata.nextLink"].as_str().unwrap().to_owned();
    assert!(
        link.starts_with("https://localhost:2/v1.0/tenantRelationships/"),
        "{link}"
    );
    let mut seen = names(&first);
    let mut page = desk.get(&link).json();
    assert_eq!(
        names(&desk.get(&link).json()),
        names(&page),
        "a page can be read again"
    );
    seen.extend(names(&page));
    while let Some(next) = page["@odata.nextLink"].as_str().map(str::to_owned) {
        page = desk.get(&next).json();
        seen.extend(names(&page));
    }
    assert_eq!(seen, ["R0", "R1", "R2", "R3", "R4"]);
    let elsewhere = link.replace("$top=2", "$top=3");
    assert_eq!(
        desk.get(&elsewhere).status,
        400,
        "a token belongs to its list"
    );
    desk.wait(3601);
    assert_eq!(desk.get(&link).status, 400, "a token grows old");
}

#[test]
fn a_filter_that_few_rows_pass_makes_empty_pages() {
    let mut desk = Practice::new();
    for number in 0..4 {
        let status = if number == 3 {
            Status::Active
        } else {
            Status::Terminated
        };
        add(
            &mut desk,
            existing(&format!("R{number}"), status, Some("Contoso")),
        );
    }
    desk.partner().quirks.rows_looked_at = 2;
    let first = desk
        .get(&format!("{RELATIONSHIPS}?$filter=status eq 'active'"))
        .json();
    assert_eq!(first["value"], json!([]));
    let next = first["@odata.nextLink"].as_str().unwrap().to_owned();
    let second = desk.get(&next).json();
    assert_eq!(names(&second), ["R3"]);
    assert_eq!(second["@odata.nextLink"], Value::Null);
}

#[test]
fn customers_come_and_go_with_their_relationships() {
    let mut desk = Practice::new();
    let customers = "/v1.0/tenantRelationships/delegatedAdminCustomers";
    assert_eq!(desk.get(customers).json()["value"], json!([]));
    let at = desk.active("One", &[READER]);
    let row = json!({"id": CUSTOMER, "tenantId": CUSTOMER, "displayName": "Contoso"});
    let only = desk
        .get(&format!("{customers}?$orderby=displayName"))
        .json()["value"][0]
        .clone();
    assert!(only["@odata.etag"].is_string());
    for name in ["id", "tenantId", "displayName"] {
        assert_eq!(only[name], row[name]);
    }
    assert_eq!(desk.get(&format!("{customers}/{CUSTOMER}")).status, 200);
    assert_eq!(desk.get(&format!("{customers}/{OTHER}")).status, 404);
    let services = format!("{customers}/{CUSTOMER}/serviceManagementDetails");
    let listed = desk.get(&services).json();
    assert_eq!(listed["value"][0]["serviceName"], "Azure Active Directory");
    assert_eq!(desk.get(&format!("{services}?$top=1")).status, 400);
    assert_eq!(
        desk.graph("DELETE", customers, &[], &Value::Null).status,
        405
    );
    crate::partner::remove_relationship(&mut desk.world, id_of(&at), CUSTOMER).unwrap();
    desk.wait(100);
    assert_eq!(desk.get(customers).json()["value"], json!([]));
}

#[test]
fn contracts_are_the_resellers() {
    let mut desk = Practice::new();
    let contract = Contract {
        id: OTHER,
        kind: "ResellerPartner".to_owned(),
        customer: CUSTOMER,
        domain: "contoso.com".to_owned(),
        name: "Contoso".to_owned(),
    };
    desk.partner().contracts.push(contract);
    let page = desk.get("/v1.0/contracts?$select=customerId").json();
    assert_eq!(page["value"][0]["customerId"], json!(CUSTOMER));
    assert_eq!(desk.get("/v1.0/contracts?$select=tenantId").status, 400);
    desk.caller = app_only(&["DelegatedAdminRelationship.Read.All"]);
    assert_eq!(desk.get("/v1.0/contracts").status, 403);
}

#[test]
fn an_indirect_reseller_agrees_before_its_customer_can() {
    let mut desk = Practice::new();
    let mut indirect = existing("Indirect", Status::ApprovalPending, Some("Contoso"));
    indirect.by_provider = Some(ByProvider {
        provider: OTHER,
        consent_pending: true,
    });
    let id = add(&mut desk, indirect.clone());
    let at = format!("{RELATIONSHIPS}/{id}");
    let approve = json!({"action": "approve"});
    assert_eq!(
        desk.post(&format!("{at}/requests"), &approve).status,
        400,
        "no reseller"
    );
    desk.partner().kind = PartnerKind::IndirectReseller;
    assert!(crate::partner::approve(&mut desk.world, &id, CUSTOMER).is_err());
    assert_eq!(desk.post(&format!("{at}/requests"), &approve).status, 201);
    assert_eq!(desk.get(&at).json()["isPartnerConsentPending"], false);
    assert_eq!(
        desk.post(&format!("{at}/requests"), &approve).status,
        400,
        "only once"
    );
    crate::partner::approve(&mut desk.world, &id, CUSTOMER).unwrap();

    indirect.name = "Another".to_owned();
    let id = add(&mut desk, indirect);
    let at = format!("{RELATIONSHIPS}/{id}");
    let reject = json!({"action": "reject"});
    let answer = desk.post(&format!("{at}/requests"), &reject);
    assert_eq!(answer.json()["action"], "unknownFutureValue");
    desk.wait(100);
    assert_eq!(desk.status(&at), "terminated");
    let prefer = [("Prefer", "include-unknown-enum-members")];
    let seen = desk
        .graph("GET", &format!("{at}/requests"), &prefer, &Value::Null)
        .json();
    assert_eq!(seen["value"][0]["action"], "reject");
}
