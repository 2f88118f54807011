//! A look at all that an account has: how far it has come while it goes on, and what it came to.

use std::collections::BTreeSet;

use serde::Serialize;
use tenantry_domain::cloud::vendor::RecordKind;
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::vendor_connection::{Findings, Known, VendorConnection};
use tenantry_engine::vendors::{KindReport, VendorReport};

use super::tried::Problem;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{Output, Tone, plain, say};

/// What a run came to, whoever read.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    id: VendorConnectionId,
    run: u32,
    complete: bool,
    kinds: Vec<Finding>,
}

/// What was found of one kind.
#[derive(Debug, Serialize)]
struct Finding {
    kind: &'static str,
    /// Whether all its records were read in this run.
    read: bool,
    #[serde(flatten)]
    findings: Option<Findings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Problem>,
}

impl Report {
    /// Of a run that was carried out here.
    pub(super) fn new(id: VendorConnectionId, report: &VendorReport) -> Self {
        Self {
            id,
            run: report.run,
            complete: report.complete,
            kinds: report.kinds.iter().map(Finding::from).collect(),
        }
    }

    /// Of the last run on record, wherever it was carried out.
    pub(super) fn on_record(id: VendorConnectionId, known: &Known) -> Self {
        let run = known.runs;
        let kinds = known.vendor.reads().iter();
        let kinds: Vec<Finding> = kinds
            .filter_map(|kind| Finding::of(known, run, *kind))
            .collect();
        let read = kinds.iter().filter(|it| it.read).count();
        Self {
            id,
            run,
            complete: read == known.vendor.reads().len(),
            kinds,
        }
    }

    /// Not all is right where not everything could be read.
    pub(super) fn print(&self, output: &Output) -> Result<Exit, Failure> {
        if output.json {
            output.document(self)?;
        } else {
            self.kinds.iter().try_for_each(|it| it.print(output))?;
            let run = self.run;
            output.line(&if self.complete {
                format!("discovery {run}: everything was read")
            } else {
                format!("discovery {run}: not everything was read; the rest stays as it was known")
            })?;
        }
        Ok(if self.complete {
            Exit::Ok
        } else {
            Exit::NotRight
        })
    }
}

impl From<&KindReport> for Finding {
    fn from(report: &KindReport) -> Self {
        Self {
            kind: report.kind.as_str(),
            read: report.is_read,
            findings: Some(report.findings),
            problem: report.fault.as_ref().map(Problem::from),
        }
    }
}

impl Finding {
    /// None where the run did not come to it.
    fn of(known: &Known, run: u32, kind: RecordKind) -> Option<Self> {
        let state = known.kinds.get(&kind)?;
        let read = state.read.filter(|it| it.run == run);
        let unread = state.unread.as_ref().filter(|it| it.run == run);
        (read.is_some() || unread.is_some()).then(|| Self {
            kind: kind.as_str(),
            read: unread.is_none(),
            findings: read.map(|it| it.findings),
            problem: unread.map(|it| Problem::from(&it.fault)),
        })
    }

    fn print(&self, output: &Output) -> Result<(), Failure> {
        if let Some(problem) = &self.problem {
            return problem.print(self.kind, output);
        }
        let found = self.findings.map(found).unwrap_or_default();
        let broken = output.paint(Tone::Warning, ", not read to the end");
        let broken = if self.read { "" } else { &broken };
        output.line(&format!("{:<16}{found}{broken}", self.kind))
    }

    fn line(&self) -> String {
        let came_to = match (&self.problem, self.findings) {
            (Some(problem), _) => plain(&problem.code),
            (None, findings) => findings.map(found).unwrap_or_default(),
        };
        format!("{}: {came_to}", self.kind)
    }
}

fn found(findings: Findings) -> String {
    let Findings {
        rows,
        new,
        changed,
        vanished,
    } = findings;
    format!("{rows} rows: {new} new, {changed} changed, {vanished} no longer there")
}

/// Says each thing once.
#[derive(Debug)]
pub(super) struct Teller {
    /// Runs up to this one are old news.
    before: u32,
    begun: bool,
    told: BTreeSet<RecordKind>,
}

impl Teller {
    pub(super) fn after(before: u32) -> Self {
        Self {
            before,
            begun: false,
            told: BTreeSet::new(),
        }
    }

    pub(super) fn tell_of(&mut self, stands: &VendorConnection) {
        if let Some(known) = stands.known() {
            self.tell(known);
        }
    }

    fn tell(&mut self, known: &Known) {
        let run = known.runs;
        if run <= self.before {
            return;
        }
        if !self.begun {
            say(&format!(
                "discovery {run} of {} has begun",
                plain(known.name.as_str())
            ));
            self.begun = true;
        }
        for kind in known.vendor.reads() {
            if let Some(it) = Finding::of(known, run, *kind)
                && self.told.insert(*kind)
            {
                say(&it.line());
            }
        }
    }
}
