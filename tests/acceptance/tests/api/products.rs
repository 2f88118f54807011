//! What products are billed as, and whether that is enough to go on.

use serde_json::{Value, json};
use tenantry_domain::cloud::vendor::{
    Product as Listed, RecordFacts, Service, Subscription, Term, Vendor,
};
use tenantry_domain::role::Role;
use tenantry_support::{World, on_both_databases};

use crate::client::Client;
use crate::found::{Finder, place, wish};
use crate::house::House;
use crate::mapping::tell;

on_both_databases!(
    products_of_one_cycle_are_shown_with_services_of_the_same,
    what_others_make_is_not_listed,
    a_product_is_billed_as_one_service_or_as_none,
    bad_wishes_about_products_are_answered_with_their_code,
    one_customer_and_one_product_are_enough_to_go_on,
);

const PREMIUM: &str = "CFQ7TTC0LCHC:0002";

const LIST: &str =
    "query($f: Int, $a: String, $w: ProductFilter) { products(first: $f, after: $a, filter: $w) {
    edges { node { sku name term { kind months } billing { kind months } standing reason settledBy
        service { id name gone } suggestions { name score billedAlike service { id name } } } }
    pageInfo { hasNextPage endCursor } } }";

async fn ask(client: &Client, field: &str, fields: Value) -> Value {
    let input = format!("{}{}Input", field[..1].to_uppercase(), &field[1..]);
    let query = format!(
        "mutation($i: {input}!) {{ {field}(input: $i) {{ product {{ sku standing reason settledBy
            service {{ id serviceId name }} billing {{ months }} }} receipt {{ outcome }}
            userErrors {{ code message path service by at }} }} }}"
    );
    client.data(&query, wish(fields)).await[field].clone()
}

fn premium(months: i32) -> Value {
    let months = json!({ "kind": "MONTHS", "months": months });
    let year = json!({ "kind": "MONTHS", "months": 12 });
    json!({ "sku": PREMIUM, "term": year, "billing": months })
}

/// Business Premium is bought monthly and yearly, and sold both ways.
async fn stocked(finder: &Finder<'_>) -> [String; 2] {
    for (id, billing) in [
        ("m", Term::MONTHLY),
        ("n", Term::MONTHLY),
        ("y", Term::YEARLY),
    ] {
        let facts = RecordFacts::Subscription(Subscription {
            maker_sku: Some(format!("{PREMIUM}:CFQ7TTC0K971")),
            term: Some(Term::YEARLY),
            billing: Some(billing),
            ..Subscription::default()
        });
        let name = "Microsoft 365 Business Premium";
        finder.record(Vendor::Pax8, 2, id, name, facts).await;
    }
    let mut services = Vec::new();
    for (id, billing) in [("monthly", Term::MONTHLY), ("yearly", Term::YEARLY)] {
        let facts = RecordFacts::Service(Service {
            billing: Some(billing),
            ..Service::default()
        });
        let name = format!("M365 Business Premium {id}");
        services.push(finder.record(Vendor::Autotask, 1, id, &name, facts).await);
    }
    services.try_into().unwrap()
}

async fn products_of_one_cycle_are_shown_with_services_of_the_same(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    stocked(&finder).await;
    let first = tech.data(LIST, json!({ "f": 1 })).await["products"].clone();
    assert_eq!(first["pageInfo"]["hasNextPage"], true, "{first:#}");
    let after = first["pageInfo"]["endCursor"].clone();
    let second = tech.data(LIST, json!({ "f": 1, "a": after })).await["products"].clone();
    assert_eq!(second["pageInfo"]["hasNextPage"], false, "{second:#}");
    let nodes = [&first["edges"][0]["node"], &second["edges"][0]["node"]];
    for node in nodes {
        assert_eq!(
            (&node["sku"], &node["standing"]),
            (&json!(PREMIUM), &json!("OPEN"))
        );
        let best = &node["suggestions"][0];
        let wanted = if node["billing"]["months"] == 1 {
            "monthly"
        } else {
            "yearly"
        };
        assert!(best["name"].as_str().unwrap().ends_with(wanted), "{node:#}");
        assert_eq!(best["billedAlike"], true);
    }
    assert_ne!(nodes[0]["billing"], nodes[1]["billing"]);
    house.end().await;
}

/// What was bought: of which vendor, the product and its own number there, whether the vendor says that
/// Microsoft makes it, and what it is called.
type Bought = (
    Vendor,
    u128,
    &'static str,
    Option<&'static str>,
    Option<bool>,
    &'static str,
);

#[rustfmt::skip]
const BOUGHT: [Bought; 7] = [
    (Vendor::Pax8, 2, "premium", None, None, "Business Premium"),
    (Vendor::Pax8, 2, "mail", Some("PP-A"), None, "Email Security"),
    (Vendor::StreamOne, 3, "basic", None, None, "Business Basic"),
    (Vendor::StreamOne, 3, "firewall", Some("FG-60F"), None, "Firewall"),
    (Vendor::StreamOne, 3, "unlisted", Some("CFQ7TTC0LH16:0001"), None, "Exchange"),
    (Vendor::PartnerCenter, 4, "a", Some("CFQ7TTC0LFLX:0001"), Some(true), "Our E3"),
    (Vendor::PartnerCenter, 4, "b", Some("DZH318Z0BQ3Q:0001"), Some(false), "Backup"),
];

async fn several_makers(finder: &Finder<'_>) {
    let text = |text: &str| Some(text.to_owned());
    for (vendor, place, id, maker) in [
        (Vendor::Pax8, 2, "premium", "Microsoft"),
        (Vendor::Pax8, 2, "mail", "Proofpoint"),
        (Vendor::StreamOne, 3, "basic", "Microsoft CSP"),
        (Vendor::StreamOne, 3, "firewall", "Fortinet"),
    ] {
        let facts = RecordFacts::Product(Listed {
            vendor: text(maker),
            ..Listed::default()
        });
        finder.record(vendor, place, id, id, facts).await;
    }
    for (vendor, place, product, sku, of_microsoft, name) in BOUGHT {
        let facts = RecordFacts::Subscription(Subscription {
            product: text(product),
            maker_sku: sku.map(str::to_owned),
            of_microsoft,
            ..Subscription::default()
        });
        finder.record(vendor, place, name, name, facts).await;
    }
}

/// However a vendor says for whom it sells.
async fn what_others_make_is_not_listed(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    several_makers(&Finder::at(&house, tech.msp)).await;
    let query = "query($p: Position) { products(atLeast: $p) { edges { node { name } } } }";
    let ask = async || {
        let known = json!({ "p": tech.head().await });
        let told = tech.data(query, known).await["products"]["edges"].clone();
        let edges = told.as_array().unwrap().iter();
        let names: Vec<String> = edges.map(|it| it["node"]["name"].to_string()).collect();
        names
    };
    let mut names = ask().await;
    names.sort();
    let wanted = ["Business Basic", "Business Premium", "Exchange", "Our E3"];
    assert_eq!(names, wanted.map(|it| format!("{it:?}")));
    // Asked again nothing is read again.
    let before = house.projections.reads();
    assert_eq!(ask().await.len(), 4);
    assert_eq!(house.projections.reads(), before);
    house.end().await;
}

async fn a_product_is_billed_as_one_service_or_as_none(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let [monthly, yearly] = stocked(&finder).await;
    let mapped = ask(
        &tech,
        "productMap",
        json!({ "product": premium(1), "service": monthly }),
    )
    .await;
    assert_eq!(mapped["userErrors"], json!([]), "{mapped:#}");
    assert_eq!(mapped["product"]["standing"], "MAPPED");
    assert_eq!(mapped["product"]["service"]["serviceId"], "monthly");
    let again = ask(
        &tech,
        "productMap",
        json!({ "product": premium(1), "service": monthly }),
    )
    .await;
    assert_eq!(again["receipt"]["outcome"], "ALREADY_DONE");
    let grace = house.somebody_of(tech.msp, Role::Tech).await;
    let other = ask(
        &grace,
        "productMap",
        json!({ "product": premium(1), "service": yearly }),
    )
    .await;
    let error = &other["userErrors"][0];
    assert_eq!(error["code"], "PRODUCT_MAPPED_ELSEWHERE");
    assert_eq!(error["service"], mapped["product"]["service"]["id"]);
    assert_eq!(error["by"], mapped["product"]["settledBy"]);

    let some = tech
        .data(LIST, json!({ "w": { "standing": "MAPPED" } }))
        .await["products"]
        .clone();
    assert_eq!(some["edges"].as_array().unwrap().len(), 1);
    let node = &some["edges"][0]["node"];
    assert_eq!(node["service"]["name"], "M365 Business Premium monthly");
    assert_eq!(node["service"]["gone"], false);
    assert_eq!(node["suggestions"], json!([]));

    let unmapped = ask(
        &tech,
        "productUnmap",
        json!({ "product": premium(1), "service": monthly }),
    )
    .await;
    assert_eq!(unmapped["product"]["standing"], "OPEN");
    let ignored = json!({ "product": premium(1), "reason": "given away" });
    let ignored = ask(&tech, "productIgnore", ignored).await;
    assert_eq!(ignored["product"]["reason"], "given away");
    let refused = ask(
        &tech,
        "productMap",
        json!({ "product": premium(1), "service": monthly }),
    )
    .await;
    assert_eq!(
        refused["userErrors"][0]["code"],
        "PRODUCT_IGNORED_BY_CHOICE"
    );
    let heeded = ask(&tech, "productHeed", json!({ "product": premium(1) })).await;
    assert_eq!(heeded["product"]["standing"], "OPEN");
    house.end().await;
}

async fn bad_wishes_about_products_are_answered_with_their_code(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let [monthly, _] = stocked(&finder).await;
    let account = finder.account(Vendor::Autotask, 1, "1", "Contoso").await;
    let term = |term: Value| json!({ "name": "A", "term": term });
    for (product, service, code) in [
        (json!({}), &monthly, "PRODUCT_UNNAMED"),
        (
            json!({ "name": " ", "sku": ":" }),
            &monthly,
            "PRODUCT_UNNAMED",
        ),
        (
            term(json!({ "kind": "MONTHS" })),
            &monthly,
            "PRODUCT_TERM_INVALID",
        ),
        (
            term(json!({ "kind": "MONTHS", "months": 0 })),
            &monthly,
            "PRODUCT_TERM_INVALID",
        ),
        (
            term(json!({ "kind": "OTHER", "words": "" })),
            &monthly,
            "PRODUCT_TERM_INVALID",
        ),
        (premium(1), &account, "SERVICE_NOT_FOUND"),
        (premium(1), &place(9), "SERVICE_NOT_FOUND"),
        (premium(1), &"x".to_owned(), "NODE_ID_MALFORMED"),
    ] {
        let told = ask(
            &tech,
            "productMap",
            json!({ "product": product, "service": service }),
        )
        .await;
        assert_eq!(told["userErrors"][0]["code"], code, "{told:#}");
        assert_eq!(told["product"], Value::Null);
    }
    house.end().await;
}

async fn one_customer_and_one_product_are_enough_to_go_on(world: World) {
    let house = House::on(world).await;
    let tech = house.somebody(Role::Tech).await;
    let finder = Finder::at(&house, tech.msp);
    let ready = "query($p: Position) { mappingReadiness(atLeast: $p) {
        ready customersMapped productsMapped missing { kind text } } }";
    let told = tech.data(ready, json!({})).await["mappingReadiness"].clone();
    assert_eq!(told["ready"], false);
    assert_eq!(told["missing"][0]["kind"], "CUSTOMER");
    assert_eq!(told["missing"][1]["kind"], "PRODUCT");
    let [monthly, _] = stocked(&finder).await;
    let (contoso, _) = tech.register("Contoso").await;
    let company = finder.account(Vendor::Autotask, 1, "1", "Contoso").await;
    tell(
        &tech,
        "recordLink",
        json!({ "record": company, "customer": contoso }),
    )
    .await;
    ask(
        &tech,
        "productMap",
        json!({ "product": premium(1), "service": monthly }),
    )
    .await;
    let told =
        tech.data(ready, json!({ "p": tech.head().await })).await["mappingReadiness"].clone();
    let enough = json!({ "ready": true, "customersMapped": 1, "productsMapped": 1, "missing": [] });
    assert_eq!(told, enough);
    // Nobody else's.
    let other = house.somebody(Role::Tech).await;
    assert_eq!(
        other.data(ready, json!({})).await["mappingReadiness"]["ready"],
        false
    );
    assert_eq!(
        other.data(LIST, json!({})).await["products"]["edges"],
        json!([])
    );
    house.end().await;
}
