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
