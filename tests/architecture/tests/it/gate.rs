//! What is dangerous is asked for and approved: neither the API nor the command line does it by itself.

use crate::source::is_test;
use crate::tree;

/// How it would be done at once, past everybody who decides. The engine's approvals do it so.
const AT_ONCE: &[&str] = &[
    "CustomerCommand::Archive",
    "PartnerConnectionCommand::Disconnect",
    "VendorConnectionCommand::Disconnect",
    "TenantConsentCommand::Withdraw",
    "OnboardingCommand::EndAccess",
    "TenantHoldingCommand::Approve",
    ".disconnect(",
    ".hand_over(",
    ".bulk_accept(",
];

/// Where people ask.
const DOORS: &[&str] = &["api/src/", "cli/src/"];

#[test]
fn what_is_dangerous_is_only_asked_for() {
    let mut found = Vec::new();
    for file in tree::rust() {
        if !DOORS.iter().any(|door| file.path.starts_with(door)) {
            continue;
        }
        for (number, line) in (1..).zip(file.text().unwrap_or_default().lines()) {
            let at_once = AT_ONCE.iter().any(|it| line.contains(it));
            if at_once && !is_test(&file, number) {
                found.push(format!("{}:{number} {}", file.path, line.trim()));
            }
        }
    }
    tree::none(
        &found,
        "These pass by whoever has to approve; ask for an operation:",
    );
}

/// A way that is called otherwise by now would be forbidden to nobody.
#[test]
fn each_way_is_one_that_the_engine_goes() {
    let engine = tree::rust().into_iter();
    let engine: Vec<_> = engine
        .filter(|file| file.path.starts_with("engine/src/"))
        .collect();
    let goes = |way: &str| {
        let name = way.trim_matches(['.', '(']);
        let defined = format!("fn {name}(");
        let texts = engine.iter().filter_map(tree::File::text);
        let mut texts = texts.map(|text| text.contains(&defined) || text.contains(way));
        texts.any(|it| it)
    };
    let gone = AT_ONCE.iter().filter(|way| !goes(way));
    let gone: Vec<String> = gone.map(|way| (*way).to_owned()).collect();
    tree::none(&gone, "Nothing in the engine is called so any more:");
}
