//! What becomes of a group of commands, decided once for both databases.
//!
//! Given what the database holds, [`judge`] goes through the group in order and says for each
//! proposal whether it is new, was seen before or conflicts; the new ones get their positions,
//! instants and leaf hashes. The adapters read the facts and write the result, no more.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use tenantry_domain::ids::MspId;
use tenantry_domain::merkle::Frontier;
use tenantry_domain::record::{CANONICAL_LIMIT, Canonical, Micros, Position, Sequence, StreamId};
use tenantry_engine::ledger::{
    Head, LedgerError, NewEvent, Proposal, Receipt, RequestHash, StoredShape, Verdict,
};

/// What the database holds, as far as a group is concerned.
#[derive(Debug, Default)]
pub(crate) struct Facts<'a> {
    /// A missing head is that of an empty ledger.
    pub(crate) heads: HashMap<MspId, Head>,
    pub(crate) priors: HashMap<(MspId, &'a str), (RequestHash, Receipt)>,
    /// How long the streams are.
    pub(crate) sequences: HashMap<(MspId, &'a StreamId), Sequence>,
}

impl<'a> Facts<'a> {
    /// The facts under which every proposal succeeds. Written optimistically, with the database
    /// checking what was assumed, they save the round trips that reading would cost.
    pub(crate) fn assumed(heads: HashMap<MspId, Head>, group: &'a [Proposal]) -> Self {
        let mut sequences = HashMap::with_capacity(group.len());
        for proposal in group {
            sequences
                .entry((proposal.msp, &proposal.stream))
                .or_insert(proposal.expected);
        }
        Self {
            heads,
            priors: HashMap::new(),
            sequences,
        }
    }
}

/// A group, judged: what to answer, and what to write for the answers to be true.
#[derive(Debug)]
pub(crate) struct Judged<'a> {
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) events: Vec<PlacedEvent<'a>>,
    pub(crate) commands: Vec<CommandRow<'a>>,
    pub(crate) heads: Vec<MovedHead>,
}

impl Judged<'_> {
    /// Whether every command was found new. Only then is a judgement on assumed facts as good as
    /// one on read facts: it is checked by what is written.
    pub(crate) fn all_new(&self) -> bool {
        self.verdicts
            .iter()
            .all(|verdict| matches!(verdict, Verdict::Committed(_)))
    }
}

/// An event with its place in the ledger.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PlacedEvent<'a> {
    pub(crate) fields: Canonical<'a>,
    pub(crate) leaf: [u8; 32],
}

/// A key and what became of its command.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CommandRow<'a> {
    pub(crate) msp: MspId,
    pub(crate) key: &'a str,
    pub(crate) request: &'a RequestHash,
    pub(crate) receipt: Receipt,
}

/// The end of a ledger before and after the group.
#[derive(Debug, Clone)]
pub(crate) struct MovedHead {
    pub(crate) before: Position,
    pub(crate) after: Head,
}

/// Goes through the group in order. See the module's words.
pub(crate) fn judge<'a>(
    group: &'a [Proposal],
    facts: Facts<'a>,
    now: Micros,
) -> Result<Judged<'a>, LedgerError> {
    let mut bench = Bench {
        facts,
        now,
        logs: HashMap::new(),
        judged: Judged {
            verdicts: Vec::with_capacity(group.len()),
            events: Vec::with_capacity(group.len()),
            commands: Vec::with_capacity(group.len()),
            heads: Vec::new(),
        },
    };
    for proposal in group {
        let verdict = bench.judge(proposal)?;
        bench.judged.verdicts.push(verdict);
    }
    let mut judged = bench.judged;
    judged.heads = bench
        .logs
        .into_iter()
        .filter(|(_, log)| log.took_something)
        .map(|(msp, log)| log.close(msp))
        .collect();
    judged.heads.sort_unstable_by_key(|head| head.after.msp);
    Ok(judged)
}

/// The state of going through a group.
struct Bench<'a> {
    facts: Facts<'a>,
    now: Micros,
    logs: HashMap<MspId, Log>,
    judged: Judged<'a>,
}

impl<'a> Bench<'a> {
    fn judge(&mut self, proposal: &'a Proposal) -> Result<Verdict, LedgerError> {
        let key = (proposal.msp, proposal.key.as_str());
        if let Some((request, receipt)) = self.facts.priors.get(&key) {
            let same = *request == proposal.request;
            return Ok(if same {
                Verdict::Replayed(*receipt)
            } else {
                Verdict::KeyReused
            });
        }
        let stream = (proposal.msp, &proposal.stream);
        let actual = self.facts.sequences.get(&stream).copied().unwrap_or(0);
        // A command that records nothing was right at some moment between its arrival and now,
        // and that is all an answer can promise: what the stream does meanwhile is no matter.
        if actual != proposal.expected && !proposal.events.is_empty() {
            return Ok(Verdict::Conflict { actual });
        }
        let log = match self.logs.entry(proposal.msp) {
            Entry::Occupied(open) => open.into_mut(),
            Entry::Vacant(slot) => {
                slot.insert(Log::open(self.facts.heads.get(&proposal.msp), self.now)?)
            }
        };
        let first = self.judged.events.len();
        for event in &proposal.events {
            let sequence = proposal.expected + (self.judged.events.len() - first) as u64 + 1;
            let position = log.frontier.size() + (self.judged.events.len() - first) as u64 + 1;
            let fields = log.place(proposal, event, position, sequence);
            let bytes = fields.len();
            if bytes > CANONICAL_LIMIT {
                self.judged.events.truncate(first);
                return Ok(Verdict::TooLarge {
                    bytes,
                    limit: CANONICAL_LIMIT,
                });
            }
            self.judged.events.push(PlacedEvent {
                leaf: fields.leaf(),
                fields,
            });
        }
        let placed = &self.judged.events[first..];
        for event in placed {
            log.frontier.push(event.leaf);
        }
        log.took_something = true;
        let sequence = placed.last().map_or(actual, |event| event.fields.sequence);
        let receipt = Receipt {
            position: log.frontier.size(),
            events: u32::try_from(placed.len()).unwrap_or(u32::MAX),
            sequence,
            recorded_at: log.recorded_at,
        };
        self.facts.sequences.insert(stream, sequence);
        self.facts.priors.insert(key, (proposal.request, receipt));
        self.judged.commands.push(CommandRow {
            msp: proposal.msp,
            key: &proposal.key,
            request: &proposal.request,
            receipt,
        });
        Ok(Verdict::Committed(receipt))
    }
}

/// One MSP's Merkle log while a group goes in.
struct Log {
    before: Position,
    frontier: Frontier,
    recorded_at: Micros,
    /// Where every proposal failed there is no head to write.
    took_something: bool,
}

impl Log {
    fn open(head: Option<&Head>, now: Micros) -> Result<Self, LedgerError> {
        let Some(head) = head else {
            return Ok(Self {
                before: 0,
                frontier: Frontier::new(),
                recorded_at: now,
                took_something: false,
            });
        };
        let frontier = Frontier::from_bytes(head.position, &head.frontier).map_err(|reason| {
            LedgerError::Corrupt {
                detail: format!("the head of {}: {reason}", head.msp),
            }
        })?;
        // Instants never fall behind, even when the clock is set back or two nodes disagree.
        Ok(Self {
            before: head.position,
            frontier,
            recorded_at: now.max(head.recorded_at),
            took_something: false,
        })
    }

    fn place<'a>(
        &self,
        proposal: &'a Proposal,
        event: &'a NewEvent,
        position: Position,
        sequence: Sequence,
    ) -> Canonical<'a> {
        Canonical {
            msp: proposal.msp,
            position,
            stream: &proposal.stream,
            sequence,
            event_type: &event.event_type,
            event_version: &event.event_version,
            payload: &event.payload,
            metadata: &proposal.metadata,
            recorded_at: self.recorded_at,
        }
    }

    fn close(self, msp: MspId) -> MovedHead {
        let after = Head {
            msp,
            position: self.frontier.size(),
            frontier: self.frontier.to_bytes(),
            recorded_at: self.recorded_at,
        };
        MovedHead {
            before: self.before,
            after,
        }
    }
}

/// The kinds of events in a group.
pub(crate) fn shapes_of(group: &[Proposal]) -> impl Iterator<Item = StoredShape> + '_ {
    group.iter().flat_map(|proposal| {
        proposal.events.iter().map(|event| StoredShape {
            aggregate_type: proposal.stream.aggregate_type.clone(),
            event_type: event.event_type.clone(),
            event_version: event.event_version.clone(),
        })
    })
}
