//! The demonstration: what it tells, to people and to programs, once and again.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::{Program, text};

fn show(program: &Program) -> Vec<Value> {
    program.json(&["demo", "--dir", &program.path("demo")])
}

/// What was told of a customer's onboarding, in order.
fn told<'a>(story: &'a [Value], customer: &str) -> Vec<&'a str> {
    let of = |it: &&Value| it["customer"] == customer && it["at"].is_string();
    let lines = story.iter().filter(of);
    lines.map(|it| text(&it["text"])).collect()
}

#[track_caller]
fn in_this_order(told: &[&str], parts: &[&str]) {
    let mut rest = told.iter();
    for part in parts {
        assert!(rest.any(|line| line.contains(part)), "{part} in {told:?}");
    }
}

#[test]
fn it_tells_its_story() {
    let program = Program::at("sqlite:unused");
    let told = program.ok(&["demo", "--dir", &program.path("demo")]);
    for part in [
        "Fabrikam Kitchens",
        "refused",
        "already done",
        "legacy DAP",
        "ACTIVE",
        "ERROR ASSIGNMENT_FAILED",
        "Things of others deleted: 0.",
        "sound",
        "holds",
        "fails",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(!told.contains("NOT SOUND"));
}

#[test]
fn three_onboardings_end_as_their_customers_and_clouds_let_them() {
    let program = Program::at("sqlite:unused");
    let story = show(&program);
    in_this_order(
        &told(&story, "Contoso Coffee"),
        &[
            "nothing there to reuse",
            "asked for the relationship",
            "relationship created",
            "invitation ready to send: https://",
            "approves",
            "relationship active",
            "gave roles to Northwind Technicians",
            "gave roles to Northwind Helpdesk",
            "roles in force",
            "authorised our app",
            "read through the new access",
            "ACTIVE",
        ],
    );
    in_this_order(
        &told(&story, "Fabrikam Foods"),
        &[
            "does not want",
            "APPROVAL_REFUSED",
            "undo: the relationship is terminated",
            "undo: others may have the tenant",
            "ERROR APPROVAL_REFUSED",
        ],
    );
    in_this_order(
        &told(&story, "Adatum Bakery"),
        &[
            "gave roles to Northwind Technicians",
            "gave roles to Northwind Helpdesk",
            "ASSIGNMENT_FAILED",
            "undo: took the roles from Northwind Helpdesk",
            "undo: took the roles from Northwind Technicians",
            "undo: others use group Northwind Helpdesk",
            "undo: the relationship is terminated",
            "ERROR ASSIGNMENT_FAILED",
        ],
    );
    // The clouds' own word, and not ours.
    let witnessed: BTreeMap<&str, [u64; 3]> = story
        .iter()
        .filter(|it| it["relationships_ever"].is_u64())
        .map(|it| {
            let number = |name: &str| it[name].as_u64().unwrap_or(u64::MAX);
            let numbers = ["relationships_ever", "alive_now", "groups_with_roles"].map(number);
            (text(&it["customer"]), numbers)
        })
        .collect();
    let expected = [
        ("Adatum Bakery", [1, 0, 0]),
        ("Contoso Coffee", [1, 1, 2]),
        ("Fabrikam Foods", [1, 0, 0]),
    ];
    assert_eq!(witnessed, BTreeMap::from(expected));
}

#[test]
fn a_second_showing_in_the_same_folder_says_what_to_do() {
    let program = Program::at("sqlite:unused");
    assert!(!told(&show(&program), "Contoso Coffee").is_empty());
    let again = show(&program);
    assert!(told(&again, "Contoso Coffee").is_empty());
    let advice = |it: &Value| text(&it["text"]).contains("without --dir");
    assert!(again.iter().any(advice), "{again:?}");
    // The rest is shown again, and repeats nothing.
    assert!(
        again
            .iter()
            .any(|it| text(&it["text"]).contains("replayed"))
    );
}
