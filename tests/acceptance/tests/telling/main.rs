//! People are told elsewhere what waits for them: by webhooks and by mail, from real ledgers to receivers on
//! this machine, over real TLS and with time that is driven.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A failed test says so by panicking.

mod channels;
mod hostile;
mod mail;
mod stage;
mod webhooks;
mod working;
