//! Random commits against the rules in a few lines.

use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tenantry_domain::ids::MspId;
use tenantry_engine::ledger::{Ledger, Proposal, Receipt, Verdict};
use tenantry_support::world::new_msp;
use tenantry_support::{World, audit, on_both_databases};
use tokio::runtime::Handle;

use crate::proposals::{commit, proposal};

const MSPS: usize = 2;
const NODES: usize = 2;

/// A command, in terms of what is true when it arrives.
#[derive(Debug, Clone)]
struct Attempt {
    msp: usize,
    stream: u8,
    /// How far off the stream's length is guessed.
    guess: i64,
    texts: Vec<&'static str>,
    key: u8,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let guess = prop_oneof![6 => Just(0), 1 => Just(1), 1 => Just(-1)];
    let texts = prop::collection::vec(prop::sample::select(vec!["x", "y"]), 0..3);
    (0..MSPS, 0..3_u8, guess, texts, 0..12_u8).prop_map(|(msp, stream, guess, texts, key)| {
        Attempt {
            msp,
            stream,
            guess,
            texts,
            key,
        }
    })
}

/// Groups, each for one of the nodes.
fn history() -> impl Strategy<Value = Vec<(usize, Vec<Attempt>)>> {
    let group = prop::collection::vec(attempt(), 1..7);
    prop::collection::vec((0..NODES, group), 1..10)
}

/// The position, the number of events, and the length of the stream afterwards.
type CameTo = (u64, u32, u64);

/// The rules.
#[derive(Debug, Default)]
struct Model {
    streams: HashMap<(MspId, String), Vec<String>>,
    keys: HashMap<(MspId, String), ([u8; 32], CameTo)>,
    positions: HashMap<MspId, u64>,
}

/// A verdict without its instant, which the model does not know.
#[derive(Debug, PartialEq)]
enum Fate {
    Committed(u64, u32, u64),
    Replayed(u64, u32, u64),
    KeyReused,
    Conflict(u64),
}

impl Model {
    fn length(&self, asked: (MspId, &str)) -> u64 {
        let key = (asked.0, asked.1.to_owned());
        self.streams.get(&key).map_or(0, |it| it.len() as u64)
    }

    fn fate(&mut self, asked: &Proposal) -> Fate {
        let id = asked.stream.aggregate_id.clone();
        if let Some((request, (position, events, sequence))) =
            self.keys.get(&(asked.msp, asked.key.clone()))
        {
            return if *request == asked.request {
                Fate::Replayed(*position, *events, *sequence)
            } else {
                Fate::KeyReused
            };
        }
        let actual = self.length((asked.msp, &id));
        if actual != asked.expected && !asked.events.is_empty() {
            return Fate::Conflict(actual);
        }
        let stream = self.streams.entry((asked.msp, id)).or_default();
        stream.extend(asked.events.iter().map(|it| it.payload.clone()));
        let position = self.positions.entry(asked.msp).or_default();
        *position += asked.events.len() as u64;
        let events = u32::try_from(asked.events.len()).unwrap();
        let came_to = (*position, events, stream.len() as u64);
        let key = (asked.msp, asked.key.clone());
        self.keys.insert(key, (asked.request, came_to));
        Fate::Committed(came_to.0, came_to.1, came_to.2)
    }
}

fn fate_of(verdict: &Verdict) -> Fate {
    let parts = |receipt: &Receipt| (receipt.position, receipt.events, receipt.sequence);
    match verdict {
        Verdict::Committed(receipt) => {
            let (position, events, sequence) = parts(receipt);
            Fate::Committed(position, events, sequence)
        }
        Verdict::Replayed(receipt) => {
            let (position, events, sequence) = parts(receipt);
            Fate::Replayed(position, events, sequence)
        }
        Verdict::KeyReused => Fate::KeyReused,
        Verdict::Conflict { actual } => Fate::Conflict(*actual),
        Verdict::TooLarge { .. } => panic!("nothing here is large"),
    }
}

async fn holds(nodes: &[Arc<dyn Ledger>], history: Vec<(usize, Vec<Attempt>)>) {
    let msps: Vec<MspId> = (0..MSPS).map(|_| new_msp()).collect();
    let mut model = Model::default();
    for (node, attempts) in history {
        let mut group = Vec::new();
        let mut fates = Vec::new();
        for attempt in attempts {
            let (msp, id) = (msps[attempt.msp], format!("s{}", attempt.stream));
            let length = model.length((msp, &id)).cast_signed();
            let expected = u64::try_from(length + attempt.guess).unwrap_or(0);
            let key = format!("k{}", attempt.key);
            let asked = proposal(msp, &id, expected, &attempt.texts, &key);
            fates.push(model.fate(&asked));
            group.push(asked);
        }
        let verdicts = commit(&*nodes[node], group).await;
        assert_eq!(verdicts.iter().map(fate_of).collect::<Vec<_>>(), fates);
    }
    for msp in msps {
        let events = audit::ledger(&*nodes[0], msp).await;
        let mut streams: HashMap<(MspId, String), Vec<String>> = HashMap::new();
        for event in events {
            let id = event.stream.aggregate_id;
            streams.entry((msp, id)).or_default().push(event.payload);
        }
        model.streams.retain(|_, events| !events.is_empty());
        for (stream, events) in model.streams.iter().filter(|((of, _), _)| *of == msp) {
            assert_eq!(streams.remove(stream).as_ref(), Some(events));
        }
        assert!(streams.is_empty(), "{streams:?}");
    }
}

async fn the_ledger_follows_the_rules(world: World) {
    let nodes: Vec<Arc<dyn Ledger>> = vec![world.ledger().await, world.ledger().await];
    let config = Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    };
    let runtime = Handle::current();
    tokio::task::block_in_place(|| {
        TestRunner::new(config)
            .run(&history(), |history| {
                runtime.block_on(holds(&nodes, history));
                Ok(())
            })
            .unwrap_or_else(|failure| panic!("{failure}"));
    });
}

on_both_databases!(the_ledger_follows_the_rules);
