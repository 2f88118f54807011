//! How far long work has come: a bar with rate and ETA on a terminal, a line now and then else.

use std::io::{self, IsTerminal};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output::say;

const EVERY: Duration = Duration::from_secs(3);

const TEMPLATE: &str = "{msg}  {bar:30}  {human_pos} of {human_len} events  {per_sec}  {eta} left";

#[derive(Debug)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    what: String,
    total: AtomicU64,
    started: Instant,
    said: Mutex<Instant>,
}

impl Progress {
    pub(crate) fn start(what: &str, total: u64) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template(TEMPLATE)
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.with_style(style).with_message(what.to_owned())
        });
        Self {
            bar,
            what: what.to_owned(),
            total: AtomicU64::new(total),
            started: Instant::now(),
            said: Mutex::new(Instant::now()),
        }
    }

    /// The total, where it becomes known late or grows.
    pub(crate) fn of(&self, total: u64) {
        self.total.store(total, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_length(total);
        }
    }

    pub(crate) fn reached(&self, done: u64) {
        if let Some(bar) = &self.bar {
            return bar.set_position(done);
        }
        let Ok(mut said) = self.said.lock() else {
            return;
        };
        if said.elapsed() >= EVERY {
            *said = Instant::now();
            say(&self.line(done));
        }
    }

    fn line(&self, done: u64) -> String {
        let seconds = self.started.elapsed().as_secs().max(1);
        let rate = done / seconds;
        let total = self.total.load(Ordering::Relaxed);
        let left = total.saturating_sub(done) / rate.max(1);
        let what = &self.what;
        format!("{what}: {done} of {total} events, {rate}/s, about {left} s left")
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
