//! Many records at once: nothing is accepted that nobody looked at, and what leaves no doubt is linked.

use serde_json::Value;
use tenantry_domain::cloud::vendor::Vendor;
use tenantry_domain::ids::MspId;
use tenantry_domain::settings::{
    ChangeSettings, Settings, SettingsChanges, SettingsCommand, SyncChanges,
};
use tenantry_engine::commands::Request;
use tenantry_support::customers::ada;
use tenantry_support::{World, on_both_databases};

use crate::gate::granted;
use crate::mapping_stage::{Stage, connection};
use crate::program::{MSP, OTHER_MSP, text};

on_both_databases!(
    what_a_preview_showed_is_accepted,
    nothing_is_accepted_that_was_not_shown,
    what_somebody_parted_is_left,
    what_leaves_no_doubt_is_linked,
    what_the_settings_forbid_is_not_linked,
    readiness_says_what_is_missing
);

/// Customers, and a company of almost the same name for each.
async fn misspelled(stage: &Stage) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, wrong) in [
        ("Woodgrove Bank", "Woodgorve Bank"),
        ("Lamna Healthcare", "Lamna Helthcare"),
        ("Proseware Dental", "Prosware Dental"),
    ] {
        let customer = stage.customer(name);
        pairs.push((stage.company(wrong).await, customer));
    }
    pairs.sort_unstable();
    pairs
}

#[track_caller]
fn previewed(stage: &Stage, more: &[&str]) -> Value {
    let asked = [&["mapping", "preview", "--above", "0.8"], more].concat();
    stage.json(&asked).remove(0)
}

async fn what_a_preview_showed_is_accepted(world: World) {
    let stage = Stage::open(world).await;
    let pairs = misspelled(&stage).await;
    stage.company("Quite Another Company").await;
    // The tables are brought up to the ledger: nobody follows it here.
    let preview = previewed(&stage, &[]);
    assert_eq!(preview["count"], 3, "{preview}");
    let shown = preview["items"].as_array().expect("a list").iter();
    let shown: Vec<_> = shown
        .map(|it| {
            (
                text(&it["record"]).to_owned(),
                text(&it["customer"]).to_owned(),
            )
        })
        .collect();
    assert_eq!(shown, pairs);
    let page = previewed(&stage, &["--first", "2"]);
    let next = text(&page["next"]).to_owned();
    assert_eq!(
        (&page["token"], page["items"].as_array().map(Vec::len)),
        (&preview["token"], Some(2))
    );
    let rest = previewed(&stage, &["--first", "2", "--after", &next]);
    assert_eq!(rest["items"][0]["record"], preview["items"][2]["record"]);
    assert!(rest["next"].is_null());

    let token = text(&preview["token"]);
    let plain = stage.ok(&["mapping", "preview", "--above", "0.8"]);
    for part in [
        "Woodgorve Bank",
        "Woodgrove Bank",
        "name 0.",
        token,
        "3 would be linked",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
    let last = plain.lines().last().expect("what to do");
    let accept: Vec<&str> = last.trim_start_matches("→ tenantry ").split(' ').collect();
    let asked = stage.program.json(&accept).remove(0);
    let changes = asked["changes"].as_array().expect("what would change");
    assert!(
        changes.iter().any(|it| text(&it["after"]["text"]) == token),
        "{asked}"
    );
    for (record, _) in &pairs {
        assert_eq!(stage.whose(record), None, "nothing changed yet");
    }
    granted(stage.world(), &stage.program, &asked).await;
    for (record, customer) in &pairs {
        assert_eq!(stage.whose(record).as_ref(), Some(customer));
        let step = &stage.json(&["records", "history", record])[0];
        assert_eq!(text(&step["how"]), "bulk");
        assert_eq!(step["above"], 0.8);
    }
    // What was accepted is not what would be linked now.
    let before = stage.program.ledger();
    stage.program.refused(&accept, 3, "PREVIEW_STALE");
    // Asked twice: in words and in JSON.
    let codes = ["PREVIEW_STALE"; 2];
    stage.program.only_refused(&before, MSP, &codes);
}

async fn nothing_is_accepted_that_was_not_shown(world: World) {
    let stage = Stage::open(world).await;
    misspelled(&stage).await;
    let preview = previewed(&stage, &[]);
    let token = text(&preview["token"]);
    let elsewhere = connection(2).to_string();
    for more in [
        &["--above", "0.7"][..],
        &["--above", "0.8", "--connection", &elsewhere],
    ] {
        let asked = [&["mapping", "accept", token, "--reason", "x"], more].concat();
        stage.refused(&asked, "PREVIEW_STALE");
    }
    stage.refused(
        &[
            "mapping", "accept", "guessed", "--above", "0.8", "--reason", "x",
        ],
        "PREVIEW_STALE",
    );
    let accept = [
        "mapping", "accept", token, "--above", "0.8", "--reason", "x",
    ];
    let other = [&accept[..], &["--msp", OTHER_MSP]].concat();
    stage.program.refused(&other, 3, "PREVIEW_STALE");
    assert_eq!(stage.run(&["mapping", "accept", "--above", "0.8"]).exit, 2);
    assert_eq!(stage.run(&["mapping", "preview"]).exit, 2);
    assert_eq!(stage.run(&["mapping", "preview", "--above", "80"]).exit, 2);
    let malformed = ["mapping", "preview", "--above", "0.8", "--connection", "x"];
    stage.refused(&malformed, "MALFORMED_ID");
    // One more waits: the list is another one.
    stage.customer("Tailspin Toys");
    stage.company("Tailspn Toys").await;
    stage.refused(&accept, "PREVIEW_STALE");
    assert_eq!(previewed(&stage, &[])["count"], 4);
    assert_eq!(
        stage.json(&["mapping", "preview", "--above", "1"])[0]["count"],
        0
    );
}

async fn what_somebody_parted_is_left(world: World) {
    let stage = Stage::open(world).await;
    let pairs = misspelled(&stage).await;
    let (record, customer) = &pairs[0];
    stage.link(record, customer);
    stage.ok(&["records", "unlink", record, "--customer", customer]);
    let preview = previewed(&stage, &[]);
    let accept = [
        "mapping",
        "accept",
        text(&preview["token"]),
        "--above",
        "0.8",
    ];
    let asked = stage.json(&[&accept[..], &["--reason", "looked through"]].concat());
    granted(stage.world(), &stage.program, &asked[0]).await;
    assert_eq!(stage.whose(record), None);
    for (record, customer) in &pairs[1..] {
        assert_eq!(stage.whose(record).as_ref(), Some(customer));
    }
}

async fn what_leaves_no_doubt_is_linked(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso Ltd");
    let fabrikam = stage.customer("Fabrikam");
    let record = stage.company("CONTOSO, Ltd.").await;
    let twice = [
        stage.company("Fabrikam").await,
        stage.company("Fabrikam").await,
    ];
    stage.catch_up();
    let told = stage.ok(&["records", "suggest", &record]);
    assert!(
        told.contains("Without doubt Contoso Ltd") && told.contains("the same name"),
        "{told}"
    );
    let done = &stage.json(&["mapping", "certain"])[0];
    assert_eq!(done["allowed"], true);
    assert_eq!(text(&done["linked"][0]["record"]), record);
    assert_eq!(text(&done["linked"][0]["customer"]), contoso);
    assert_eq!(
        done["contested"].as_array().map(Vec::len),
        Some(2),
        "{done}"
    );
    assert_eq!(stage.whose(&twice[0]), None);
    // What somebody parted is left to people.
    stage.ok(&["records", "unlink", &record, "--customer", &contoso]);
    let told = stage.ok(&["mapping", "certain"]);
    assert!(told.contains("RECORD_UNLINKED_BY_CHOICE"), "{told}");
    assert!(told.contains("0 linked, 1 left, 2 contested"), "{told}");
    stage.link(&twice[0], &fabrikam);
}

async fn what_the_settings_forbid_is_not_linked(world: World) {
    let engine = world.engine().await;
    let stage = Stage::open(world).await;
    let changes = SettingsChanges {
        sync: SyncChanges {
            link_certain: Some(false),
            ..SyncChanges::default()
        },
        ..SettingsChanges::default()
    };
    let msp: MspId = MSP.parse().expect("an id");
    let request = Request::<Settings> {
        msp,
        id: msp.to_string(),
        command: SettingsCommand::Change(ChangeSettings { changes }),
        context: ada(),
    };
    engine.execute(request).await.expect("recorded");
    stage.customer("Contoso");
    let record = stage.company("Contoso").await;
    let answer = stage.run(&["mapping", "certain"]);
    assert_eq!(answer.exit, 0, "{answer:?}");
    assert!(answer.err.contains("settings say"), "{answer:?}");
    assert_eq!(stage.json(&["mapping", "certain"])[0]["allowed"], false);
    assert_eq!(stage.whose(&record), None);
}

async fn readiness_says_what_is_missing(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso");
    let (site, company) = (stage.site("Contoso").await, stage.company("Contoso").await);
    stage.link(&site, &contoso);
    stage.catch_up();
    let answer = stage.run(&["mapping", "readiness"]);
    assert_eq!(answer.exit, 1, "{answer:?}");
    assert!(
        answer.out.contains("records link") && answer.out.contains("products map"),
        "{answer:?}"
    );
    stage.link(&company, &contoso);
    let facts = serde_json::from_str("{\"service\":{}}");
    let place = (Vendor::Autotask, 1);
    let service = stage.found(place, ("7", "M365"), facts.expect("a service"));
    let service = service.await;
    stage.ok(&["products", "map", "--name", "M365", "--service", &service]);
    stage.catch_up();
    let ready = &stage.json(&["mapping", "readiness"])[0];
    assert_eq!(
        (&ready["ready"], &ready["customers_mapped"]),
        (&true.into(), &1.into())
    );
    assert_eq!(stage.run(&["mapping", "readiness"]).exit, 0);
    let other = stage
        .program
        .run(&["mapping", "readiness", "--msp", OTHER_MSP]);
    assert_eq!(other.exit, 1, "{other:?}");
}
