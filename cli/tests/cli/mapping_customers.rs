//! Customers with what vendors have of them: shown, made, merged, parted and split at the command line.

use tenantry_support::{World, on_both_databases};

use crate::mapping_stage::Stage;
use crate::program::{OTHER_MSP, text};

on_both_databases!(
    a_customer_is_shown_with_all_its_records,
    customers_are_made_from_records,
    two_customers_become_one_and_two_again,
    a_merger_that_cannot_be_is_refused,
    a_customer_is_split
);

const NOBODY: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8aee";

async fn a_customer_is_shown_with_all_its_records(world: World) {
    let stage = Stage::open(world).await;
    stage.account(1, "Autotask of Northwind", true).await;
    let contoso = stage.customer("Contoso");
    let (company, site) = (
        stage.company("Contoso Ltd").await,
        stage.site("Contoso main").await,
    );
    stage.link(&company, &contoso);
    stage.link(&site, &contoso);
    stage.catch_up();
    let shown = &stage.json(&["customers", "show", &contoso])[0];
    assert_eq!(text(&shown["name"]), "Contoso");
    let records = shown["records"].as_array().expect("a list");
    assert_eq!(records.len(), 2);
    assert_eq!(text(&records[0]["vendor"]), "autotask");
    assert_eq!(text(&records[0]["link"]["how"]), "by person");
    assert_eq!(text(&records[0]["mapped_by"]), "operator ada");
    assert_eq!(
        text(&records[0]["source"]["code"]),
        "VENDOR_CREDENTIALS_INVALID"
    );
    assert!(
        records[1]["source"].is_null(),
        "no account of its own: {shown}"
    );
    let plain = stage.ok(&["customers", "show", &contoso]);
    for part in [
        "Contoso Ltd",
        "datto-rmm",
        "operator ada",
        "stale since",
        "chosen",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
    stage.refused(&["customers", "show", NOBODY], "CUSTOMER_NOT_FOUND");
    stage.refused(&["customers", "show", "contoso"], "MALFORMED_ID");
    let strange = ["customers", "show", &contoso, "--msp", OTHER_MSP];
    stage.program.refused(&strange, 3, "CUSTOMER_NOT_FOUND");
}

async fn customers_are_made_from_records(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso");
    let (one, two) = (
        stage.company("Fabrikam").await,
        stage.company("Contoso").await,
    );
    let strangers = stage.strangers("Adatum").await;
    let planned = stage.json(&[
        "customers",
        "from-record",
        &one,
        &two,
        &strangers,
        "--preview",
    ]);
    assert_eq!(text(&planned[0]["name"]), "Fabrikam");
    assert_eq!(text(&planned[1]["certain"]["customer"]), contoso);
    assert_eq!(text(&planned[2]["code"]), "RECORD_NOT_FOUND");
    let plain = stage.ok(&["customers", "from-record", &one, &two, "--preview"]);
    assert!(
        plain.contains("is Contoso already: the same name"),
        "{plain}"
    );
    assert_eq!(stage.whose(&one), None);

    let from = ["customers", "from-record", &one, "--name", "Fabrikam Foods"];
    let made = &stage.json(&from)[0];
    let customer = text(&made["customer"]).to_owned();
    assert_eq!(stage.whose(&one), Some(customer.clone()));
    let again = &stage.json(&["customers", "from-record", &one])[0];
    assert_eq!(
        (text(&again["customer"]), text(&again["outcome"])),
        (&*customer, "already done")
    );
    stage.catch_up();
    let shown = stage.ok(&["customers", "show", &customer]);
    assert!(
        shown.contains("Fabrikam Foods") && shown.contains("vendor_record"),
        "{shown}"
    );

    stage.refused(
        &["customers", "from-record", &strangers],
        "RECORD_NOT_FOUND",
    );
    stage.refused(&["customers", "from-record", "x"], "MALFORMED_ID");
    let both = ["customers", "from-record", &one, &two, "--name", "One"];
    assert_eq!(stage.run(&both).exit, 2);
    let many = stage.run(&["customers", "from-record", &two, &strangers]);
    assert_eq!(many.exit, 1, "{many:?}");
    assert!(
        many.out.contains("RECORD_NOT_FOUND") && many.out.contains("recorded"),
        "{many:?}"
    );
    let taken = ["records", "link", &one, "--customer", &contoso];
    stage.refused(&taken, "RECORD_LINKED_ELSEWHERE");
}

async fn two_customers_become_one_and_two_again(world: World) {
    let stage = Stage::open(world).await;
    let (contoso, twin) = (stage.customer("Contoso"), stage.customer("Contoso twin"));
    let (company, site) = (stage.company("Contoso").await, stage.site("Contoso").await);
    stage.link(&company, &contoso);
    stage.link(&site, &twin);
    let merge = [
        "customers",
        "merge",
        &twin,
        "--into",
        &contoso,
        "--key",
        "m",
    ];
    let merged = &stage.json(&[&merge[..], &["--reason", "the same"]].concat())[0];
    assert_eq!(text(&merged["records"][0]), site);
    assert_eq!(stage.whose(&site).as_ref(), Some(&contoso));
    let again = &stage.json(&[&merge[..], &["--reason", "the same"]].concat())[0];
    assert_eq!(text(&again["outcome"]), "replayed");
    stage.catch_up();
    let shown = &stage.json(&["customers", "show", &twin])[0];
    assert_eq!(
        (text(&shown["status"]), text(&shown["merged_into"])),
        ("merged", &*contoso)
    );
    let history = stage.ok(&["records", "history", &site]);
    assert!(history.contains("merged from Contoso twin"), "{history}");

    let parted = stage.ok(&["customers", "part", &twin]);
    assert!(
        parted.contains("1 records and 0 tenants changed hands"),
        "{parted}"
    );
    assert_eq!(stage.whose(&site).as_ref(), Some(&twin));
    assert_eq!(stage.whose(&company).as_ref(), Some(&contoso));
}

async fn a_merger_that_cannot_be_is_refused(world: World) {
    let stage = Stage::open(world).await;
    let (contoso, twin) = (stage.customer("Contoso"), stage.customer("Contoso twin"));
    let (one, two) = (
        stage.company("Contoso").await,
        stage.company("Contoso twin").await,
    );
    stage.link(&one, &contoso);
    stage.link(&two, &twin);
    let merge = |from: &str, into: &str, code: &str| {
        stage.refused(&["customers", "merge", from, "--into", into], code);
    };
    merge(&twin, &contoso, "MERGE_SEAT_TAKEN");
    merge(&contoso, &contoso, "CUSTOMER_MERGE_SELF");
    merge(NOBODY, &contoso, "CUSTOMER_NOT_FOUND");
    merge(&contoso, NOBODY, "CUSTOMER_NOT_FOUND");
    merge("x", &contoso, "MALFORMED_ID");
    merge(&contoso, "x", "MALFORMED_ID");
    stage.refused(&["customers", "part", NOBODY], "CUSTOMER_NOT_FOUND");
    stage.refused(&["customers", "part", "x"], "MALFORMED_ID");
    let strange = [
        "customers",
        "merge",
        &twin,
        "--into",
        &contoso,
        "--msp",
        OTHER_MSP,
    ];
    stage.program.refused(&strange, 3, "CUSTOMER_NOT_FOUND");
    assert_eq!(stage.whose(&two).as_ref(), Some(&twin));
}

async fn a_customer_is_split(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso");
    let (main, branch) = (
        stage.site("Contoso").await,
        stage.site("Contoso West").await,
    );
    let other = stage.site("Fabrikam").await;
    stage.link(&main, &contoso);
    stage.link(&branch, &contoso);
    let split = [
        "customers",
        "split",
        &contoso,
        &branch,
        "--name",
        "Contoso West",
    ];
    let off = &stage.json(&split)[0];
    let west = text(&off["customer"]).to_owned();
    assert_eq!(text(&off["records"][0]), branch);
    assert_eq!(stage.whose(&branch).as_ref(), Some(&west));
    assert_eq!(stage.whose(&main).as_ref(), Some(&contoso));
    // Once more: it is the same customer, and nothing changes hands.
    let told = stage.ok(&split);
    assert!(told.contains(&west) && told.contains("0 records"), "{told}");
    for (record, name, code) in [
        (&other, "X", "RECORD_NOT_LINKED"),
        (&branch, "", "INVALID_TEXT"),
    ] {
        stage.refused(
            &["customers", "split", &contoso, record, "--name", name],
            code,
        );
    }
    stage.refused(
        &["customers", "split", NOBODY, &branch, "--name", "X"],
        "CUSTOMER_NOT_FOUND",
    );
    assert_eq!(
        stage
            .run(&["customers", "split", &contoso, "--name", "X"])
            .exit,
        2
    );
}
