//! Access that is in place, ended from the command line once somebody else approved it.

use serde_json::Value;
use tenantry_support::{World, on_both_databases};
use uuid::Uuid;

use crate::gate::approved;
use crate::partner::Stand;
use crate::program::{Answer, CUSTOMER, MSP, text};
use crate::repair::{in_place, told};
use crate::work::{hurry, ok, onboarding, until_idle};

on_both_databases!(what_somebody_else_approved_is_taken_back);

const WHY: &str = "the contract ended";

fn end(stand: &Stand, tenant: Uuid, more: &[&str]) -> Answer {
    let tenant = tenant.to_string();
    let ask = ["onboardings", "end-access", &tenant, "--msp", MSP, "--json"];
    stand.run(&[&ask[..], more].concat(), "")
}

/// The rows of a plan, as what becomes of what.
fn rows(asked: &Value) -> Vec<String> {
    let changes = asked["changes"].as_array().cloned().unwrap_or_default();
    let row = |it: &Value| {
        let (aspect, after) = (text(&it["aspect"]), it["after"]["text"].as_str());
        format!("{aspect} {}", after.unwrap_or_default())
    };
    changes.iter().map(row).collect()
}

async fn what_somebody_else_approved_is_taken_back(world: World) {
    let (stand, tenant) = in_place(&world).await;
    let nobody = end(&stand, Uuid::from_u128(7), &["--reason", WHY]);
    assert_eq!(nobody.exit, 3, "{nobody:?}");
    assert!(nobody.err.contains("ONBOARDING_NOT_FOUND"), "{nobody:?}");
    let answer = end(&stand, tenant, &["--reason", WHY]);
    assert_eq!(answer.exit, 0, "{answer:?}");
    let asked = answer.documents().remove(0);
    assert_eq!(text(&asked["operation"]), "end_access");
    assert_eq!(text(&asked["decided_by"]), "admin");
    let rows = rows(&asked);
    for row in [
        "standing ended",
        "relationship terminated",
        "app_access taken out",
    ] {
        assert!(rows.iter().any(|it| it == row), "{row} in {rows:?}");
    }
    assert_eq!(until_idle(&stand).exit, 0);
    assert_eq!(onboarding(&stand, tenant)["status"], "active");

    approved(&world, &asked).await;
    let hurried = hurry(&stand);
    let done = until_idle(&stand);
    hurried.join().expect("time passed");
    assert_eq!(done.exit, 0, "{done:?}");
    assert_eq!(onboarding(&stand, tenant)["status"], "ended");
    let events = told(&stand, tenant);
    assert_eq!(events.last().map(String::as_str), Some("AccessEnded"));
    let left = stand.control().left_behind(tenant);
    assert!(left.is_empty(), "{left:?}");
    let who = tenant.to_string();
    let shown = ok(&stand, &["onboardings", "show", &who]);
    for part in [
        "the access was ended: the contract ended",
        "undone      the relationship",
    ] {
        assert!(shown.out.contains(part), "{part} in {shown:?}");
    }
    let again = end(&stand, tenant, &["--reason", WHY]);
    assert_eq!(again.exit, 3, "{again:?}");
    assert!(again.err.contains("OPERATION_EMPTY"), "{again:?}");
    let request = [
        "approvals",
        "request",
        "end-access",
        &who,
        "--customer",
        CUSTOMER,
    ];
    let what = ["--reason", WHY, "--dry-run", "--msp", MSP, "--json"];
    let seen = stand.run(&[&request[..], &what].concat(), "");
    assert_eq!(seen.exit, 3, "{seen:?}");
    assert!(seen.err.contains("OPERATION_EMPTY"), "{seen:?}");
}
