//! What a run would ask for.

use clap::Args;
use serde::Serialize;
use tenantry_domain::text::Reason;
use tenantry_engine::procedure_runs::{Foreseen, Foresight};

use super::inputs::Wanted;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::output::{Output, plain};
use crate::work::Ground;

#[derive(Debug, Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    wanted: Wanted,
    /// The MSP it is for
    #[arg(long, value_name = "MSP")]
    msp: String,
}

/// One step. Whom it is about is not told: whoever decides sees it.
#[derive(Debug, Serialize)]
struct Shown {
    key: String,
    title: String,
    after: Vec<String>,
    /// How many things would become otherwise; none where that cannot be said yet.
    changes: Option<usize>,
    error: Option<&'static str>,
    sentence: String,
}

impl From<Foreseen> for Shown {
    fn from(seen: Foreseen) -> Self {
        let (changes, error, sentence) = match &seen.what {
            Foresight::Planned(planned) if planned.1.is_empty() => (
                Some(0),
                None,
                "all is already as it is to become".to_owned(),
            ),
            Foresight::Planned(planned) => {
                let count = planned.1.changes.len();
                (Some(count), None, planned.0.kind().sentence().to_owned())
            }
            Foresight::Later { made_by } => {
                let sentence = format!("it is about whom the step {made_by} makes");
                (None, None, sentence)
            }
            Foresight::Impossible(error) => (None, Some(error.code()), error.to_string()),
        };
        Self {
            key: seen.step.to_string(),
            title: seen.title.as_str().to_owned(),
            after: seen.after.iter().map(ToString::to_string).collect(),
            changes,
            error,
            sentence,
        }
    }
}

/// Not all right, where a step could not be asked for as things stand now.
pub(super) async fn run(asked: Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let ground = Ground::of(config).await?;
    let reason = Reason::clipped("", "to be looked at");
    let wish = asked.wanted.wish(&ground, msp, reason).await?;
    let steps = ground.runs.preview(msp, wish).await?;
    let shown: Vec<Shown> = steps.into_iter().map(Shown::from).collect();
    output.list(["step", "changes", "what"], &shown, |it| {
        let count = it
            .changes
            .map_or_else(|| "later".to_owned(), |count| count.to_string());
        [
            it.key.clone(),
            it.error.map_or(count, str::to_owned),
            plain(&format!("{}: {}", it.title, it.sentence)),
        ]
    })?;
    Ok(if shown.iter().any(|it| it.error.is_some()) {
        Exit::NotRight
    } else {
        Exit::Ok
    })
}
