//! What is to be measured.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::tables::{LONG, TABLES};

#[derive(Debug, Clone)]
pub(crate) struct Args {
    pub(crate) tables: Vec<&'static str>,
    /// Short rounds and few of them: to see that everything runs, not to quote.
    pub(crate) quick: bool,
    /// Ten million events as well, in the table that shows how the cost grows.
    pub(crate) full: bool,
    /// How many onboardings are driven to their end, and how many wait, where others than usual.
    pub(crate) driven: Option<usize>,
    pub(crate) waiting: Option<usize>,
    pub(crate) json: PathBuf,
}

impl Args {
    /// How many rounds, and how long each subject's turn in one is.
    pub(crate) fn rounds(&self) -> (usize, Duration) {
        if self.quick {
            (3, Duration::from_secs(1))
        } else {
            (5, Duration::from_millis(2_500))
        }
    }
}

impl Args {
    /// How many events the long tables work on.
    pub(crate) fn events(&self) -> u64 {
        if self.quick { 100_000 } else { 1_000_000 }
    }

    pub(crate) fn onboardings(&self) -> usize {
        let usual = if self.quick { 1_000 } else { 10_000 };
        self.driven.unwrap_or(usual)
    }

    pub(crate) fn waiting(&self) -> usize {
        let usual = if self.quick { 10_000 } else { 100_000 };
        self.waiting.unwrap_or(usual)
    }
}

/// Reads the arguments, or says how they are meant.
pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Args, String> {
    let mut args = Args {
        tables: Vec::new(),
        quick: false,
        full: false,
        driven: None,
        waiting: None,
        json: PathBuf::from("target/bench.json"),
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => args.quick = true,
            "--full" => args.full = true,
            "--onboardings" => args.driven = Some(number(arguments.next())?),
            "--waiting" => args.waiting = Some(number(arguments.next())?),
            "--json" => args.json = arguments.next().ok_or_else(usage)?.into(),
            name => match TABLES.iter().chain(LONG).find(|it| it.0 == name) {
                Some((known, _)) => args.tables.push(known),
                None => return Err(usage()),
            },
        }
    }
    if args.tables.is_empty() {
        args.tables = TABLES.iter().map(|(name, _)| *name).collect();
    }
    Ok(args)
}

fn number(argument: Option<String>) -> Result<usize, String> {
    let number = argument.and_then(|it| it.parse().ok());
    number.filter(|number| *number >= 100).ok_or_else(usage)
}

fn usage() -> String {
    let mut text =
        "tenantry-bench [TABLE…] [--quick] [--full] [--onboardings N] [--waiting N] [--json FILE]\n\n\
         Tables:\n"
            .to_owned();
    for (name, what) in TABLES {
        let _ = writeln!(text, "  {name:11} {what}");
    }
    text += "\nOnly when named, as they take long:\n";
    for (name, what) in LONG {
        let _ = writeln!(text, "  {name:11} {what}");
    }
    text
}
