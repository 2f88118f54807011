//! `tenantry procedures show`: what a version of a procedure does.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;
use tenantry_domain::ids::{MspId, ProcedureId};
use tenantry_domain::procedure::{
    Defined, Definition, Key, Limits, Mark, Procedure, ProcedureRefusal, ProcedureStep,
};
use tenantry_engine::commands::CommandError;

use super::say;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::installation;
use crate::moment;
use crate::output::{Output, Tone, plain};

#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// The procedure's id
    id: String,
    /// Whose procedure
    #[arg(long, value_name = "MSP")]
    msp: String,
    /// An older version [default: the newest]
    #[arg(long, value_name = "N")]
    version: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    msp: MspId,
    id: ProcedureId,
    status: &'static str,
    version: u32,
    newest: u32,
    #[serde(flatten)]
    definition: &'a Definition,
    /// By step; only the newest version has some.
    marks: BTreeMap<&'a Key, Marked<'a>>,
}

#[derive(Debug, Serialize)]
struct Marked<'a> {
    limits: &'a Limits,
    until: String,
    by: String,
    at: String,
}

impl<'a> Marked<'a> {
    fn of(mark: &'a Mark) -> Self {
        Self {
            limits: &mark.limits,
            until: moment::show(mark.until),
            by: mark.by.to_string(),
            at: moment::show(mark.at),
        }
    }
}

pub(super) async fn run(asked: &Asked, config: &Config, output: &Output) -> Result<Exit, Failure> {
    let msp = installation::msp(&asked.msp)?;
    let id: ProcedureId = asked.id.parse()?;
    let engine = installation::engine(config).await?;
    let procedure: Procedure = engine.load(msp, &id.to_string()).await?;
    let missing = || CommandError::Refused(ProcedureRefusal::ProcedureNotFound);
    let known = procedure.known().ok_or_else(missing)?;
    let (newest, version) = (known.version, asked.version.unwrap_or(known.version));
    let Some(definition) = known.version(version) else {
        let message = format!("the procedure has no version {version}, the newest is {newest}");
        let code = "PROCEDURE_VERSION_UNKNOWN";
        return Err(Failure::new(code, Exit::Refused, message));
    };
    let shown = Shown {
        msp,
        id,
        status: match procedure {
            Procedure::Retired(_) => "retired",
            Procedure::Defined(_) | Procedure::Unknown => "defined",
        },
        version,
        newest,
        definition,
        marks: marks(known, version),
    };
    if output.json {
        output.document(&shown)?;
    } else {
        print(&shown, output)?;
    }
    Ok(Exit::Ok)
}

fn marks(known: &Defined, version: u32) -> BTreeMap<&Key, Marked<'_>> {
    let marks = known.marks.iter().filter(|_| version == known.version);
    marks.map(|(step, mark)| (step, Marked::of(mark))).collect()
}

fn print(shown: &Shown<'_>, output: &Output) -> Result<(), Failure> {
    let Shown {
        status,
        version,
        newest,
        definition,
        ..
    } = shown;
    let title = output.paint(Tone::Strong, &plain(definition.name.as_str()));
    output.line(&format!("{title}  {status}, version {version} of {newest}"))?;
    if let Some(text) = &definition.description {
        output.line(&format!("  {}", plain(text.as_str())))?;
    }
    let inputs = definition.inputs.iter();
    let inputs = inputs.map(|it| {
        [
            it.key.to_string(),
            it.kind.to_string(),
            plain(it.label.as_str()),
        ]
    });
    output.table(["input", "kind", "label"], &inputs.collect::<Vec<_>>())?;
    for step in &definition.steps {
        print_step(step, shown.marks.get(&step.key), output)?;
    }
    Ok(())
}

fn print_step(
    step: &ProcedureStep,
    mark: Option<&Marked<'_>>,
    output: &Output,
) -> Result<(), Failure> {
    let (key, kind) = (&step.key, step.operation.kind());
    let after: Vec<&str> = step.after.iter().map(Key::as_str).collect();
    let after = match after.as_slice() {
        [] => String::new(),
        steps => format!(", after {}", steps.join(" and ")),
    };
    let key = output.paint(Tone::Strong, key.as_str());
    output.line(&format!(
        "step {key}: {}{after}",
        plain(step.title.as_str())
    ))?;
    output.line(&format!("  {}, risk {}", kind.sentence(), kind.risk()))?;
    for (field, text) in say::fields(&step.operation) {
        output.line(&format!("    {field:<28}{}", plain(&text)))?;
    }
    match mark {
        Some(mark) => print_mark(mark, output),
        None => Ok(()),
    }
}

fn print_mark(mark: &Marked<'_>, output: &Output) -> Result<(), Failure> {
    let Marked {
        limits, until, by, ..
    } = mark;
    let text = format!("  nobody has to approve it until {until}, marked by {by}");
    output.line(&output.paint(Tone::Warning, &plain(&text)))?;
    for (limit, text) in say::limits(limits) {
        output.line(&format!("    {limit:<28}{}", plain(&text)))?;
    }
    Ok(())
}
