//! One command to the engine, and its receipt.

use std::fmt::Display;
use std::str::FromStr;

use clap::Args;
use serde::Serialize;
use tenantry_domain::aggregate::Aggregate;
use tenantry_domain::ids::{MalformedId, MspId};
use tenantry_domain::text::Reason;
use tenantry_engine::commands::{Context, Done, Engine, Request};
use uuid::Uuid;

use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::Output;

/// What goes with every command.
#[derive(Debug, Args)]
pub(crate) struct Ask {
    /// The MSP it is for
    #[arg(long, value_name = "MSP")]
    pub(crate) msp: String,
    /// An idempotency key: the same command with the same key is carried out once
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// Why, for the record
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

impl Ask {
    /// Who asks, why, and under which key.
    pub(crate) fn context(&self) -> Result<Context, Failure> {
        let mut context = installation::operator();
        if let Some(reason) = &self.reason {
            context = context.because(Reason::new(reason)?.as_str());
        }
        if let Some(key) = &self.key {
            context = context.with_key(key.as_str());
        }
        Ok(context)
    }

    /// The reason, where what was done is told with it.
    pub(crate) fn given_reason(&self) -> Result<Option<Reason>, Failure> {
        Ok(self.reason.as_deref().map(Reason::new).transpose()?)
    }

    /// The reason, where nothing is done without one.
    pub(crate) fn needed_reason(&self) -> Result<Reason, Failure> {
        Ok(Reason::new(self.reason.as_deref().unwrap_or_default())?)
    }
}

/// The id of what a command is for.
#[derive(Debug)]
pub(crate) struct Subject(pub(crate) String);

impl Subject {
    /// An id that was given, in the one spelling that streams use.
    pub(crate) fn of<Id: FromStr<Err = MalformedId> + Display>(
        text: &str,
    ) -> Result<Self, Failure> {
        Ok(Self(text.parse::<Id>()?.to_string()))
    }

    /// The id given, or a new one. With an idempotency key the new one follows from the key, so
    /// that the same command again is the same request.
    pub(crate) fn new_or<Id: FromStr<Err = MalformedId> + Display>(
        text: Option<&str>,
        ask: &Ask,
    ) -> Result<Self, Failure> {
        match (text, &ask.key) {
            (Some(text), _) => Self::of::<Id>(text),
            (None, None) => Ok(Self(Uuid::now_v7().to_string())),
            (None, Some(key)) => {
                let msp = installation::msp(&ask.msp)?;
                Ok(Self(
                    Uuid::new_v5(&msp.as_uuid(), key.as_bytes()).to_string(),
                ))
            }
        }
    }
}

/// What became of a command.
#[derive(Debug, Serialize)]
pub(crate) struct Receipt {
    pub(crate) msp: MspId,
    pub(crate) stream: String,
    pub(crate) outcome: &'static str,
    pub(crate) position: u64,
    pub(crate) sequence: u64,
    pub(crate) recorded_at: String,
}

/// Sends a command and prints its receipt.
pub(crate) async fn send<A: Aggregate>(
    subject: Subject,
    command: A::Command,
    ask: Ask,
    config: &Config,
    output: &Output,
) -> Result<Exit, Failure> {
    let msp = installation::msp(&ask.msp)?;
    let context = ask.context()?;
    let engine = installation::engine(config).await?;
    let receipt = execute::<A>(&engine, msp, subject, command, context).await?;
    print(&receipt, output)?;
    Ok(Exit::Ok)
}

pub(crate) async fn execute<A: Aggregate>(
    engine: &Engine,
    msp: MspId,
    subject: Subject,
    command: A::Command,
    context: Context,
) -> Result<Receipt, Failure> {
    let stream = format!("{}/{}", A::TYPE, subject.0);
    let request = Request::<A> {
        msp,
        id: subject.0,
        command,
        context,
    };
    Ok(receipt(msp, stream, engine.execute(request).await?))
}

pub(crate) fn receipt(msp: MspId, stream: String, done: Done) -> Receipt {
    let outcome = match (done.replayed, done.receipt.events) {
        (true, _) => "replayed",
        (false, 0) => "already done",
        (false, _) => "recorded",
    };
    Receipt {
        msp,
        stream,
        outcome,
        position: done.receipt.position,
        sequence: done.receipt.sequence,
        recorded_at: moment::show(done.receipt.recorded_at),
    }
}

pub(crate) fn print(receipt: &Receipt, output: &Output) -> Result<(), Failure> {
    if output.json {
        return output.document(receipt);
    }
    let Receipt {
        stream,
        outcome,
        position,
        ..
    } = receipt;
    output.line(&format!("{stream}  {outcome} at position {position}"))
}
