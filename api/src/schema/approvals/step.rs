//! A step of a procedure that is asked for, with what people answered.

use std::collections::BTreeMap;

use async_graphql::{ID, InputObject, OneofObject};
use tenantry_domain::ids::{ApprovalId, ProcedureId};
use tenantry_domain::procedure::{Key, MalformedKey};
use tenantry_engine::approvals::{AnyPersonText, InputWish, StepWish};

use super::input::{
    ApprovalUserInput, Personal, WHAT, country, customer, days, licences, person_text, tenant,
};
use crate::schema::ids::Kind;
use crate::schema::told::{Refused, Unmet, given};

/// A step of a procedure, and for whom.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalStepInput {
    /// The procedure.
    procedure: ID,
    /// Which version; the newest when not given.
    version: Option<u32>,
    /// The step, by its key.
    step: String,
    /// The customer.
    customer: ID,
    /// The tenant: its id, or its id at Microsoft.
    tenant: ID,
    /// What the procedure asks for.
    #[graphql(default)]
    answers: Vec<ApprovalAnswerInput>,
    /// By which approvals steps before this one created somebody.
    #[graphql(default)]
    made: Vec<ApprovalMadeInput>,
}

/// An answer to a question of a procedure.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalAnswerInput {
    /// The question, by its key.
    question: String,
    /// The answer.
    value: ApprovalAnswerValueInput,
}

/// An answer, of the kind that is asked for.
#[derive(Debug, OneofObject)]
pub(crate) enum ApprovalAnswerValueInput {
    /// A text. It is taken for personal data, whatever it is.
    Text(Personal),
    /// Somebody who has an account already.
    User(ApprovalUserInput),
    /// A country, by its two letters.
    Country(String),
    /// Licences, by Microsoft's ids of the products.
    Licences(Vec<String>),
    /// A number of days.
    Days(i32),
}

/// Who was created by a step before.
#[derive(Debug, InputObject)]
pub(crate) struct ApprovalMadeInput {
    /// The step before, by its key.
    step: String,
    /// The approval that it asked for.
    approval: ID,
}

impl ApprovalStepInput {
    /// For whom.
    pub(super) fn customer(&self) -> &ID {
        &self.customer
    }

    pub(super) fn read(self) -> Result<StepWish, Unmet> {
        let mut made = BTreeMap::new();
        for it in self.made {
            let step = key(&it.step, WHAT)?;
            let approval = ApprovalId::new(given(Kind::Approval, &it.approval, WHAT)?);
            if made.insert(step.clone(), approval).is_some() {
                return Err(twice(&step, WHAT));
            }
        }
        Ok(StepWish {
            procedure: ProcedureId::new(given(Kind::Procedure, &self.procedure, WHAT)?),
            version: self.version,
            step: key(&self.step, WHAT)?,
            customer: customer(&self.customer)?,
            tenant: tenant(&self.tenant)?,
            inputs: answers(self.answers, WHAT)?,
            made,
        })
    }
}

/// What people answered, by the questions' keys.
pub(crate) fn answers(
    given: Vec<ApprovalAnswerInput>,
    field: &'static str,
) -> Result<BTreeMap<Key, InputWish>, Unmet> {
    let mut inputs = BTreeMap::new();
    for it in given {
        let question = key(&it.question, field)?;
        let answer = it.value.read().map_err(|unmet| match unmet {
            Unmet::Refused(refused) => Unmet::Refused(refused.at(field)),
            fault @ Unmet::Fault(_) => fault,
        })?;
        if inputs.insert(question.clone(), answer).is_some() {
            return Err(twice(&question, field));
        }
    }
    Ok(inputs)
}

impl ApprovalAnswerValueInput {
    fn read(self) -> Result<InputWish, Unmet> {
        Ok(match self {
            Self::Text(text) => InputWish::Text(person_text(AnyPersonText::Input, &text)?),
            Self::User(user) => InputWish::User(user.read()?),
            Self::Country(text) => InputWish::Country(country(&text, WHAT)?),
            Self::Licences(ids) => InputWish::Licences(licences(&ids, WHAT)?),
            Self::Days(count) => InputWish::Days(days(count)),
        })
    }
}

pub(crate) fn key(text: &str, field: &'static str) -> Result<Key, Unmet> {
    text.parse().map_err(|error: MalformedKey| {
        Refused::new(MalformedKey::CODE, error.to_string())
            .at(field)
            .into()
    })
}

/// Of two of one key it cannot be said which is meant.
fn twice(key: &Key, field: &'static str) -> Unmet {
    let message = format!("{key} is given twice");
    Refused::new("INVALID_TEXT", message).at(field).into()
}
