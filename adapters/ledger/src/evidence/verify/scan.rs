//! One pass over the rows, in order.

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::{Frontier, Hash};
use tenantry_domain::record::{Canonical, Micros, Position, RecordedEvent};
use tenantry_engine::ledger::Head;

use super::super::against::Export;
use super::super::checkpoint::RootAt;
use super::{Against, EvidenceFault, Finding, SHOWN, Verified};

pub(super) struct Scan {
    head: Head,
    against: Option<Against>,
    export: Option<Export>,
    /// The log over the hashes that the rows carry. A row whose content was altered keeps its
    /// hash, so it is named alone and does not cast doubt on the rest.
    log: Frontier,
    root_then: Option<RootAt>,
    rows: u64,
    last_position: Position,
    last_instant: Micros,
    /// Rows that do not match their hash, kept to see whether they changed places.
    altered: Vec<RecordedEvent>,
    outcome: Outcome,
}

impl Scan {
    pub(super) fn new(head: Head, against: Option<Against>) -> Self {
        Self {
            export: against.as_ref().and_then(Against::export),
            root_then: against
                .as_ref()
                .map(|against| RootAt::new(against.checkpoint.size())),
            against,
            head,
            log: Frontier::new(),
            rows: 0,
            last_position: 0,
            last_instant: Micros::MIN,
            altered: Vec::new(),
            outcome: Outcome::default(),
        }
    }

    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn row(&mut self, event: RecordedEvent) -> Result<(), EvidenceFault> {
        self.must_follow(event.position);
        if event.recorded_at < self.last_instant {
            self.outcome.add(Finding::TimeFell {
                position: event.position,
                stream: event.stream.clone(),
                sequence: event.sequence,
            });
        }
        self.last_instant = event.recorded_at;
        self.rows += 1;
        self.log.push(event.leaf);
        if let Some(root) = self.root_then.as_mut().filter(|_| !self.outcome.broken) {
            root.push(event.leaf);
        }
        let exported = match &mut self.export {
            Some(export) => export.leaf(event.position - 1)?,
            None => None,
        };
        if exported.is_some_and(|leaf| leaf != event.leaf) {
            self.replaced(&event, exported);
        } else if event.canonical().leaf() != event.leaf {
            self.altered(event, exported);
        }
        Ok(())
    }

    /// Whether positions go on without a gap.
    fn must_follow(&mut self, position: Position) {
        if position > self.last_position + 1 {
            self.outcome.missing(self.last_position + 1, position - 1);
        }
        self.last_position = position;
    }

    fn replaced(&mut self, event: &RecordedEvent, exported: Option<Hash>) {
        let differs = self.differs(event, exported);
        self.outcome.add(Finding::RowReplaced {
            position: event.position,
            stream: event.stream.clone(),
            sequence: event.sequence,
            differs,
        });
    }

    fn altered(&mut self, event: RecordedEvent, exported: Option<Hash>) {
        let differs = self.differs(&event, exported);
        self.outcome.add(Finding::RowAltered {
            position: event.position,
            stream: event.stream.clone(),
            sequence: event.sequence,
            differs,
        });
        if self.altered.len() < SHOWN {
            self.altered.push(event);
        }
    }

    fn differs(&self, event: &RecordedEvent, exported: Option<Hash>) -> Vec<&'static str> {
        let entry = exported.zip(self.export.as_ref());
        let entry = entry.and_then(|(leaf, export)| export.entry(event.position - 1, &leaf));
        entry.map_or_else(Vec::new, |entry| entry.differs(event))
    }

    pub(super) fn finish(mut self) -> Result<Outcome, EvidenceFault> {
        if self.last_position < self.head.position {
            self.outcome
                .missing(self.last_position + 1, self.head.position);
        }
        self.name_the_moved();
        self.compare_with_head();
        self.compare_with_checkpoint();
        if let Some(export) = self.export.take() {
            export.finish()?;
        }
        self.outcome.rows = self.rows;
        self.outcome.compared = self.against.as_ref().map(|it| it.checkpoint.size());
        self.outcome.log = self.log;
        Ok(self.outcome)
    }

    /// A row that fits its hash at another altered row's position stood there before.
    fn name_the_moved(&mut self) {
        let places: Vec<Position> = self.altered.iter().map(|row| row.position).collect();
        for row in &self.altered {
            let fits = |position: &&Position| {
                let position = **position;
                let elsewhere = Canonical {
                    position,
                    ..row.canonical()
                };
                position != row.position && elsewhere.leaf() == row.leaf
            };
            if let Some(home) = places.iter().find(fits) {
                self.outcome.moved(row.position, *home);
            }
        }
    }

    fn compare_with_head(&mut self) {
        let head = &self.head;
        if head.position > 0 && self.rows > 0 && head.recorded_at < self.last_instant {
            self.outcome.add(Finding::HeadAltered {
                detail: "it is older than the last event".to_owned(),
            });
        }
        let stored = match Frontier::from_bytes(head.position, &head.frontier) {
            Ok(stored) => stored,
            Err(error) => {
                let detail = error.to_string();
                return self.outcome.add(Finding::HeadAltered { detail });
            }
        };
        // With rows missing the rest cannot lead to the head, and that is said already.
        if !self.outcome.broken && stored != self.log {
            for (from, to) in differing(&stored, &self.log) {
                self.outcome.add(Finding::RootDiffers { from, to });
            }
        }
    }

    fn compare_with_checkpoint(&mut self) {
        let (Some(against), Some(root)) = (&self.against, &self.root_then) else {
            return;
        };
        let size = against.checkpoint.size();
        if size > self.head.position {
            return self.outcome.add(Finding::TailDeleted {
                checkpoint: size,
                ledger: self.head.position,
            });
        }
        if root
            .root()
            .is_some_and(|root| root != against.checkpoint.root())
        {
            self.outcome.add(Finding::CheckpointDiffers { size });
        }
    }
}

/// The stretches of positions whose perfect subtrees differ: a frontier holds one root for each.
fn differing(stored: &Frontier, computed: &Frontier) -> Vec<(Position, Position)> {
    let size = computed.size();
    let (stored, computed) = (stored.to_bytes(), computed.to_bytes());
    let mut start = 0;
    let subtrees = (0..u64::BITS).rev().filter(|bit| size >> bit & 1 == 1);
    let mut stretches = Vec::new();
    for (bit, (a, b)) in subtrees.zip(stored.chunks(32).zip(computed.chunks(32))) {
        let end = start + (1 << bit);
        if a != b {
            stretches.push((start + 1, end));
        }
        start = end;
    }
    stretches
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    findings: Vec<Finding>,
    found: u64,
    /// Rows are missing: roots beyond the gap mean nothing.
    broken: bool,
    rows: u64,
    compared: Option<u64>,
    log: Frontier,
}

impl Outcome {
    pub(super) fn add(&mut self, finding: Finding) {
        self.found += 1;
        if self.findings.len() < SHOWN {
            self.findings.push(finding);
        }
    }

    fn missing(&mut self, from: Position, to: Position) {
        self.broken = true;
        self.add(Finding::RowMissing { from, to });
    }

    fn moved(&mut self, place: Position, home: Position) {
        let listed = self
            .findings
            .iter_mut()
            .find(|it| matches!(it, Finding::RowAltered { position, .. } if *position == place));
        if let Some(listed) = listed
            && let Finding::RowAltered {
                stream, sequence, ..
            } = listed
        {
            *listed = Finding::RowMoved {
                position: place,
                stream: stream.clone(),
                sequence: *sequence,
                home,
            };
        }
    }

    pub(super) fn into_verified(mut self, msp: MspId) -> Verified {
        self.findings
            .sort_by_key(|finding| finding.position().unwrap_or(Position::MAX));
        Verified {
            msp,
            events: self.rows,
            log: self.log.head(),
            compared: self.compared,
            findings: self.findings,
            found: self.found,
        }
    }
}
