//! What is to be measured.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use crate::tables::TABLES;

#[derive(Debug, Clone)]
pub(crate) struct Args {
    pub(crate) tables: Vec<&'static str>,
    /// Short rounds and few of them: to see that everything runs, not to quote.
    pub(crate) quick: bool,
    /// Ten million events as well, in the table that shows how the cost grows.
    pub(crate) full: bool,
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
}

/// Reads the arguments, or says how they are meant.
pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Args, String> {
    let mut args = Args {
        tables: Vec::new(),
        quick: false,
        full: false,
        json: PathBuf::from("target/bench.json"),
    };
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => args.quick = true,
            "--full" => args.full = true,
            "--json" => args.json = arguments.next().ok_or_else(usage)?.into(),
            name => match TABLES.iter().find(|(known, _)| *known == name) {
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

fn usage() -> String {
    let mut text =
        "tenantry-bench [TABLE…] [--quick] [--full] [--json FILE]\n\nTables:\n".to_owned();
    for (name, what) in TABLES {
        let _ = writeln!(text, "  {name:10} {what}");
    }
    text
}
