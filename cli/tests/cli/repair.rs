//! Foreseeing, looking after and repairing, from outside: on simulated clouds, a process at a time.

use std::time::Duration;

use serde_json::Value;
use tenantry_simulator::Order;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::partner::Stand;
use crate::program::{Answer, CUSTOMER, MSP, text};
use crate::work::{TEMPLATE, begin, ok, ready, relationship, until_active, until_idle};

/// With a group that nobody has.
const ELSEWHERE: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8a52";
const RELATIONSHIP: &str = "relationship";

on_both_databases!(
    a_dry_run_says_what_comes_and_creates_nothing,
    what_is_in_the_way_is_said_before,
    what_was_taken_away_is_found_and_put_right,
    what_cannot_be_reached_is_told_with_its_code,
);

fn foresee(stand: &Stand, tenant: Uuid, template: &str, more: &[&str]) -> Answer {
    let tenant = tenant.to_string();
    let ask = ["onboardings", "dry-run", "--customer", CUSTOMER];
    let what = ["--tenant", &tenant, "--template", template, "--msp", MSP];
    stand.run(&[&ask[..], &what, more].concat(), "")
}

fn forecast(answer: &Answer) -> Value {
    let mut documents = answer.documents();
    assert!(!documents.is_empty(), "{answer:?}");
    documents.remove(0)
}

fn drift(stand: &Stand, which: &[&str]) -> Answer {
    stand.run(
        &[&["onboardings", "drift", "--msp", MSP][..], which].concat(),
        "",
    )
}

fn repair(stand: &Stand, tenant: Uuid, more: &[&str]) -> Answer {
    let tenant = tenant.to_string();
    let ask = ["onboardings", "repair", &tenant, "--msp", MSP, "--json"];
    stand.run(&[&ask[..], more].concat(), "")
}

#[track_caller]
fn refused(answer: &Answer, exit: i32, code: &str) {
    assert_eq!(answer.exit, exit, "{answer:?}");
    assert!(answer.err.contains(code), "{code} in {answer:?}");
}

fn codes(answer: &Answer) -> Vec<String> {
    let documents = answer.documents();
    let findings = documents
        .iter()
        .flat_map(|it| it["findings"].as_array().cloned().unwrap_or_default());
    findings.map(|it| text(&it["code"]).to_owned()).collect()
}

/// The events of a tenant's onboardings, by their names.
pub(crate) fn told(stand: &Stand, tenant: Uuid) -> Vec<String> {
    let stream = format!("onboarding/{tenant}");
    let shown = ok(stand, &["ledger", "show", &stream, "--json"]).documents();
    let events = shown[0]["events"].as_array().cloned().unwrap_or_default();
    let names = events
        .iter()
        .map(|event| text(&event["event_type"]).to_owned());
    names.collect()
}

/// A tenant that was brought under management.
pub(crate) async fn in_place(world: &World) -> (Stand, Uuid) {
    let stand = ready(world).await;
    let tenant = begin(&stand, "Fabrikam");
    assert_eq!(until_idle(&stand).exit, 0);
    let one = relationship(&stand, tenant);
    stand.control().approve(&one, tenant).expect("approved");
    until_active(&stand, tenant);
    (stand, tenant)
}

async fn a_dry_run_says_what_comes_and_creates_nothing(world: World) {
    let stand = ready(&world).await;
    let tenant = stand.scenario.tenant_id("Fabrikam");
    let before = (stand.program.ledger(), stand.control().deeds().len());
    let plain = foresee(&stand, tenant, TEMPLATE, &[]);
    assert_eq!(plain.exit, 0, "{plain:?}");
    for part in [
        "Fabrikam",
        "held by       nobody",
        "create    relationship",
        "reuse     group         M365 GDAP Global Reader",
        "create    assignment    1 roles for M365 GDAP Global Reader",
    ] {
        assert!(plain.out.contains(part), "{part} in {plain:?}");
    }
    let seen = forecast(&foresee(&stand, tenant, TEMPLATE, &["--json"]));
    assert_eq!(seen["start"], "begins", "{seen}");
    assert!(seen[RELATIONSHIP]["create"]["name"].is_string(), "{seen}");
    assert_eq!(seen["blocked"], serde_json::json!([]), "{seen}");
    let after = (stand.program.ledger(), stand.control().deeds().len());
    assert_eq!(after, before, "it only looked");

    begin(&stand, "Fabrikam");
    assert_eq!(until_idle(&stand).exit, 0);
    let seen = forecast(&foresee(&stand, tenant, TEMPLATE, &["--json"]));
    assert_eq!(seen["start"], "under_way", "{seen}");
    assert!(seen[RELATIONSHIP]["adopt"]["id"].is_string(), "{seen}");
}

async fn what_is_in_the_way_is_said_before(world: World) {
    let stand = ready(&world).await;
    let define = ["templates", "define", "Elsewhere", "--id", ELSEWHERE];
    let roles = [
        "Global Reader=Nobody has this",
        "Application Administrator=Nor this",
    ];
    let wanted = ["--role", roles[0], "--role", roles[1]];
    let wanted = [&define[..], &wanted, &["--refuse-missing-groups"]].concat();
    ok(&stand, &wanted);
    let tenant = stand.scenario.tenant_id("Fabrikam");
    let plain = foresee(&stand, tenant, ELSEWHERE, &[]);
    assert_eq!(plain.exit, 1, "{plain:?}");
    for part in ["refuse    group", "GROUP_MISSING", "what to do: "] {
        assert!(plain.out.contains(part), "{part} in {plain:?}");
    }
    let seen = foresee(&stand, tenant, ELSEWHERE, &["--json"]);
    assert_eq!(seen.exit, 1, "{seen:?}");
    let blocked = forecast(&seen)["blocked"].clone();
    assert_eq!(blocked[0]["code"], "GROUP_MISSING", "{blocked}");
    let nothing = stand.control().relationships_ever_created_for(tenant);
    assert!(nothing.is_empty(), "{nothing:?}");
}

async fn what_was_taken_away_is_found_and_put_right(world: World) {
    let (stand, tenant) = in_place(&world).await;
    let one = relationship(&stand, tenant);
    let who = tenant.to_string();
    let well = drift(&stand, &[]);
    assert_eq!(well.exit, 0, "{well:?}");
    assert!(well.out.contains(&who) && well.out.contains("as it should be"));

    let app = stand.scenario.app_id("Northwind Onboarding");
    let revoke = Order::RevokeConsent { tenant, app };
    stand.control().order(revoke).expect("revoked");
    stand.control().jump(Duration::from_hours(1));
    let plain = drift(&stand, &[]);
    assert_eq!(plain.exit, 1, "{plain:?}");
    for part in ["DRIFT_APP_ACCESS_GONE", "who acts: ", "what to do: "] {
        assert!(plain.out.contains(part), "{part} in {plain:?}");
    }
    let again = drift(&stand, &[&who, "--json"]);
    assert_eq!(codes(&again), ["DRIFT_APP_ACCESS_GONE"]);
    let events = told(&stand, tenant);
    let found = events.iter().filter(|it| *it == "DriftFound").count();
    assert_eq!(found, 1, "recorded once: {events:?}");

    refused(&repair(&stand, tenant, &[]), 3, "INVALID_TEXT");
    let unknown = ["--template", CUSTOMER, "--reason", "the app is gone"];
    refused(&repair(&stand, tenant, &unknown), 3, "TEMPLATE_NOT_FOUND");
    assert_eq!(
        told(&stand, tenant),
        events,
        "what is refused changes nothing"
    );
    let begun = repair(&stand, tenant, &["--reason", "the app is gone"]);
    assert_eq!(begun.exit, 0, "{begun:?}");
    let seen = forecast(&begun);
    assert_eq!(seen["app"], "authorise", "{seen}");
    assert_eq!(seen[RELATIONSHIP]["reuse"]["id"], one.as_str(), "{seen}");
    until_active(&stand, tenant);
    let well = drift(&stand, &["--json"]);
    assert_eq!((well.exit, codes(&well)), (0, Vec::new()), "{well:?}");
    assert_eq!(relationship(&stand, tenant), one, "none was made beside it");
    assert!(stand.control().foreign_things_deleted().is_empty());
}

async fn what_cannot_be_reached_is_told_with_its_code(world: World) {
    let stand = ready(&world).await;
    // Well formed, and nobody's at Microsoft.
    let nobody = foresee(&stand, Uuid::from_u128(7), TEMPLATE, &[]);
    assert_ne!(nobody.exit, 0, "{nobody:?}");
    assert!(nobody.err.contains("TENANT_NOT_FOUND"), "{nobody:?}");

    let tenant = stand.scenario.tenant_id("Fabrikam");
    let unmade = drift(&stand, &[&tenant.to_string()]);
    refused(&unmade, 3, "ONBOARDING_NOT_IN_PLACE");
    let account = stand.scenario.account_id(crate::partner::SERVICE);
    let revoked = Order::RevokeSessions { account };
    stand.control().order(revoked).expect("revoked");
    let lapsed = foresee(&stand, tenant, TEMPLATE, &[]);
    assert_ne!(lapsed.exit, 0, "{lapsed:?}");
    assert!(lapsed.err.contains("SIGN_IN_LAPSED"), "{lapsed:?}");
}
