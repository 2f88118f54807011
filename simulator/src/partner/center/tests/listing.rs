use crate::partner::CspCustomer;
use crate::partner::center::customers::Subscription;
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

#[test]
fn subscriptions_are_the_customers() {
    let mut desk = Practice::new();
    let now = desk.world.clock.now();
    let mut customer = CspCustomer::new(CUSTOMER, "Contoso", "contoso.com");
    customer.subscriptions.push(Subscription {
        id: OTHER,
        offer: "CFQ7TTC0LCHC:0002".to_owned(),
        name: "Microsoft 365 Business Premium".to_owned(),
        quantity: 25,
        created: now,
        ends: now,
        suspended: false,
        renews: true,
    });
    add(&mut desk, customer);
    desk.caller = app_only(&[]);
    let list = get(
        &mut desk,
        &format!("/v1/customers/{CUSTOMER}/subscriptions"),
    )
    .json();
    assert_eq!(
        (&list["totalCount"], &list["items"][0]["quantity"]),
        (&json!(1), &json!(25))
    );
    assert_eq!(list["items"][0]["status"], "active");
    assert_eq!(
        get(&mut desk, &format!("/v1/customers/{OTHER}/subscriptions")).status,
        404
    );
}
