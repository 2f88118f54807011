//! What a procedure is to say: what people are asked for, and what is done with it.

use std::collections::BTreeSet;

use async_graphql::{Enum, InputObject, OneofObject};
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::country::Country;
use tenantry_domain::procedure::{
    Definition, Field, InputSpec, Key, OperationTemplate, ProcedureStep, UserField, UserTemplate,
};
use tenantry_domain::text::{
    InputLabel, InvalidText, ProcedureName, ProcedureText, ShownText, StepTitle,
};

use super::object::ProcedureQuestionKind;
use crate::schema::approvals::{country, days, key, licences};
use crate::schema::told::{Refused, Unmet};

/// The field that all of this is part of.
const DEFINITION: &str = "definition";

/// What a procedure says.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureDefinitionInput {
    /// What people call it.
    name: String,
    /// What it is for.
    description: Option<String>,
    /// What people are asked for before it is followed.
    #[graphql(default)]
    questions: Vec<ProcedureQuestionInput>,
    /// What is done, step by step.
    steps: Vec<ProcedureStepInput>,
}

/// What people are asked for before a procedure is followed.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureQuestionInput {
    /// By this steps name it: small letters, digits and dashes.
    key: String,
    /// What people read.
    label: String,
    /// What kind of thing it is.
    kind: ProcedureQuestionKind,
}

/// A step of a procedure.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureStepInput {
    /// By this others name it: small letters, digits and dashes.
    key: String,
    /// What people read.
    title: String,
    /// The operation that it asks for.
    operation: ProcedureOperationInput,
    /// The steps that have to be done before.
    #[graphql(default)]
    after: Vec<String>,
}

/// The operation that a step asks for: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum ProcedureOperationInput {
    /// Somebody gets an account.
    CreateUser(Box<ProcedureCreateUserInput>),
    /// A user signs in no more, and is signed out everywhere.
    DisableUser(ProcedureDisableUserInput),
    /// A user may sign in again.
    EnableUser(ProcedureEnableUserInput),
    /// A user gets licences.
    AssignLicences(ProcedureAssignLicencesInput),
    /// A user loses licences.
    RemoveLicences(ProcedureRemoveLicencesInput),
    /// Something is done about the customer that the procedure is followed for.
    OfCustomer(ProcedureCustomerOperation),
}

/// What is done about the customer that a procedure is followed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ProcedureCustomerOperation {
    /// The customer's file is closed.
    ArchiveCustomer,
    /// The tenant that was connected by its administrator's consent is connected no longer.
    WithdrawConsent,
    /// The access to the tenant that an onboarding brought about is taken back.
    EndAccess,
}

/// Somebody who is to get an account. What says who it is cannot be the same each time: it is asked for.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureCreateUserInput {
    /// The question to which the answer is what the user is to sign in as.
    name: String,
    /// The question to which the answer is what people are to read.
    display_name: String,
    /// The question for the given name.
    given_name: Option<String>,
    /// The question for the surname.
    surname: Option<String>,
    /// The job title.
    job_title: Option<ProcedureTextInput>,
    /// The department.
    department: Option<ProcedureTextInput>,
    /// In which country licences are used.
    usage_location: ProcedureCountryInput,
    /// The licences that the user is to have.
    licences: ProcedureLicencesInput,
}

/// Whose sign-in is to be blocked.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureDisableUserInput {
    /// Who.
    account: ProcedureAccountInput,
    /// After how many days the user's licences are taken. They stay where this is not given.
    remove_licences_after_days: Option<ProcedureDaysInput>,
}

/// Who is to sign in again.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureEnableUserInput {
    /// Who.
    account: ProcedureAccountInput,
}

/// Who gets which licences.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureAssignLicencesInput {
    /// Who.
    account: ProcedureAccountInput,
    /// Which.
    licences: ProcedureLicencesInput,
    /// In which country they are used, where the account does not say so yet.
    usage_location: Option<ProcedureCountryInput>,
}

/// Who loses which licences.
#[derive(Debug, InputObject)]
pub(crate) struct ProcedureRemoveLicencesInput {
    /// Who.
    account: ProcedureAccountInput,
    /// Which.
    licences: ProcedureLicencesInput,
}

/// Whom a step is about: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum ProcedureAccountInput {
    /// The question that it is the answer to, by its key.
    Question(String),
    /// The step before that creates the user, by its key.
    MadeBy(String),
}

/// A text: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum ProcedureTextInput {
    /// The same each time.
    Fixed(String),
    /// The question that it is the answer to, by its key.
    Question(String),
}

/// A country: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum ProcedureCountryInput {
    /// The same each time, by its two letters.
    Fixed(String),
    /// The question that it is the answer to, by its key.
    Question(String),
}

/// Licences: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum ProcedureLicencesInput {
    /// The same each time, by Microsoft's ids of the products.
    Fixed(Vec<String>),
    /// The question that they are the answer to, by its key.
    Question(String),
}

/// A number of days: one of these.
#[derive(Debug, OneofObject)]
pub(crate) enum ProcedureDaysInput {
    /// The same each time.
    Fixed(i32),
    /// The question that it is the answer to, by its key.
    Question(String),
}

impl ProcedureDefinitionInput {
    pub(super) fn read(self) -> Result<Definition, Unmet> {
        let description = self.description.as_deref().map(ProcedureText::new);
        let questions = self.questions.into_iter();
        let steps = self.steps.into_iter();
        Ok(Definition {
            name: ProcedureName::new(&self.name).map_err(odd)?,
            description: description.transpose().map_err(odd)?,
            inputs: questions
                .map(ProcedureQuestionInput::read)
                .collect::<Result<_, _>>()?,
            steps: steps
                .map(ProcedureStepInput::read)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl ProcedureQuestionInput {
    fn read(self) -> Result<InputSpec, Unmet> {
        Ok(InputSpec {
            key: named(&self.key)?,
            label: InputLabel::new(&self.label).map_err(odd)?,
            kind: self.kind.into(),
        })
    }
}

impl ProcedureStepInput {
    fn read(self) -> Result<ProcedureStep, Unmet> {
        let after = self.after.iter().map(|it| named(it));
        Ok(ProcedureStep {
            key: named(&self.key)?,
            title: StepTitle::new(&self.title).map_err(odd)?,
            operation: self.operation.read()?,
            after: after.collect::<Result<_, _>>()?,
        })
    }
}

impl ProcedureOperationInput {
    fn read(self) -> Result<OperationTemplate, Unmet> {
        Ok(match self {
            Self::CreateUser(user) => OperationTemplate::CreateUser(Box::new(user.read()?)),
            Self::DisableUser(it) => OperationTemplate::DisableUser {
                user: it.account.read()?,
                remove_licences_after_days: it
                    .remove_licences_after_days
                    .map(ProcedureDaysInput::read)
                    .transpose()?,
            },
            Self::EnableUser(it) => OperationTemplate::EnableUser {
                user: it.account.read()?,
            },
            Self::AssignLicences(it) => OperationTemplate::AssignLicences {
                user: it.account.read()?,
                licences: it.licences.read()?,
                usage_location: it
                    .usage_location
                    .map(ProcedureCountryInput::read)
                    .transpose()?,
            },
            Self::RemoveLicences(it) => OperationTemplate::RemoveLicences {
                user: it.account.read()?,
                licences: it.licences.read()?,
            },
            Self::OfCustomer(ProcedureCustomerOperation::ArchiveCustomer) => {
                OperationTemplate::ArchiveCustomer {}
            }
            Self::OfCustomer(ProcedureCustomerOperation::WithdrawConsent) => {
                OperationTemplate::WithdrawConsent {}
            }
            Self::OfCustomer(ProcedureCustomerOperation::EndAccess) => {
                OperationTemplate::EndAccess {}
            }
        })
    }
}

impl ProcedureCreateUserInput {
    fn read(self) -> Result<UserTemplate, Unmet> {
        let maybe = |key: Option<String>| key.as_deref().map(named).transpose();
        let text = |it: Option<ProcedureTextInput>| it.map(ProcedureTextInput::read).transpose();
        Ok(UserTemplate {
            name: named(&self.name)?,
            display_name: named(&self.display_name)?,
            given_name: maybe(self.given_name)?,
            surname: maybe(self.surname)?,
            job_title: text(self.job_title)?,
            department: text(self.department)?,
            usage_location: self.usage_location.read()?,
            licences: self.licences.read()?,
        })
    }
}

impl ProcedureAccountInput {
    fn read(self) -> Result<UserField, Unmet> {
        Ok(match self {
            Self::Question(question) => UserField::Input(named(&question)?),
            Self::MadeBy(step) => UserField::MadeBy(named(&step)?),
        })
    }
}

impl ProcedureTextInput {
    fn read(self) -> Result<Field<ShownText>, Unmet> {
        Ok(match self {
            Self::Fixed(text) => Field::Fixed(ShownText::new(&text).map_err(odd)?),
            Self::Question(question) => Field::Input(named(&question)?),
        })
    }
}

impl ProcedureCountryInput {
    fn read(self) -> Result<Field<Country>, Unmet> {
        Ok(match self {
            Self::Fixed(text) => Field::Fixed(country(&text, DEFINITION)?),
            Self::Question(question) => Field::Input(named(&question)?),
        })
    }
}

impl ProcedureLicencesInput {
    fn read(self) -> Result<Field<BTreeSet<SkuId>>, Unmet> {
        Ok(match self {
            Self::Fixed(ids) => Field::Fixed(licences(&ids, DEFINITION)?),
            Self::Question(question) => Field::Input(named(&question)?),
        })
    }
}

impl ProcedureDaysInput {
    fn read(self) -> Result<Field<u16>, Unmet> {
        Ok(match self {
            Self::Fixed(count) => Field::Fixed(days(count)),
            Self::Question(question) => Field::Input(named(&question)?),
        })
    }
}

fn named(text: &str) -> Result<Key, Unmet> {
    key(text, DEFINITION)
}

fn odd(error: InvalidText) -> Refused {
    Refused::from(error).at(DEFINITION)
}
