//! The help of every command is a contract: scripts and people rely on names and meanings.

use std::fmt::Write as _;
use std::path::Path;

use tenantry_support::contract;

use crate::program::Program;

#[test]
fn contract_of_the_help_of_every_command() {
    let program = Program::at("sqlite:unused");
    let mut text = String::new();
    describe(&program, &[], &mut text);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("help.txt");
    contract::check(&file, &text);
}

/// The help of a command, then of those below it.
fn describe(program: &Program, command: &[&str], text: &mut String) {
    let help = program.ok(&[command, &["--help"]].concat());
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    let words = [command, &["--help"]].concat().join(" ");
    // Writing to a String cannot fail.
    let _ = write!(text, "$ tenantry {words}\n\n");
    text.push_str(help.trim_end());
    for name in subcommands(&help) {
        describe(program, &[command, &[name]].concat(), text);
    }
    if command.is_empty() {
        text.push('\n');
    }
}

fn subcommands(help: &str) -> Vec<&str> {
    let section = help.split("\nCommands:\n").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.is_empty());
    // A description that is wrapped goes on deeper.
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next())
        .collect()
}
