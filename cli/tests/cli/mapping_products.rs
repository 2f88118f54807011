//! Products and the services that they are billed as, said at the command line.

use serde_json::json;
use tenantry_domain::cloud::vendor::{RecordFacts, Vendor};
use tenantry_support::{World, on_both_databases};

use crate::mapping_stage::Stage;
use crate::program::{OTHER_MSP, text};

on_both_databases!(
    products_are_listed_with_what_they_may_be_billed_as,
    a_product_has_one_service_or_is_ignored,
    a_product_that_is_none_is_refused
);

const PREMIUM: &str = "CFQ7TTC0LCHC:0002";
const MONTHLY: [&str; 6] = ["--sku", PREMIUM, "--term", "P1Y", "--billing", "P1M"];

fn facts(of: serde_json::Value) -> RecordFacts {
    serde_json::from_value(of).expect("facts")
}

/// Business Premium for a year, paid monthly and yearly; a service for each; and something without a sku.
async fn price_list(stage: &Stage) -> [String; 2] {
    let name = "Microsoft 365 Business Premium";
    let bought = |sku: Option<&str>, months: u16| {
        facts(json!({ "subscription": { "maker_sku": sku,
            "term": { "months": 12 }, "billing": { "months": months } } }))
    };
    let pax8 = (Vendor::Pax8, 3);
    stage
        .found(pax8, ("1", name), bought(Some(PREMIUM), 1))
        .await;
    stage
        .found(pax8, ("2", name), bought(Some(PREMIUM), 12))
        .await;
    stage
        .found(
            pax8,
            ("3", "Microsoft 365\u{202e} of ours"),
            bought(None, 1),
        )
        .await;
    let sold = |months: u16| facts(json!({ "service": { "billing": { "months": months } } }));
    let autotask = (Vendor::Autotask, 1);
    [
        stage
            .found(autotask, ("m", "M365 Business Premium monthly"), sold(1))
            .await,
        stage
            .found(autotask, ("y", "M365 Business Premium yearly"), sold(12))
            .await,
    ]
}

async fn products_are_listed_with_what_they_may_be_billed_as(world: World) {
    let stage = Stage::open(world).await;
    let [monthly, _] = price_list(&stage).await;
    stage.catch_up();
    let all = stage.json(&["products", "list"]);
    assert_eq!(all.len(), 3, "{all:?}");
    let premium = all
        .iter()
        .find(|it| it["sku"] == PREMIUM && it["billing"] == "P1M");
    let premium = premium.expect("a product");
    assert_eq!(text(&premium["suggestions"][0]["record"]), monthly);
    assert_eq!(premium["suggestions"][0]["billed_alike"], true);
    assert_eq!(premium["suggestions"][1]["billed_alike"], false);
    let plain = stage.ok(&["products", "list"]);
    for part in [
        PREMIUM,
        "P1Y",
        "maybe 0.",
        "(billed otherwise)",
        &monthly,
        "\u{fffd} of ours",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
    let first = stage.run(&["products", "list", "--first", "2", "--json"]);
    let cursor = first.err.split("--after '").nth(1).expect("there are more");
    let cursor = cursor.trim_end().trim_end_matches('\'');
    assert_eq!(
        stage.json(&["products", "list", "--after", cursor]).len(),
        1
    );
}

/// Of Business Premium for a year, paid monthly.
fn said<'a>(verb: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["products", verb], &MONTHLY[..], more].concat()
}

async fn a_product_has_one_service_or_is_ignored(world: World) {
    let stage = Stage::open(world).await;
    let [monthly, yearly] = price_list(&stage).await;
    stage.catch_up();
    let ok = |args: Vec<&str>| stage.ok(&args);
    let refused = |args: Vec<&str>, code: &str| stage.refused(&args, code);
    ok(said(
        "map",
        &["--service", &monthly, "--reason", "as it is sold"],
    ));
    refused(
        said("map", &["--service", &yearly]),
        "PRODUCT_MAPPED_ELSEWHERE",
    );
    refused(
        said("unmap", &["--service", &yearly]),
        "PRODUCT_MAPPED_ELSEWHERE",
    );
    let mapped = &stage.json(&["products", "list", "--standing", "mapped"])[0];
    assert_eq!(text(&mapped["service"]["record"]), monthly);
    assert_eq!(
        text(&mapped["service"]["name"]),
        "M365 Business Premium monthly"
    );
    assert_eq!(text(&mapped["settled_by"]), "operator ada");
    assert_eq!(
        stage
            .json(&["products", "list", "--standing", "open"])
            .len(),
        2
    );
    ok(said("unmap", &["--service", &monthly]));
    refused(said("ignore", &[]), "INVALID_TEXT");
    ok(said("ignore", &["--reason", "free of charge"]));
    refused(
        said("map", &["--service", &monthly]),
        "PRODUCT_IGNORED_BY_CHOICE",
    );
    let ignored = stage.ok(&["products", "list", "--standing", "ignored"]);
    assert!(ignored.contains("free of charge"), "{ignored}");
    let heed = ok(said("heed", &["--key", "h"]));
    assert!(heed.contains("recorded"), "{heed}");
    assert!(ok(said("heed", &["--key", "h"])).contains("replayed"));
    assert_eq!(
        stage
            .json(&["products", "list", "--standing", "open"])
            .len(),
        3
    );
}

async fn a_product_that_is_none_is_refused(world: World) {
    let stage = Stage::open(world).await;
    let [monthly, _] = price_list(&stage).await;
    let company = stage.company("Contoso").await;
    stage.catch_up();
    let map = |product: &[&str], service: &str, code: &str| {
        let asked = [&["products", "map", "--service", service], product].concat();
        stage.refused(&asked, code);
    };
    map(&[], &monthly, "PRODUCT_UNNAMED");
    map(&["--sku", " : "], &monthly, "PRODUCT_UNNAMED");
    for term in ["monthly", "P0M", "12", "other:", "P101Y"] {
        map(
            &["--sku", PREMIUM, "--term", term],
            &monthly,
            "PRODUCT_TERM_INVALID",
        );
        map(
            &["--sku", PREMIUM, "--billing", term],
            &monthly,
            "PRODUCT_TERM_INVALID",
        );
    }
    map(&MONTHLY, "x", "MALFORMED_ID");
    map(&MONTHLY, &company, "SERVICE_NOT_FOUND");
    let strange = [
        &["products", "map", "--service", &monthly],
        &MONTHLY[..],
        &["--msp", OTHER_MSP],
    ];
    stage
        .program
        .refused(&strange.concat(), 3, "SERVICE_NOT_FOUND");
    let none = stage
        .program
        .json(&["products", "list", "--msp", OTHER_MSP]);
    assert!(none.is_empty(), "{none:?}");
    // A product that nobody buys yet may be mapped all the same.
    stage.ok(&[
        "products",
        "map",
        "--name",
        "Copilot",
        "--term",
        "other:forever",
        "--service",
        &monthly,
    ]);
    let two = [&[
        "products", "ignore", "--name", "x", "--reason", "y", "--msp", "x",
    ][..]]
    .concat();
    stage.program.refused(&two, 3, "MALFORMED_ID");
}
