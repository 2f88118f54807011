//! How long processors worked for something: a figure that a busy machine disturbs less than the
//! time on the clock. Read from Linux' own books; elsewhere it is not known.

use std::fs;
use std::time::Duration;

/// What this process and the PostgreSQL server under it have used so far. A process that ended
/// meanwhile is missing, so this is for short whiles in which nobody connects anew.
pub(crate) fn used(postmaster: Option<u32>) -> Duration {
    let mut processes = vec![std::process::id()];
    if let Some(postmaster) = postmaster {
        processes.push(postmaster);
        processes.extend(children(postmaster));
    }
    Duration::from_nanos(processes.into_iter().map(nanoseconds).sum())
}

/// What all processors of the machine have worked so far, for whomever.
pub(crate) fn worked() -> Duration {
    /// Linux counts here in hundredths of a second, whatever its own clock does.
    const TICK: Duration = Duration::from_millis(10);
    let books = fs::read_to_string("/proc/stat").unwrap_or_default();
    let line = books.lines().next().unwrap_or_default();
    let ticks = |place: usize| -> u32 {
        let field = line.split_whitespace().nth(place);
        field.and_then(|it| it.parse().ok()).unwrap_or(0)
    };
    // user, nice, system; what follows is idling, waiting and the kernel's own interrupts.
    TICK * (ticks(1) + ticks(2) + ticks(3))
}

/// The share of the machine, from 0 to 1, that went to others in a while in which all worked so
/// much and we used so much of it.
pub(crate) fn elsewhere(worked: Duration, used: Duration, during: Duration) -> f64 {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let there_was = during * u32::try_from(processors).unwrap_or(1);
    worked.saturating_sub(used).as_secs_f64() / there_was.as_secs_f64()
}

fn children(parent: u32) -> Vec<u32> {
    fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"))
        .unwrap_or_default()
        .split_whitespace()
        .filter_map(|id| id.parse().ok())
        .collect()
}

fn nanoseconds(process: u32) -> u64 {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else {
        return 0;
    };
    threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("schedstat")).ok())
        .filter_map(|books| books.split(' ').next()?.parse::<u64>().ok())
        .sum()
}
