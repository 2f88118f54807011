//! What a procedure is followed with.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use async_graphql::{ID, InputObject, NewType, OneofObject};
use tenantry_domain::cloud::administration::{AccountName, MalformedAccountName};
use tenantry_domain::cloud::directory::{SkuId, UserId};
use tenantry_domain::country::{Country, MalformedCountry};
use tenantry_domain::ids::{CustomerId, MalformedId, ProcedureId, TenantId};
use tenantry_domain::procedure::{Key, MalformedKey};
use tenantry_domain::text::Reason;
use tenantry_engine::approvals::{AnyPersonText, InputWish, UserWish};
use tenantry_engine::procedure_runs::RunWish;
use uuid::Uuid;

use crate::schema::ids::Kind;
use crate::schema::told::{Refused, Unmet, given};

const ANSWERS: &str = "answers";

/// A text about a person. Whatever it is part of can be logged.
#[derive(Clone, PartialEq, Eq, NewType)]
pub(crate) struct AnyText(String);

impl fmt::Debug for AnyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyText")
    }
}

/// An answer to a question of a procedure: exactly one of the values, of the kind that is asked for.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureRunAnswerInput {
    /// The question, by its key.
    question: String,
    /// The answer.
    value: ProcedureRunAnswerValueInput,
}

/// An answer, of the kind that is asked for.
#[derive(Debug, OneofObject)]
pub(crate) enum ProcedureRunAnswerValueInput {
    /// A text. It is taken for personal data, whatever it is.
    Text(AnyText),
    /// Somebody who has an account already, by Microsoft's id of the user.
    UserId(String),
    /// Somebody who has an account already, by what they sign in as.
    UserName(AnyText),
    /// A country, by its two letters.
    Country(String),
    /// Licences, by Microsoft's ids of the products.
    Licences(Vec<String>),
    /// A number of days.
    Days(i32),
}

/// What is to be followed, and for whom.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureRunPreviewInput {
    /// The procedure.
    procedure: ID,
    /// The version that was looked at, where that matters: it has to be the newest.
    version: Option<u32>,
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// What the procedure asks for.
    #[graphql(default)]
    answers: Vec<ProcedureRunAnswerInput>,
}

/// A procedure to be followed.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureRunStartInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for whoever decides about its steps.
    pub(super) reason: String,
    /// The procedure.
    procedure: ID,
    /// The version that was looked at, where that matters: it has to be the newest.
    version: Option<u32>,
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// What the procedure asks for.
    #[graphql(default)]
    answers: Vec<ProcedureRunAnswerInput>,
}

impl ProcedureRunStartInput {
    pub(super) fn read(self) -> Result<RunWish, Unmet> {
        let reason = reason(&self.reason)?;
        let wish = ProcedureRunPreviewInput {
            procedure: self.procedure,
            version: self.version,
            customer: self.customer,
            tenant: self.tenant,
            answers: self.answers,
        };
        wish.read(reason)
    }
}

impl ProcedureRunPreviewInput {
    pub(super) fn read(self, reason: Reason) -> Result<RunWish, Unmet> {
        let mut inputs = BTreeMap::new();
        for it in self.answers {
            let question: Key = it.question.parse().map_err(|error: MalformedKey| {
                Refused::new(MalformedKey::CODE, error.to_string()).at(ANSWERS)
            })?;
            if inputs.insert(question.clone(), it.value.read()?).is_some() {
                // Of two it cannot be said which is meant.
                let message = format!("{question} is answered twice");
                return Err(Refused::new("INVALID_TEXT", message).at(ANSWERS).into());
            }
        }
        let procedure = given(Kind::Procedure, &self.procedure, "procedure")?;
        let customer = given(Kind::Customer, &self.customer, "customer")?;
        Ok(RunWish {
            procedure: ProcedureId::new(procedure),
            version: self.version,
            customer: CustomerId::new(customer),
            tenant: TenantId::new(given(Kind::Tenant, &self.tenant, "tenant")?),
            inputs,
            reason,
        })
    }
}

impl ProcedureRunAnswerValueInput {
    fn read(self) -> Result<InputWish, Unmet> {
        Ok(match self {
            Self::Text(AnyText(text)) => {
                let text = AnyPersonText::Input.of(&text);
                let refused = |error: tenantry_engine::approvals::ApprovalError| {
                    Refused::new(error.code(), error.to_string()).at(ANSWERS)
                };
                InputWish::Text(text.map_err(refused)?)
            }
            Self::UserId(text) => {
                // What was given instead may be somebody's name: it is not repeated.
                let message = "Microsoft's id of a user is a UUID";
                let id = Uuid::try_parse(&text);
                let id = id.map_err(|_| Refused::new(MalformedId::CODE, message).at(ANSWERS))?;
                InputWish::User(UserWish::Id(UserId::new(id)))
            }
            Self::UserName(AnyText(text)) => InputWish::User(UserWish::Name(name(&text)?)),
            Self::Country(text) => {
                let country: Result<Country, MalformedCountry> = text.parse();
                let refused = |error: MalformedCountry| {
                    Refused::new(MalformedCountry::CODE, error.to_string()).at(ANSWERS)
                };
                InputWish::Country(country.map_err(refused)?)
            }
            Self::Licences(ids) => InputWish::Licences(licences(&ids)?),
            // What does not fit is beyond all that can be, and is refused by the rules.
            Self::Days(count) => InputWish::Days(u16::try_from(count).unwrap_or(u16::MAX)),
        })
    }
}

pub(super) fn reason(text: &str) -> Result<Reason, Unmet> {
    Ok(Reason::new(text).map_err(|error| Refused::from(error).at("reason"))?)
}

fn name(text: &str) -> Result<AccountName, Refused> {
    text.trim().parse().map_err(|error: MalformedAccountName| {
        Refused::new(MalformedAccountName::CODE, error.to_string()).at(ANSWERS)
    })
}

fn licences(texts: &[String]) -> Result<BTreeSet<SkuId>, Refused> {
    let ids = texts.iter().map(|text| {
        let id = Uuid::try_parse(text).map_err(|_| {
            let (kind, text) = ("product id", text.chars().take(80).collect());
            Refused::from(MalformedId { kind, text }).at(ANSWERS)
        })?;
        Ok(SkuId::new(id))
    });
    ids.collect()
}
