//! A closed load: so many callers, each asking the next thing when the last one was answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tenantry_domain::ids::MspId;
use uuid::Uuid;

use crate::cpu;

/// How many MSPs the lives are spread over.
pub(crate) const MSPS: u128 = 16;

/// Counted from here on: connections are open and caches filled by then.
const SETTLE: Duration = Duration::from_millis(300);

/// Something that carries out the commands of a life, one after the other.
pub(crate) trait Subject: Send + Sync + 'static {
    /// Returns when the command is durable. A failed command ends the whole measurement.
    fn command(&self, life: &Life, step: usize) -> impl Future<Output = ()> + Send;
}

/// One aggregate from its first command to its last.
#[derive(Debug, Clone)]
pub(crate) struct Life {
    pub(crate) msp: MspId,
    pub(crate) id: String,
}

impl Life {
    fn new(number: usize) -> Self {
        Self {
            msp: msp(number as u128),
            id: Uuid::now_v7().to_string(),
        }
    }
}

/// The MSP that the life with this number belongs to.
pub(crate) fn msp(number: u128) -> MspId {
    any_msp(number % MSPS)
}

/// One of as many MSPs as there are numbers.
pub(crate) fn any_msp(number: u128) -> MspId {
    MspId::new(Uuid::from_u128(
        0x0190_b5a0_7a3e_7c65_9a54_0000_0000_0000 + number,
    ))
}

/// What a load came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome {
    /// Per second.
    pub(crate) rate: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    /// Time of processors per command, the database's included.
    pub(crate) cpu: Duration,
    /// The share of the machine that others took meanwhile.
    pub(crate) elsewhere: f64,
}

/// Lets `callers` live whole lives of `steps` commands for a while.
pub(crate) async fn run<S: Subject>(
    subject: Arc<S>,
    callers: usize,
    steps: usize,
    duration: Duration,
) -> Outcome {
    let begin = Instant::now() + SETTLE;
    let end = begin + duration;
    let callers: Vec<_> = (0..callers)
        .map(|caller| tokio::spawn(call(subject.clone(), caller, steps, begin, end)))
        .collect();
    let server = crate::server::process();
    tokio::time::sleep_until(begin.into()).await;
    let (used, worked) = (cpu::used(server), cpu::worked());
    tokio::time::sleep_until(end.into()).await;
    let used = cpu::used(server).saturating_sub(used);
    let worked = cpu::worked().saturating_sub(worked);
    let mut waits = Vec::new();
    for caller in callers {
        waits.extend(caller.await.expect("a caller lives to the end"));
    }
    waits.sort_unstable();
    let at = |share: f64| {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss
        )]
        let place = (waits.len() as f64 * share) as usize;
        waits.get(place).copied().unwrap_or_default()
    };
    Outcome {
        rate: crate::stats::per_second(waits.len(), duration),
        p50: at(0.50),
        p99: at(0.99),
        elsewhere: cpu::elsewhere(worked, used, duration),
        cpu: used / u32::try_from(waits.len().max(1)).unwrap_or(u32::MAX),
    }
}

async fn call<S: Subject>(
    subject: Arc<S>,
    caller: usize,
    steps: usize,
    begin: Instant,
    end: Instant,
) -> Vec<Duration> {
    let mut waits = Vec::new();
    // A caller does not stay with one MSP: over a run each has its share.
    for number in (caller..).step_by(7) {
        let life = Life::new(number);
        for step in 0..steps {
            let asked = Instant::now();
            subject.command(&life, step).await;
            let answered = Instant::now();
            if answered > end {
                return waits;
            }
            if answered >= begin {
                waits.push(answered - asked);
            }
        }
    }
    waits
}
