//! A step of a procedure, asked for with what the procedure asks for.

use std::collections::BTreeMap;

use clap::Args;
use tenantry_domain::approval_refusal::WishKind;
use tenantry_domain::ids::{ApprovalId, ProcedureId};
use tenantry_domain::procedure::{Definition, InputKind, Key, Procedure, ProcedureRefusal};
use tenantry_engine::approvals::{AnyPersonText, InputWish, StepWish, Wished};
use tenantry_engine::commands::CommandError;

use super::accounts::{Place, licences, user};
use super::desk::Desk;
use super::request::Asking;
use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Debug, Args)]
pub(crate) struct FromProcedure {
    /// The procedure's id
    procedure: String,
    /// The step, by its key
    step: String,
    #[command(flatten)]
    place: Place,
    /// What the procedure asks for; once for each input. Licences are divided by commas
    #[arg(long = "input", value_name = "KEY=VALUE")]
    inputs: Vec<String>,
    /// The approval by which a step before created somebody
    #[arg(long, value_name = "STEP=APPROVAL")]
    made: Vec<String>,
    /// The version that is followed [default: the newest]
    #[arg(long, value_name = "N")]
    version: Option<u32>,
    #[command(flatten)]
    pub(super) asking: Asking,
}

impl FromProcedure {
    /// What is told of it where it is refused.
    pub(super) fn wished(&self, id: ApprovalId) -> Wished {
        let customer = self.place.customer.parse().ok();
        Wished::of(WishKind::Request, id).about(None, customer)
    }

    pub(super) async fn wish(&self, desk: &Desk) -> Result<StepWish, Failure> {
        let (msp, engine) = (desk.msp, &desk.ground.engine);
        let id: ProcedureId = self.procedure.parse()?;
        let procedure: Procedure = engine.load(msp, &id.to_string()).await?;
        let (newest, _) = procedure.active().map_err(CommandError::Refused)?;
        let version = self.version.unwrap_or(newest);
        let known = procedure.known().and_then(|it| it.version(version));
        let unknown = || ProcedureRefusal::ProcedureVersionOutdated {
            from: version,
            newest,
        };
        let definition = known.ok_or_else(|| CommandError::Refused(unknown()))?;
        Ok(StepWish {
            procedure: id,
            version: Some(version),
            step: self.step.parse()?,
            customer: self.place.customer.parse()?,
            tenant: self.place.tenant.parse()?,
            inputs: inputs(definition, &self.inputs)?,
            made: made(&self.made)?,
        })
    }
}

/// Each read as its kind wants it. A value is not repeated where it does not fit: it may say who somebody
/// is.
fn inputs(definition: &Definition, given: &[String]) -> Result<BTreeMap<Key, InputWish>, Failure> {
    let mut inputs = BTreeMap::new();
    for (key, value) in pairs(given, "--input")? {
        let Some(spec) = definition.input(&key) else {
            let unknown = ProcedureRefusal::ProcedureInputUnknown { input: key };
            return Err(CommandError::Refused(unknown).into());
        };
        let read = input(spec.kind, &key, value)?;
        inputs.insert(key, read);
    }
    Ok(inputs)
}

fn input(kind: InputKind, key: &Key, value: &str) -> Result<InputWish, Failure> {
    Ok(match kind {
        InputKind::Text => InputWish::Text(AnyPersonText::Input.of(value)?),
        InputKind::User => InputWish::User(user(value)?),
        InputKind::Country => InputWish::Country(value.parse()?),
        InputKind::Licences => {
            let parts: Vec<&str> = value.split(',').collect();
            InputWish::Licences(licences(&parts)?)
        }
        InputKind::Days => {
            let unfit = |_| ProcedureRefusal::ProcedureInputUnfit {
                input: key.clone(),
                is: InputKind::Text,
                wanted: InputKind::Days,
            };
            let days = value.trim().parse().map_err(unfit);
            InputWish::Days(days.map_err(CommandError::Refused)?)
        }
    })
}

fn made(given: &[String]) -> Result<BTreeMap<Key, ApprovalId>, Failure> {
    let pairs = pairs(given, "--made")?.into_iter();
    let made = pairs.map(|(step, id)| Ok((step, id.parse()?)));
    made.collect()
}

/// Keys with what stands behind the equals sign, each key once.
fn pairs<'a>(given: &'a [String], flag: &str) -> Result<Vec<(Key, &'a str)>, Failure> {
    let unusable = |why: String| Failure::new("USAGE_INVALID", Exit::Usage, why);
    let mut pairs: Vec<(Key, &str)> = Vec::with_capacity(given.len());
    for text in given {
        let Some((key, value)) = text.split_once('=') else {
            return Err(unusable(format!(
                "{flag} wants a key and a value, with an equals sign"
            )));
        };
        let key: Key = key.trim().parse()?;
        if pairs.iter().any(|(known, _)| *known == key) {
            return Err(unusable(format!("{flag} {key} is given twice")));
        }
        pairs.push((key, value));
    }
    Ok(pairs)
}
