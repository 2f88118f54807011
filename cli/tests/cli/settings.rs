//! What an MSP has set, shown and changed.

use serde_json::json;
use tenantry_support::{World, on_both_databases};

use crate::program::{MSP, OTHER_MSP, Program};

on_both_databases!(
    settings_are_shown_and_changed,
    what_cannot_be_set_changes_nothing
);

fn change<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&["settings", "change", "--msp", MSP], args].concat()
}

async fn settings_are_shown_and_changed(world: World) {
    let program = Program::on(&world);
    let show = ["settings", "show", "--msp", MSP];
    let plain = program.ok(&show);
    for part in [
        "discovery-every-hours       6\n",
        "link-certain                true\n",
        "display-currency            as-billed\n",
        "two-person                  none\n",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
    let args = [
        "--discovery-every-hours",
        "12",
        "--link-certain",
        "false",
        "--display-currency",
        "eur",
        "--include-trials",
        "true",
        "--price-tolerance-hundredths",
        "5",
        "--key",
        "once",
        "--reason",
        "agreed in March",
    ];
    let done = &program.json(&change(&args))[0];
    assert_eq!(done["outcome"], "recorded");
    assert_eq!(done["stream"], format!("settings/{MSP}"));
    let again = &program.json(&change(&args))[0];
    assert_eq!(again["outcome"], "replayed");
    assert_eq!(again["position"], done["position"]);
    let now = &program.json(&show)[0];
    assert_eq!(now["sync"]["discovery_every_hours"], 12);
    assert_eq!(now["sync"]["link_certain"], false);
    assert_eq!(now["sync"]["stale_after_hours"], 48);
    assert_eq!(now["billing"]["display_currency"], "EUR");
    assert_eq!(now["reconcile"]["include_trials"], true);
    assert_eq!(now["reconcile"]["price_tolerance_hundredths"], 5);
    let same = &program.json(&change(&["--link-certain", "false"]))[0];
    assert_eq!(same["outcome"], "already done");
    program.ok(&change(&[
        "--two-person",
        "high,medium",
        "--approval-valid-days",
        "3",
    ]));
    let now = &program.json(&show)[0];
    assert_eq!(now["approvals"]["two_person"], json!(["medium", "high"]));
    assert_eq!(now["approvals"]["valid_days"], 3);
    program.ok(&change(&["--two-person", "none"]));
    assert_eq!(program.json(&show)[0]["approvals"]["two_person"], json!([]));
    program.ok(&change(&["--display-currency", "as-billed"]));
    let now = &program.json(&show)[0];
    assert!(now["billing"]["display_currency"].is_null());
    let others = &program.json(&["settings", "show", "--msp", OTHER_MSP])[0];
    assert_eq!(others["sync"]["discovery_every_hours"], 6);
}

async fn what_cannot_be_set_changes_nothing(world: World) {
    let program = Program::on(&world);
    let out = change(&["--month-starts-on", "29", "--link-certain", "false"]);
    program.refused(&out, 3, "SETTING_OUT_OF_RANGE");
    let out = change(&["--discovery-every-hours", "0"]);
    program.refused(&out, 3, "SETTING_OUT_OF_RANGE");
    let out = change(&["--approval-valid-days", "31"]);
    program.refused(&out, 3, "SETTING_OUT_OF_RANGE");
    program.refused(&change(&["--display-currency", "EURO"]), 3, "INVALID_TEXT");
    let key = change(&["--quantity-tolerance", "1", "--key", ""]);
    program.refused(&key, 3, "IDEMPOTENCY_KEY_MALFORMED");
    for args in [
        &[][..],
        &["--month-starts-on", "first"],
        &["--link-certain", "perhaps"],
        &["--two-person", "huge"],
        &["--month-starts-on=-1"],
    ] {
        assert_eq!(program.run(&change(args)).exit, 2, "{args:?}");
    }
    let malformed = ["settings", "show", "--msp", "contoso"];
    program.refused(&malformed, 3, "MALFORMED_ID");
    let now = &program.json(&["settings", "show", "--msp", MSP])[0];
    assert_eq!(now["sync"]["link_certain"], true);
    assert!(program.ledger().is_empty());
}
