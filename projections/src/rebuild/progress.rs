//! How a rebuild is getting on.

use std::time::{Duration, Instant};

use super::Stretch;

/// A moment of a rebuild.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Events passed, those of an earlier, killed run included.
    pub events: u64,
    /// Events there are, as far as known now.
    pub total: u64,
    /// Events per second since this run began.
    pub rate: f64,
    /// How long it will take at this rate; none before there is a rate.
    pub eta: Option<Duration>,
    pub msps: usize,
}

pub(crate) type Report<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// How often at most somebody is told.
const EVERY: Duration = Duration::from_millis(100);

pub(super) struct Meter<'a> {
    report: Report<'a>,
    began: Instant,
    told: Option<Instant>,
    /// Events passed by this run.
    run: u64,
    /// Events passed before it.
    before: u64,
    total: u64,
    msps: usize,
}

impl<'a> Meter<'a> {
    pub(super) fn new(report: Report<'a>) -> Self {
        Self {
            report,
            began: Instant::now(),
            told: None,
            run: 0,
            before: 0,
            total: 0,
            msps: 0,
        }
    }

    pub(super) fn aim(&mut self, stretches: &[Stretch]) {
        let sum = |of: fn(&Stretch) -> i64| -> u64 {
            u64::try_from(stretches.iter().map(of).sum::<i64>()).unwrap_or_default()
        };
        self.total = sum(|s| s.to);
        self.before = sum(|s| s.partition.position).saturating_sub(self.run);
        self.msps = stretches.len();
    }

    pub(super) fn passed(&mut self, events: usize) {
        self.run += events as u64;
        if self.told.is_none_or(|at| at.elapsed() >= EVERY) {
            self.tell();
        }
    }

    pub(super) fn done(&mut self) {
        self.tell();
    }

    #[allow(clippy::cast_precision_loss)] // A rate for people to look at.
    fn tell(&mut self) {
        let seconds = self.began.elapsed().as_secs_f64().max(1e-6);
        let rate = self.run as f64 / seconds;
        let events = self.before + self.run;
        let left = self.total.saturating_sub(events);
        let eta = (rate > 0.0).then(|| Duration::try_from_secs_f64(left as f64 / rate).ok());
        (self.report)(Progress {
            events,
            total: self.total,
            rate,
            eta: eta.flatten(),
            msps: self.msps,
        });
        self.told = Some(Instant::now());
    }
}
