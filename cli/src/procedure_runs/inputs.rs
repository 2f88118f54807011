//! What a procedure is followed with, as it is written at the command line.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use tenantry_domain::cloud::administration::{AccountName, MalformedAccountName};
use tenantry_domain::cloud::directory::{SkuId, UserId};
use tenantry_domain::country::{Country, MalformedCountry};
use tenantry_domain::ids::{MalformedId, MspId, ProcedureId};
use tenantry_domain::procedure::{
    Definition, InputKind, Key, MalformedKey, Procedure, ProcedureRefusal,
};
use tenantry_domain::text::Reason;
use tenantry_engine::approvals::{AnyPersonText, InputWish, UserWish};
use tenantry_engine::commands::CommandError;
use tenantry_engine::procedure_runs::RunWish;
use uuid::Uuid;

use super::failing::of_approval;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::work::Ground;

#[derive(Debug, Args)]
pub(crate) struct Wanted {
    /// The procedure's id
    procedure: String,
    /// The customer
    #[arg(long, value_name = "ID")]
    customer: String,
    /// The customer's tenant, as Microsoft names it
    #[arg(long, value_name = "ID")]
    tenant: String,
    /// What the procedure asks for; once for each input. Licences are divided by commas
    #[arg(long = "input", value_name = "KEY=VALUE")]
    inputs: Vec<String>,
    /// The version that was looked at: it has to be the newest
    #[arg(long, value_name = "N")]
    version: Option<u32>,
}

impl Wanted {
    pub(super) async fn wish(
        &self,
        ground: &Ground,
        msp: MspId,
        reason: Reason,
    ) -> Result<RunWish, Failure> {
        let id: ProcedureId = self.procedure.parse()?;
        let procedure: Procedure = ground.engine.load(msp, &id.to_string()).await?;
        let (_, definition) = procedure.active().map_err(CommandError::Refused)?;
        Ok(RunWish {
            procedure: id,
            version: self.version,
            customer: self.customer.parse()?,
            tenant: self.tenant.parse()?,
            inputs: self.inputs(definition)?,
            reason,
        })
    }

    /// Each read as its kind wants it.
    fn inputs(&self, definition: &Definition) -> Result<BTreeMap<Key, InputWish>, Failure> {
        let unusable = |why: String| Failure::new("USAGE_INVALID", Exit::Usage, why);
        let mut inputs = BTreeMap::new();
        for text in &self.inputs {
            let Some((key, value)) = text.split_once('=') else {
                let why = "--input wants a key and a value, with an equals sign";
                return Err(unusable(why.to_owned()));
            };
            let key: Key = key.trim().parse().map_err(|error: MalformedKey| {
                Failure::new(MalformedKey::CODE, Exit::Refused, error.to_string())
            })?;
            let Some(spec) = definition.input(&key) else {
                let unknown = ProcedureRefusal::ProcedureInputUnknown { input: key };
                return Err(CommandError::Refused(unknown).into());
            };
            let input = input(spec.kind, &key, value)?;
            if inputs.insert(key.clone(), input).is_some() {
                return Err(unusable(format!("--input {key} is given twice")));
            }
        }
        Ok(inputs)
    }
}

/// A value is not repeated where it does not fit: it may say who somebody is.
fn input(kind: InputKind, key: &Key, value: &str) -> Result<InputWish, Failure> {
    Ok(match kind {
        InputKind::Text => InputWish::Text(AnyPersonText::Input.of(value).map_err(of_approval)?),
        InputKind::User => InputWish::User(user(value)?),
        InputKind::Country => {
            let country: Result<Country, MalformedCountry> = value.parse();
            InputWish::Country(country.map_err(|error| {
                Failure::new(MalformedCountry::CODE, Exit::Refused, error.to_string())
            })?)
        }
        InputKind::Licences => InputWish::Licences(licences(value)?),
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

/// By Microsoft's id, or by what the user signs in as.
fn user(text: &str) -> Result<UserWish, Failure> {
    if let Ok(id) = Uuid::try_parse(text.trim()) {
        return Ok(UserWish::Id(UserId::new(id)));
    }
    let name: Result<AccountName, MalformedAccountName> = text.trim().parse();
    Ok(UserWish::Name(name.map_err(|error| {
        Failure::new(MalformedAccountName::CODE, Exit::Refused, error.to_string())
    })?))
}

fn licences(text: &str) -> Result<BTreeSet<SkuId>, Failure> {
    let parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let ids = parts.map(|part| {
        let id = Uuid::try_parse(part).map_err(|_| MalformedId {
            kind: "product id",
            text: part.chars().take(80).collect(),
        })?;
        Ok(SkuId::new(id))
    });
    ids.collect()
}
