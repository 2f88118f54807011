use crate::partner::CspCustomer;
use crate::partner::center::subscriptions::{Subscription, SubscriptionKind};
use crate::partner::practice::*;
use crate::world::World;
use serde_json::{Value, json};
use uuid::Uuid;

fn add(desk: &mut Practice, customer: CspCustomer) {
    let World { partners, dice, .. } = &mut desk.world;
    partners
        .get_mut(&PARTNER)
        .unwrap()
        .add_customer(dice, customer);
}

fn get(desk: &mut Practice, at: &str) -> Seen {
    desk.center("GET", at, &[], &Value::Null)
}

fn many(desk: &mut Practice, count: u128) {
    for number in 0..count {
        let name = format!("Customer {number}");
        let customer = CspCustomer::new(Uuid::from_u128(100 + number), &name, "c.example");
        add(desk, customer);
    }
}

#[test]
fn a_customer_has_its_profile_and_a_tag() {
    let mut desk = Practice::new();
    let mut customer = CspCustomer::new(CUSTOMER, "Contoso", "contoso.com");
    customer.id = Uuid::from_u128(9);
    customer.delegated = true;
    add(&mut desk, customer);
    let list = get(&mut desk, "/v1/customers").json();
    assert_eq!(
        (&list["totalCount"], &list["attributes"]["objectType"]),
        (&json!(1), &json!("Collection"))
    );
    let row = &list["items"][0];
    assert_eq!(row["companyProfile"]["tenantId"], json!(CUSTOMER));
    assert_eq!(
        (&row["relationshipToPartner"], &row["allowDelegatedAccess"]),
        (&json!("reseller"), &json!(true))
    );
    assert_eq!(row["billingProfile"], Value::Null);
    let one = get(&mut desk, &format!("/v1/customers/{}", Uuid::from_u128(9))).json();
    assert!(one["billingProfile"].is_object() && one["attributes"]["etag"].is_string());
    assert_eq!(
        get(&mut desk, &format!("/v1/customers/{CUSTOMER}")).status,
        404
    );
    let contracts = desk.get("/v1.0/contracts").json();
    assert_eq!(contracts["value"].as_array().unwrap().len(), 1);
}

#[test]
fn later_pages_want_the_address_and_the_header() {
    let mut desk = Practice::new();
    many(&mut desk, 5);
    let first = get(&mut desk, "/v1/customers?size=2").json();
    assert_eq!(
        (
            &first["totalCount"],
            first["items"].as_array().unwrap().len()
        ),
        (&json!(5), 2)
    );
    let next = &first["links"]["next"];
    let uri = next["uri"].as_str().unwrap().to_owned();
    assert_eq!(uri, "/v1/customers?size=2&seekOperation=Next");
    assert_eq!(next["headers"][0]["key"], "MS-ContinuationToken");
    let token = next["headers"][0]["value"].as_str().unwrap().to_owned();
    let headers = [("MS-ContinuationToken", token.as_str())];
    let second = desk.center("GET", &uri, &headers, &Value::Null).json();
    assert_eq!(
        second["items"][0]["companyProfile"]["companyName"],
        "Customer 2"
    );
    assert_eq!(get(&mut desk, &uri).status, 400, "without the header");
    let bare = desk.center("GET", "/v1/customers?size=2", &headers, &Value::Null);
    assert_eq!(bare.status, 400, "without the address");
    let wrong = [("MS-ContinuationToken", "wrong")];
    assert_eq!(desk.center("GET", &uri, &wrong, &Value::Null).status, 400);
    let token = second["links"]["next"]["headers"][0]["value"]
        .as_str()
        .unwrap()
        .to_owned();
    let headers = [("MS-ContinuationToken", token.as_str())];
    let last = desk.center("GET", &uri, &headers, &Value::Null).json();
    assert_eq!(last["items"].as_array().unwrap().len(), 1);
    assert_eq!(last["links"]["next"], Value::Null);
    let all = get(&mut desk, "/v1/customers?size=0").json();
    assert_eq!(all["items"].as_array().unwrap().len(), 5);
    assert_eq!(get(&mut desk, "/v1/customers?size=501").status, 400);
    assert_eq!(get(&mut desk, "/v1/customers?size=x").status, 400);
}

#[test]
fn filters_know_one_operator() {
    let mut desk = Practice::new();
    add(
        &mut desk,
        CspCustomer::new(CUSTOMER, "Contoso", "contoso.com"),
    );
    add(
        &mut desk,
        CspCustomer::new(OTHER, "Fabrikam", "fabrikam.com"),
    );
    let query = |field: &str, value: &str, operator: &str| {
        let filter = json!({"Field": field, "Value": value, "Operator": operator}).to_string();
        let filter: String = form_urlencoded::byte_serialize(filter.as_bytes()).collect();
        format!("/v1/customers?size=0&filter={filter}")
    };
    let found = get(&mut desk, &query("CompanyName", "con", "starts_with")).json();
    assert_eq!(
        (&found["totalCount"], &found["items"][0]["id"]),
        (&json!(1), &json!(CUSTOMER))
    );
    let uri = found["links"]["self"]["uri"].as_str().unwrap();
    assert!(uri.starts_with("/customers?"), "{uri}");
    let found = get(&mut desk, &query("Domain", "fab", "starts_with")).json();
    assert_eq!(found["totalCount"], 1);
    assert_eq!(
        get(&mut desk, &query("Domain", "fab", "equals")).status,
        400
    );
    assert_eq!(
        get(&mut desk, &query("Country", "fab", "starts_with")).status,
        400
    );
    assert_eq!(get(&mut desk, "/v1/customers?filter=x").status, 400);
}

#[test]
fn a_customer_is_given_up_and_gone_from_the_list() {
    let mut desk = Practice::new();
    add(
        &mut desk,
        CspCustomer::new(CUSTOMER, "Contoso", "contoso.com"),
    );
    let at = format!("/v1/customers/{CUSTOMER}");
    let etag = get(&mut desk, &at).json()["attributes"]["etag"].clone();
    let body = |relationship: &str, etag: &Value| {
        let attributes = json!({"objectType": "Customer", "etag": etag});
        json!({"relationshipToPartner": relationship, "attributes": attributes})
    };
    let mut patch = |body: &Value| desk.center("PATCH", &at, &[], body);
    assert_eq!(patch(&body("reseller", &etag)).status, 400);
    assert_eq!(patch(&json!({"relationshipToPartner": "none"})).status, 400);
    assert_eq!(patch(&body("none", &json!("old"))).status, 412);
    let done = patch(&body("none", &etag));
    assert_eq!(
        (done.status, &done.json()["relationshipToPartner"]),
        (200, &json!("none"))
    );
    assert_eq!(get(&mut desk, "/v1/customers").json()["totalCount"], 0);
    assert_eq!(desk.get("/v1.0/contracts").json()["value"], json!([]));
}

fn bought(id: u128, offer: &str, desk: &Practice) -> Subscription {
    Subscription {
        id: Uuid::from_u128(id),
        offer: offer.to_owned(),
        name: "Microsoft 365 Business Premium".to_owned(),
        friendly_name: None,
        quantity: 25,
        created: desk.world.clock.now(),
        suspended: false,
        status: None,
        renews: true,
        kind: SubscriptionKind::Licences,
        term: "P1Y".to_owned(),
        cycle: "monthly".to_owned(),
        sku: Some(OTHER),
        of_others: false,
    }
}

#[test]
fn subscriptions_are_the_customers() {
    let mut desk = Practice::new();
    let mut customer = CspCustomer::new(CUSTOMER, "Contoso", "contoso.com");
    let new = bought(1, "CFQ7TTC0LCHC:0002:CFQ7TTC0MM8R", &desk);
    let old = bought(2, "031c9e47-4802-4248-838e-778fb1d2cc05", &desk);
    let ended = Subscription {
        renews: false,
        suspended: true,
        ..old.clone()
    };
    customer.subscriptions = vec![new, old, ended];
    add(&mut desk, customer);
    desk.caller = app_only(&[]);
    let at = format!("/v1/customers/{CUSTOMER}/subscriptions");
    let list = get(&mut desk, &at).json();
    assert_eq!(list["totalCount"], json!(3));
    let (new, old) = (&list["items"][0], &list["items"][1]);
    assert_eq!(
        (&new["quantity"], &new["status"]),
        (&json!(25), &json!("active"))
    );
    assert_eq!(new["productType"]["id"], "OnlineServicesNCE");
    assert_eq!(new["refundOptions"][0]["expiresAt"], "2026-06-08T08:00:00Z");
    assert_eq!(old["productType"], Value::Null);
    assert_eq!(old["termDuration"], "P1Y");
    for row in [new, old] {
        assert_eq!(row["effectiveStartDate"], "2026-06-01T00:00:00Z");
        assert_eq!(row["commitmentEndDate"], "2027-05-31T00:00:00Z");
    }
    desk.wait_days(400);
    let list = get(&mut desk, &at).json();
    assert_eq!(
        list["items"][0]["effectiveStartDate"],
        "2027-06-01T00:00:00Z"
    );
    assert_eq!(list["items"][0]["refundOptions"], json!([]));
    let ended = &list["items"][2];
    assert_eq!(ended["commitmentEndDate"], "2027-05-31T00:00:00Z");
    assert_eq!(ended["status"], "suspended");
    let nobody = format!("/v1/customers/{OTHER}/subscriptions");
    assert_eq!(get(&mut desk, &nobody).status, 404);
}

#[test]
fn what_became_of_a_subscription_is_told_to_who_administers_there() {
    let mut desk = Practice::new();
    let mut customer = CspCustomer::new(CUSTOMER, "Contoso", "contoso.com");
    customer.subscriptions = vec![bought(1, "CFQ7TTC0LCHC:0002:CFQ7TTC0MM8R", &desk)];
    add(&mut desk, customer);
    let id = Uuid::from_u128(1);
    let one = format!("/v1/customers/{CUSTOMER}/subscriptions/{id}");
    let status = format!("{one}/provisioningstatus");
    assert_eq!(get(&mut desk, &one).json()["id"], json!(id));
    assert_eq!(get(&mut desk, &status).status, 403, "no relationship");
    let relationship = desk.active("Northwind", &[READER]);
    desk.assigned(&relationship, GROUP, &[READER]);
    let told = get(&mut desk, &status).json();
    assert_eq!(told["skuId"], json!(OTHER.to_string().to_uppercase()));
    assert_eq!(
        (&told["status"], &told["quantity"]),
        (&json!("success"), &json!(25))
    );
    let unknown = format!("/v1/customers/{CUSTOMER}/subscriptions/{OTHER}");
    assert_eq!(get(&mut desk, &unknown).status, 404);
    desk.caller = app_only(&[]);
    assert_eq!(
        get(&mut desk, &status).status,
        403,
        "an app alone is not told"
    );
}

#[test]
fn rows_come_again_where_that_is_ordered() {
    let mut desk = Practice::new();
    many(&mut desk, 3);
    desk.partner().quirks.rows_again = 1;
    let first = get(&mut desk, "/v1/customers?size=2").json();
    let next = &first["links"]["next"];
    let uri = next["uri"].as_str().unwrap().to_owned();
    let token = next["headers"][0]["value"].as_str().unwrap().to_owned();
    let headers = [("MS-ContinuationToken", token.as_str())];
    let second = desk.center("GET", &uri, &headers, &Value::Null).json();
    assert_eq!(second["items"][0], first["items"][1]);
    assert_eq!(second["links"]["next"], Value::Null);
}
