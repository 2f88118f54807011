//! How much memory this process has, and had at its peak, by Linux' own books.

/// In megabytes; not known elsewhere than on Linux.
pub(crate) fn peak() -> Option<f64> {
    megabytes("VmHWM:")
}

/// In megabytes, as it is now.
pub(crate) fn now() -> Option<f64> {
    megabytes("VmRSS:")
}

/// From here on the peak is that of what follows.
pub(crate) fn forget_peak() {
    /// As Linux wants to be told.
    const PEAK: &str = "5";
    // Where it cannot be done the peak is that of the whole process: too high, never too low.
    drop(std::fs::write("/proc/self/clear_refs", PEAK));
}

fn megabytes(line: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|it| it.starts_with(line))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}
