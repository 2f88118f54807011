//! Work for an engine, of which every piece follows from its key: whoever knows the key can ask
//! again, and knows how many events must be there.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::customer::Customer;
use tenantry_domain::ids::MspId;
use tenantry_domain::record::{RecordedEvent, StreamId};
use tenantry_engine::commands::{Done, Engine, Request};
use tenantry_engine::ledger::Ledger;
use tenantry_support::customers::{ada, ask, register, rename, tag};
use tenantry_support::world::new_msp;
use tenantry_support::{Dice, audit};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::tally::{CountOn, Tally};

/// So many tallies are shared by all callers.
const TALLIES: u64 = 5;

/// One command: the `number`th of a caller, who asks one thing after the other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Piece {
    pub(crate) caller: String,
    pub(crate) number: u64,
}

impl Piece {
    pub(crate) fn key(&self) -> String {
        format!("{}.{}", self.caller, self.number)
    }

    pub(crate) fn parse(key: &str) -> Self {
        let (caller, number) = key.split_once('.').expect("a key of ours");
        Self {
            caller: caller.to_owned(),
            number: number.parse().expect("a number"),
        }
    }

    /// How many events it records.
    pub(crate) fn events(&self) -> u64 {
        if self.number % 4 == 2 {
            self.dice().below(5) + 1
        } else {
            1
        }
    }

    pub(crate) fn msp(&self, msps: &[MspId]) -> MspId {
        let mut hasher = DefaultHasher::new();
        self.caller.hash(&mut hasher);
        *Dice::seeded(hasher.finish()).pick(msps)
    }

    /// Carries it out, or says with which code not.
    pub(crate) async fn carry_out(
        &self,
        engine: &Engine,
        msps: &[MspId],
    ) -> Result<Done, &'static str> {
        let msp = self.msp(msps);
        let customer = format!("{}.{}", self.caller, self.number / 4);
        let customer = Uuid::new_v5(&Uuid::NAMESPACE_OID, customer.as_bytes()).to_string();
        let command = match self.number % 4 {
            0 => register("Contoso"),
            1 => tag("gold"),
            2 => return self.count_on(engine, msp).await,
            _ => rename("Fabrikam"),
        };
        let request: Request<Customer> = ask(msp, &customer, command, self.key());
        engine.execute(request).await.map_err(|error| error.code())
    }

    /// Carries it out, asking again while others are in the way on the same tally.
    pub(crate) async fn until_done(&self, engine: &Engine, msps: &[MspId]) -> Done {
        loop {
            match self.carry_out(engine, msps).await {
                Ok(done) => return done,
                Err(code) => assert_eq!(code, "COMMAND_CONTENDED", "{self:?}"),
            }
        }
    }

    async fn count_on(&self, engine: &Engine, msp: MspId) -> Result<Done, &'static str> {
        let request: Request<Tally> = Request {
            msp,
            id: self.dice().below(TALLIES).to_string(),
            command: CountOn(self.events()),
            context: ada().with_key(self.key()),
        };
        engine.execute(request).await.map_err(|error| error.code())
    }

    fn dice(&self) -> Dice {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        Dice::seeded(hasher.finish())
    }
}

pub(crate) fn some_msps(count: usize) -> Vec<MspId> {
    std::iter::repeat_with(new_msp).take(count).collect()
}

/// Has many callers ask for `each` pieces, on these engines in turn, and asks again, with the same
/// key, whatever was answered with an error that `may` be. Gives the receipts and all errors.
pub(crate) async fn until_done(
    engines: &[Arc<Engine>],
    msps: &[MspId],
    callers: usize,
    each: u64,
    may: &'static [&'static str],
) -> (HashMap<Piece, Done>, Vec<&'static str>) {
    let mut crowd = JoinSet::new();
    for caller in 0..callers {
        let engine = engines[caller % engines.len()].clone();
        let msps = msps.to_vec();
        crowd.spawn(async move {
            let (mut done, mut errors) = (Vec::new(), Vec::new());
            for number in 0..each {
                let caller = format!("caller{caller}");
                let piece = Piece { caller, number };
                loop {
                    match piece.carry_out(&engine, &msps).await {
                        Ok(receipt) => break done.push((piece, receipt)),
                        Err(code) => {
                            assert!(may.contains(&code), "{code} for {piece:?}");
                            errors.push(code);
                            tokio::time::sleep(Duration::from_millis(10)).await;
                        }
                    }
                }
            }
            (done, errors)
        });
    }
    let (mut done, mut errors) = (HashMap::new(), Vec::new());
    for (more, others) in crowd.join_all().await {
        done.extend(more);
        errors.extend(others);
    }
    (done, errors)
}

/// Checks the ledgers of these MSPs: whole, and holding each acknowledged piece once, where its
/// receipt says. Gives the keys that are recorded without having been acknowledged.
pub(crate) async fn check(
    ledger: &dyn Ledger,
    msps: &[MspId],
    acknowledged: &HashMap<Piece, Done>,
) -> Vec<Piece> {
    let mut unknown = Vec::new();
    let mut found = 0;
    for msp in msps {
        let events = audit::ledger(ledger, *msp).await;
        for number in 0..TALLIES {
            let _: Tally = audit::fold(&events, &StreamId::new("tally", number));
        }
        for (key, events) in by_key(&events) {
            let piece = Piece::parse(&key);
            assert_whole(&piece, &events);
            match acknowledged.get(&piece) {
                Some(done) => {
                    found += 1;
                    let last = events.last().map(|event| event.position);
                    assert_eq!(last, Some(done.receipt.position), "{key}");
                }
                None => unknown.push(piece),
            }
        }
    }
    assert_eq!(found, acknowledged.len(), "what was acknowledged is there");
    unknown
}

/// All events of a command, one after the other, and none twice.
fn assert_whole(piece: &Piece, events: &[&RecordedEvent]) {
    assert_eq!(events.len() as u64, piece.events(), "{piece:?} is whole");
    for pair in events.windows(2) {
        assert_eq!(pair[1].position, pair[0].position + 1, "{piece:?}");
        assert_eq!(pair[1].sequence, pair[0].sequence + 1, "{piece:?}");
    }
}

fn by_key(events: &[RecordedEvent]) -> HashMap<String, Vec<&RecordedEvent>> {
    let mut keys: HashMap<String, Vec<&RecordedEvent>> = HashMap::new();
    for event in events {
        keys.entry(audit::key_of(event)).or_default().push(event);
    }
    keys
}

/// Asks for everything once more, in a crowd. What is recorded must be answered with its first
/// receipt.
pub(crate) async fn replay(
    engine: &Arc<Engine>,
    msps: &[MspId],
    acknowledged: &HashMap<Piece, Done>,
) {
    let mut crowd = JoinSet::new();
    for (piece, first) in acknowledged.clone() {
        let (engine, msps) = (engine.clone(), msps.to_vec());
        crowd.spawn(async move {
            let again = piece.carry_out(&engine, &msps).await;
            let again = again.unwrap_or_else(|code| panic!("{piece:?}: {code}"));
            assert!(again.replayed, "{piece:?}");
            assert_eq!(again.receipt, first.receipt, "{piece:?}");
        });
        // Fewer than an engine takes at once.
        while crowd.len() >= 256 {
            crowd.join_next().await.expect("some").unwrap();
        }
    }
    crowd.join_all().await;
}
