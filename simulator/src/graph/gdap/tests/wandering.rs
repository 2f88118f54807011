//! Whatever is done in whatever order: the tag tells of every change, and no status comes after
//! one that it cannot come after.

use crate::dice::Dice;
use crate::partner::practice::*;
use crate::partner::{approve, refuse, remove_relationship};
use serde_json::{Value, json};

/// What may be seen next, when somebody looks seldom.
fn later_than(status: &str) -> &'static [&'static str] {
    match status {
        "" => &["created", "approvalPending", "expired"],
        "created" => &["approvalPending", "expired"],
        "approvalPending" => &[
            "approved",
            "activating",
            "active",
            "expired",
            "terminationRequested",
            "terminating",
            "terminated",
            "expiring",
        ],
        "approved" => &[
            "activating",
            "active",
            "expiring",
            "expired",
            "terminationRequested",
            "terminating",
            "terminated",
        ],
        "activating" => &[
            "active",
            "expiring",
            "expired",
            "terminationRequested",
            "terminating",
            "terminated",
        ],
        "active" => &[
            "expiring",
            "expired",
            "terminationRequested",
            "terminating",
            "terminated",
        ],
        "expiring" => &["expired"],
        "terminationRequested" => &["terminating", "terminated"],
        "terminating" => &["terminated"],
        _ => &[],
    }
}

fn act(desk: &mut Practice, dice: &mut Dice, at: &str) {
    let id = id_of(at).to_owned();
    let tag = desk.etag(at);
    let tagged = [("If-Match", tag.as_str())];
    let requests = format!("{at}/requests");
    let extension = if dice.between(0, 1) == 0 {
        "P180D"
    } else {
        "PT0S"
    };
    match dice.between(0, 9) {
        0 => drop(desk.post(&requests, &json!({"action": "lockForApproval"}))),
        1 => drop(desk.post(&requests, &json!({"action": "terminate"}))),
        2 => drop(approve(&mut desk.world, &id, CUSTOMER)),
        3 if dice.between(0, 4) == 0 => drop(refuse(&mut desk.world, &id, CUSTOMER)),
        4 if dice.between(0, 4) == 0 => {
            drop(remove_relationship(&mut desk.world, &id, CUSTOMER));
        }
        5 => {
            let body = json!({"autoExtendDuration": extension});
            drop(desk.graph("PATCH", at, &tagged, &body));
        }
        6 => {
            let body = json!({"accessDetails": details(&[READER])});
            drop(desk.graph("PATCH", at, &tagged, &body));
        }
        7 => desk.wait(u64::try_from(dice.between(1, 300)).unwrap()),
        8 => desk.wait_days(u64::try_from(dice.between(1, 300)).unwrap()),
        _ => desk.wait(1),
    }
}

#[test]
fn tags_and_statuses_tell_the_truth() {
    for seed in 0..40 {
        let mut dice = Dice::new(seed, 100);
        let mut desk = Practice::new();
        let at = desk.created("One", &[READER, GLOBAL_ADMIN]);
        let mut before = desk.get(&at).json();
        for _ in 0..60 {
            act(&mut desk, &mut dice, &at);
            let now = desk.get(&at).json();
            let same_tag = now["@odata.etag"] == before["@odata.etag"];
            assert!(
                !same_tag || now == before,
                "seed {seed}: {before} became {now}"
            );
            let status = |row: &Value| row["status"].as_str().unwrap_or_default().to_owned();
            let (was, is) = (status(&before), status(&now));
            let fine = was == is || later_than(&was).contains(&is.as_str());
            assert!(fine, "seed {seed}: {is} after {was}");
            before = now;
        }
    }
}
