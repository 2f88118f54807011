//! `tenantry approvals hand-out`: a first password, to one person, once.

use std::io::{self, IsTerminal as _};

use clap::Args;
use serde::Serialize;
use tenantry_domain::ids::ApprovalId;

use super::desk::{Desk, ROLE};
use crate::command::Ask;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, say};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The approval by which the user was created
    id: String,
    /// Print it where standard output is no terminal, too: into a file or another program
    #[arg(long)]
    reveal: bool,
    #[command(flatten)]
    ask: Ask,
}

/// The only place where a first password is shown.
#[derive(Debug, Serialize)]
struct HandedOut<'a> {
    id: ApprovalId,
    password: &'a str,
    outcome: &'static str,
    position: u64,
}

/// Nothing but the password goes to standard output.
pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let id: ApprovalId = asked.id.parse()?;
    let (msp, context) = (installation::msp(&asked.ask.msp)?, asked.ask.context()?);
    // It is handed out once: not into a log that nobody thought of.
    if !asked.reveal && !io::stdout().is_terminal() {
        let message =
            "standard output is no terminal; with --reveal the password goes there all the same";
        let code = "REVEAL_NEEDED";
        return Err(Failure::new(code, Exit::Usage, message.to_owned()));
    }
    let desk = Desk::of(msp, config).await?;
    let (password, done) = desk.approvals().hand_out(msp, id, ROLE, context).await?;
    let receipt = desk.receipt(id, done);
    if output.json {
        output.document(&HandedOut {
            id,
            password: password.expose(),
            outcome: receipt.outcome,
            position: receipt.position,
        })?;
    } else {
        output.line(password.expose())?;
        say("It is not shown again. Whoever signs in with it has to choose another.");
    }
    Ok(Exit::Ok)
}
