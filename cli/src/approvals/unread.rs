//! A wish for an operation that there is not: the command line cannot be understood, and it is on record all the same
//! where the rest of it says for which MSP.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, CommandFactory as _, Parser as _};
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::ApprovalId;
use tenantry_engine::approvals::Wished;

use super::Command;
use super::desk::Desk;
use super::request::{Asking, Wanted};
use crate::args::{Args, Command as Group, Global};
use crate::command::Subject;
use crate::config::Config;
use crate::failure::{Failure, USAGE};
use crate::installation;

/// What is asked for with nothing but what goes with every request.
const PLAIN: &str = "disconnect-partner";

/// What could be read of it.
pub(crate) struct Unread {
    pub(crate) global: Global,
    asking: Asking,
}

/// Whether the words failed for the operation, and how they read without it.
pub(crate) fn unread(error: &clap::Error, words: &[OsString]) -> Option<Unread> {
    let Some(ContextValue::String(operation)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let is_unknown = error.kind() == ErrorKind::InvalidSubcommand;
    let place = words.iter().position(|it| *it == **operation)?;
    let (before, rest) = words.split_at(place);
    if !is_unknown || !before.ends_with(&["approvals".into(), "request".into()]) {
        return None;
    }
    let mut read = before.to_vec();
    read.push(PLAIN.into());
    read.extend(known(rest)?);
    let args = Args::try_parse_from(read).ok()?;
    match args.command {
        Group::Approvals(Command::Request(Wanted::DisconnectPartner(it))) => Some(Unread {
            global: args.global,
            asking: it.asking,
        }),
        _ => None,
    }
}

/// The flags that go with every request, each with its value: what else the operation was given is nobody's to read.
fn known(words: &[OsString]) -> Option<Vec<OsString>> {
    let mut all = Args::command();
    all.build();
    let plain = ["approvals", "request", PLAIN];
    let plain = plain
        .iter()
        .try_fold(&all, |command, name| command.find_subcommand(name))?;
    let mut words = words.iter();
    let mut kept = Vec::new();
    while let Some(word) = words.next() {
        let text = word.to_str().unwrap_or_default();
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let is_meant =
            |it: &&Arg| it.get_long().is_some() && it.get_long() == name.strip_prefix("--");
        let Some(flag) = plain.get_arguments().find(is_meant) else {
            continue;
        };
        kept.push(word.clone());
        if flag.get_action().takes_values() && value.is_none() {
            kept.extend(words.next().cloned());
        }
    }
    Some(kept)
}

impl Unread {
    pub(crate) async fn note(&self, config: &Config) -> Result<(), Failure> {
        let ask = &self.asking.ask;
        if self.asking.dry_run {
            return Ok(());
        }
        let (msp, context) = (installation::msp(&ask.msp)?, ask.context()?);
        let subject = Subject::new_or::<ApprovalId>(self.asking.id.as_deref(), ask)?;
        let wished = Wished::of(WishKind::Request, subject.0.parse()?);
        let approvals = Desk::of(msp, config).await?.ground.approvals;
        approvals.note_refused(msp, wished, USAGE, &context).await;
        Ok(())
    }
}
