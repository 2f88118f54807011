//! What was measured, as a table for people and as JSON for programs.

use std::fmt::Write as _;
use std::time::Duration;

use serde::Serialize;

use crate::stats::Spread;

/// One table of results.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) ratios: Vec<Ratio>,
}

/// One subject's figures, in the order in which they are to be read.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) subject: String,
    pub(crate) figures: Vec<(&'static str, Figure)>,
}

#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Figure {
    /// How many per second; more is better.
    Rate {
        per_second: Spread,
    },
    /// How long in microseconds; less is better.
    Time {
        micros: Spread,
    },
    Megabytes {
        megabytes: Spread,
    },
    Bytes {
        bytes: Spread,
    },
    /// How many; what is good depends.
    Count {
        count: Spread,
    },
    /// How much of the machine others took; a figure taken beside much of that says little.
    Share {
        percent: Spread,
    },
}

/// How many times better ours is, round by round.
#[derive(Debug, Serialize)]
pub(crate) struct Ratio {
    pub(crate) of: String,
    pub(crate) times: Spread,
    /// The least that was promised.
    pub(crate) promised: f64,
}

impl Report {
    pub(crate) fn new(name: &'static str, title: impl Into<String>) -> Self {
        Self {
            name,
            title: title.into(),
            rows: Vec::new(),
            ratios: Vec::new(),
        }
    }

    /// The table as text, columns aligned.
    pub(crate) fn text(&self) -> String {
        let mut out = format!("\n== {}: {}\n", self.name, self.title);
        let width = self.rows.iter().map(|row| row.subject.len()).max();
        for row in &self.rows {
            let _ = write!(out, "   {:width$}", row.subject, width = width.unwrap_or(0));
            for (name, figure) in &row.figures {
                let _ = write!(out, "   {name} {:>26}", figure.text());
            }
            out.push('\n');
        }
        for ratio in &self.ratios {
            let Spread { median, min, max } = ratio.times;
            let met = if median >= ratio.promised {
                "met"
            } else {
                "NOT MET"
            };
            let _ = writeln!(
                out,
                "   {}: {median:.2}x ({min:.2}–{max:.2}), promised {}x: {met}",
                ratio.of, ratio.promised
            );
        }
        out
    }
}

impl Figure {
    pub(crate) fn rates(rates: impl IntoIterator<Item = f64>) -> Self {
        Self::Rate {
            per_second: Spread::of(rates),
        }
    }

    pub(crate) fn times(times: impl IntoIterator<Item = Duration>) -> Self {
        Self::Time {
            micros: Spread::of(times.into_iter().map(|time| time.as_secs_f64() * 1e6)),
        }
    }

    pub(crate) fn bytes(bytes: f64) -> Self {
        Self::Bytes {
            bytes: Spread::of([bytes]),
        }
    }

    /// How many there are for each of so many.
    #[allow(clippy::cast_precision_loss)] // Counts here stay far below 2^52.
    pub(crate) fn count(count: u64, each: usize) -> Self {
        Self::Count {
            count: Spread::of([count as f64 / each as f64]),
        }
    }

    pub(crate) fn fine(count: f64) -> Self {
        Self::Count {
            count: Spread::of([count]),
        }
    }

    pub(crate) fn shares(shares: impl IntoIterator<Item = f64>) -> Self {
        Self::Share {
            percent: Spread::of(shares.into_iter().map(|share| share * 100.0)),
        }
    }

    fn text(self) -> String {
        match self {
            Self::Rate { per_second: s } => {
                format!("{:.0} ({:.0}–{:.0})/s", s.median, s.min, s.max)
            }
            Self::Time { micros: s } => {
                format!("{:.0} ({:.0}–{:.0}) us", s.median, s.min, s.max)
            }
            Self::Share { percent: s } => {
                format!("{:.1} ({:.1}–{:.1}) %", s.median, s.min, s.max)
            }
            Self::Bytes { bytes: s } => format!("{:.0} B", s.median),
            Self::Count { count: s } => format!("{:.1}", s.median),
            Self::Megabytes { megabytes: s } => {
                format!("{:.0} ({:.0}–{:.0}) MB", s.median, s.min, s.max)
            }
        }
    }
}
