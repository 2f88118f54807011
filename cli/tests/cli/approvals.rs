//! Changes in a customer's tenant, asked for and decided about at the command line, and carried out by a
//! worker.

use std::fmt::Write as _;

use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::PAGE_LIMIT;
use tenantry_support::{World, on_both_databases};

use crate::approvals_stage::{NEW, Stage};
use crate::program::{CUSTOMER, MSP, text};

on_both_databases!(
    a_first_password_is_nowhere_but_where_it_was_printed,
    a_leaver_is_disabled_and_that_is_undone,
    licences_are_taken_and_given,
    what_waits_for_a_grace_is_given_up_and_the_name_forgotten,
    a_plan_that_moved_is_not_carried_out,
    the_own_side_is_changed_by_the_same_gate,
);

pub(crate) const LOVELACE: &str = "create-user $NEW --customer $CUSTOMER --tenant $TENANT \
    --display-name 'Ada Lovelace' --given-name Ada --surname Lovelace --usage-location gb --licence $SKU";

/// All that was ever recorded, in one text.
pub(crate) async fn recorded(world: &World) -> String {
    let ledger = world.ledger().await;
    let mut text = String::new();
    for msp in [MSP.parse().expect("an id"), MspId::INSTALLATION] {
        let mut after = 0;
        loop {
            let page = ledger.feed(msp, after, PAGE_LIMIT).await.expect("events");
            let Some(last) = page.last() else { break };
            after = last.position;
            for event in page {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{} {}", event.payload, event.metadata);
            }
        }
    }
    text
}

async fn a_first_password_is_nowhere_but_where_it_was_printed(world: World) {
    let mut stage = Stage::open(&world).await;
    stage.stand.set("TENANTRY_LOG", "trace".to_owned());
    let asking = format!("approvals request {LOVELACE} --msp $MSP --reason 'she begins on Monday'");
    let before = stage.stand.program.ledger();
    let dry = stage.ok("ada", &format!("{asking} --dry-run"));
    for part in ["nothing was recorded", "create a user", NEW, "Ada Lovelace"] {
        assert!(dry.out.contains(part), "{part} in {dry:?}");
    }
    assert_eq!(stage.stand.program.ledger(), before);

    let asked = stage.document("ada", &format!("{asking} --key monday"));
    let again = stage.document("ada", &format!("{asking} --key monday"));
    assert_eq!(again["outcome"], "replayed");
    assert_eq!(again["id"], asked["id"]);
    let (id, digest) = (text(&asked["id"]), text(&asked["plan"]["digest"]));
    let seen = stage.ok("ben", &format!("approvals show {id} --msp $MSP"));
    for part in [
        digest,
        NEW,
        "operator ada",
        "she begins on Monday",
        "User.ReadWrite.All",
        "0 of 1",
        "put a first password into the vault",
    ] {
        assert!(seen.out.contains(part), "{part} in {seen:?}");
    }
    assert_eq!(stage.approved("ben", id)["plan"]["digest"], digest);
    let done = stage.carried_out(id);
    assert_eq!(done["status"], "done", "{done}");
    assert_eq!(done["first_password"], "kept");
    assert_eq!(done["reversal"][0]["kind"], "delete_user");
    let user = text(&done["user_id"]).parse().expect("an id");

    let hand_out = format!("approvals hand-out {id} --msp $MSP");
    stage.refused("ada", &hand_out, 2, "REVEAL_NEEDED");
    let hand_out = format!("{hand_out} --reveal");
    stage.refused("zoe", &hand_out, 3, "PASSWORD_NOT_YOURS");
    let given = stage.unheard("ada", &hand_out);
    assert_eq!(given.exit, 0, "{given:?}");
    let password = given.out.trim_end();
    let set = stage.stand.control().user_password(stage.tenant, user);
    assert_eq!(set.as_deref(), Some(password));
    for who in ["ada", "ben"] {
        stage.refused(who, &hand_out, 3, "PASSWORD_HANDED_OUT");
    }
    for line in [
        format!("approvals show {id} --msp $MSP"),
        format!("ledger show approval/{id} --json"),
        "vault list --msp $MSP".to_owned(),
        "worker --until-idle --json".to_owned(),
    ] {
        stage.ok("ada", &line);
    }
    assert_eq!(stage.shown(id)["first_password"], "handed out");
    let mut said = stage.heard();
    let length: usize = said.iter().map(String::len).sum();
    assert!(length > 10_000, "something is logged");
    let recorded = recorded(&world).await;
    for name in [NEW, "Lovelace"] {
        assert!(!recorded.contains(name), "{name} is on record");
    }
    said.extend([given.err, recorded]);
    for text in said {
        assert!(!text.contains(password), "the password is in {text}");
    }
}

async fn a_leaver_is_disabled_and_that_is_undone(world: World) {
    let stage = Stage::open(&world).await;
    let leaver = "$GRACE --customer $CUSTOMER --tenant $TENANT";
    let id = stage.asked(&format!(
        "disable-user {leaver} --remove-licences-after-days 0"
    ));
    let shown = stage.shown(&id);
    assert_eq!(shown["operation"]["user"]["is"], "personal");
    assert_eq!(
        shown["operation"]["remove_licences_after_days"]["text"],
        "0"
    );
    stage.refused(
        "ada",
        &format!("approvals undo {id} --msp $MSP --reason x"),
        3,
        "APPROVAL_NOTHING_TO_UNDO",
    );
    stage.approved("ben", &id);
    let done = stage.carried_out(&id);
    assert_eq!(done["status"], "done", "{done}");
    let steps = done["steps"].as_array().expect("steps");
    assert!(steps.iter().all(|it| it["mark"] == "done"), "{done}");
    let kinds = done["reversal"].as_array().expect("a list").iter();
    let kinds: Vec<&str> = kinds.map(|it| text(&it["kind"])).collect();
    assert_eq!(kinds, ["enable_user", "assign_licences"]);

    let before = stage.stand.program.ledger();
    for key in ["'two words'", "''"] {
        let undo = format!("approvals undo {id} --msp $MSP --reason x --key {key}");
        stage.refused("ada", &undo, 3, "IDEMPOTENCY_KEY_MALFORMED");
    }
    let twice = ["IDEMPOTENCY_KEY_MALFORMED"; 2];
    stage.stand.program.only_refused(&before, MSP, &twice);
    let undo = format!("approvals undo {id} --msp $MSP --reason 'she stays after all' --key once");
    let parts = stage.ok("ada", &format!("{undo} --json")).documents();
    assert_eq!(parts.len(), 2);
    let again = stage.ok("ada", &format!("{undo} --json")).documents();
    assert_eq!(again[1]["id"], parts[1]["id"]);
    for part in &parts {
        stage.approved("ben", text(&part["id"]));
    }
    for part in &parts {
        let undone = stage.carried_out(text(&part["id"]));
        assert_eq!(undone["status"], "done", "{undone}");
    }
    // All is as it was, so there is nothing to be asked for.
    let enable = format!("approvals request enable-user {leaver} --msp $MSP --reason x");
    stage.refused("ada", &enable, 3, "OPERATION_EMPTY");
}

async fn licences_are_taken_and_given(world: World) {
    let stage = Stage::open(&world).await;
    let whom = "$GRACE --customer $CUSTOMER --tenant $TENANT --licence $SKU";
    let id = stage.asked(&format!("remove-licences {whom}"));
    stage.approved("ben", &id);
    let done = stage.carried_out(&id);
    assert_eq!(done["status"], "done", "{done}");
    let id = stage.asked(&format!("assign-licences {whom} --usage-location DE"));
    let plain = stage.ok("ben", &format!("approvals show {id} --msp $MSP"));
    for part in ["give a user licences", "licence ", "SPB", "low"] {
        assert!(plain.out.contains(part), "{part} in {plain:?}");
    }
    stage.approved("ben", &id);
    let done = stage.carried_out(&id);
    assert_eq!(done["status"], "done", "{done}");
}

async fn what_waits_for_a_grace_is_given_up_and_the_name_forgotten(world: World) {
    let stage = Stage::open(&world).await;
    let leaver = "$GRACE --customer $CUSTOMER --tenant $TENANT";
    let id = stage.asked(&format!(
        "disable-user {leaver} --remove-licences-after-days 14"
    ));
    stage.approved("ben", &id);
    let waits = stage.carried_out(&id);
    assert_eq!(waits["status"], "under way", "{waits}");
    let steps = waits["steps"].as_array().expect("steps");
    let waiting = steps.iter().find(|it| it["mark"] == "waiting");
    assert_eq!(waiting.expect("a step")["step"], "wait-for-grace");
    let abandon = format!("approvals abandon {id} --msp $MSP --reason 'she is back'");
    stage.ok("eve", &abandon);
    let ended = stage.shown(&id);
    assert_eq!(ended["status"], "abandoned");
    assert_eq!(ended["ended_by"], "operator eve");
    assert_eq!(ended["reversal"].as_array().map(Vec::len), Some(1));

    let forget = "vault delete personal-data-key --msp $MSP --app $CUSTOMER";
    stage.ok("eve", forget);
    let erased = stage.shown(&id);
    assert_eq!(erased["operation"]["user"]["is"], "erased");
    let plain = stage.ok("eve", &format!("approvals show {id} --msp $MSP"));
    assert!(plain.out.contains("(erased)"), "{plain:?}");
    assert!(!plain.out.contains("grace@"), "{plain:?}");
}

async fn a_plan_that_moved_is_not_carried_out(world: World) {
    let stage = Stage::open(&world).await;
    let whom = "$GRACE --customer $CUSTOMER --tenant $TENANT --licence $SKU";
    let (first, second) = (
        stage.asked(&format!("remove-licences {whom}")),
        stage.asked("disable-user $GRACE --customer $CUSTOMER --tenant $TENANT --remove-licences-after-days 0"),
    );
    let looked_at = text(&stage.shown(&second)["plan"]["digest"]).to_owned();
    stage.approved("ben", &first);
    assert_eq!(stage.carried_out(&first)["status"], "done");
    stage.approved("ben", &second);
    let moved = stage.carried_out(&second);
    assert_eq!(
        (&moved["status"], &moved["revision"]),
        (&"waiting".into(), &2.into())
    );
    let late = format!("approvals approve {second} --msp $MSP --digest {looked_at}");
    stage.refused("eve", &late, 3, "APPROVAL_PLAN_MOVED");
    stage.approved("eve", &second);
    assert_eq!(stage.carried_out(&second)["status"], "done");
}

async fn the_own_side_is_changed_by_the_same_gate(world: World) {
    let stage = Stage::open(&world).await;
    let id = stage.asked("withdraw-consent $TENANT --customer $CUSTOMER");
    assert_eq!(stage.shown(&id)["risk"], "high");
    stage.approved("ben", &id);
    let done = stage.carried_out(&id);
    assert_eq!(done["status"], "done", "{done}");
    assert_eq!(done["plan"]["undo"], "not");
    let id = stage.asked("archive-customer $CUSTOMER");
    stage.approved("ben", &id);
    assert_eq!(stage.carried_out(&id)["status"], "done");
    let customer = format!("customer/{CUSTOMER}");
    let shown = stage.ok("ada", &format!("ledger show {customer}"));
    assert!(shown.out.contains("CustomerArchived"), "{shown:?}");
    let id = stage.asked("disconnect-partner");
    stage.approved("ben", &id);
    assert_eq!(stage.carried_out(&id)["status"], "done");
    let kept = stage.ok("ada", "vault list --msp $MSP");
    assert!(!kept.out.contains("app-secret"), "{kept:?}");
}
