//! A step of a procedure: which operation, what of it is fixed, and by what nobody has to approve it.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::{ID, SimpleObject};
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::procedure::{
    Definition, Field, Key, OperationTemplate, ProcedureStep as Step, UserField, UserTemplate,
};
use tenantry_projections::procedures::MarkShown;

use crate::schema::approvals::{ApprovalKind, ApprovalPerson};
use crate::schema::ids::{Kind, global};
use crate::schema::scalars::DateTime;

/// Where a field of an operation comes from: it is fixed, asked for, or made by a step before.
#[derive(Debug, SimpleObject)]
pub(crate) struct ProcedureField {
    /// Which field, such as `licences`.
    name: &'static str,
    /// The question that it is the answer to.
    question: Option<String>,
    /// The step before that creates the user.
    made_by: Option<String>,
    /// What it is each time.
    fixed: Option<Vec<String>>,
}

/// By what nobody has to approve a step.
#[derive(Debug, SimpleObject)]
pub(crate) struct ProcedureMark {
    /// The version in which the step got its form. A step that changes loses its mark.
    version: u32,
    /// Until when it is good.
    until: DateTime,
    /// How often it grants something in a day.
    per_day: u16,
    /// Only these licences are given or taken, by Microsoft's ids of the products; any where this is nothing.
    licences: Option<Vec<String>>,
    /// Only for these customers, or those with one of the tags; for all where both are empty.
    customers: Vec<ID>,
    /// Only for customers with one of these tags, or those named.
    tags: Vec<String>,
    /// Why it was marked.
    reason: String,
    /// Who marked it.
    marked_by: ApprovalPerson,
    /// When.
    marked_at: DateTime,
}

/// A step of a procedure.
#[derive(Debug, SimpleObject)]
pub(crate) struct ProcedureStep {
    /// By this others name it.
    key: String,
    /// What people read.
    title: String,
    /// The operation that it asks for.
    kind: ApprovalKind,
    /// Where the operation's fields come from.
    fields: Vec<ProcedureField>,
    /// The steps that have to be done before.
    after: Vec<String>,
    /// By what nobody has to approve it. Whether it covers the case at hand shows when it is asked for.
    mark: Option<ProcedureMark>,
}

pub(super) fn steps_of(
    definition: Definition,
    mut marks: BTreeMap<Key, MarkShown>,
) -> Vec<ProcedureStep> {
    let steps = definition.steps.into_iter().map(|step| {
        let mark = marks.remove(&step.key);
        shown(&step, mark)
    });
    steps.collect()
}

fn shown(step: &Step, mark: Option<MarkShown>) -> ProcedureStep {
    ProcedureStep {
        key: step.key.to_string(),
        title: step.title.as_str().to_owned(),
        kind: step.operation.kind().into(),
        fields: fields_of(&step.operation),
        after: step.after.iter().map(ToString::to_string).collect(),
        mark: mark.map(ProcedureMark::from),
    }
}

fn fields_of(operation: &OperationTemplate) -> Vec<ProcedureField> {
    match operation {
        OperationTemplate::CreateUser(user) => of_user(user),
        OperationTemplate::DisableUser {
            user,
            remove_licences_after_days,
        } => {
            let days = remove_licences_after_days.as_ref();
            let days = days.map(|it| {
                let fixed = |days: &u16| vec![days.to_string()];
                ProcedureField::of("removeLicencesAfterDays", it, fixed)
            });
            [account(user)].into_iter().chain(days).collect()
        }
        OperationTemplate::EnableUser { user } => vec![account(user)],
        OperationTemplate::AssignLicences {
            user,
            licences,
            usage_location,
        } => {
            let country = usage_location.as_ref();
            let country = country.map(|it| {
                ProcedureField::of("usageLocation", it, |country| vec![country.to_string()])
            });
            let licences = ProcedureField::of("licences", licences, ids_of);
            [account(user), licences]
                .into_iter()
                .chain(country)
                .collect()
        }
        OperationTemplate::RemoveLicences { user, licences } => {
            vec![
                account(user),
                ProcedureField::of("licences", licences, ids_of),
            ]
        }
        OperationTemplate::ArchiveCustomer {}
        | OperationTemplate::WithdrawConsent {}
        | OperationTemplate::EndAccess {} => Vec::new(),
    }
}

fn of_user(user: &UserTemplate) -> Vec<ProcedureField> {
    let asked = |name, key: &Key| ProcedureField::asked(name, key);
    let text = |name, field: &Option<Field<_>>| {
        let field = field.as_ref();
        field.map(|it| {
            ProcedureField::of(name, it, |text: &tenantry_domain::text::ShownText| {
                vec![text.as_str().to_owned()]
            })
        })
    };
    let optional = [
        user.given_name.as_ref().map(|it| asked("givenName", it)),
        user.surname.as_ref().map(|it| asked("surname", it)),
        text("jobTitle", &user.job_title),
        text("department", &user.department),
    ];
    [
        asked("name", &user.name),
        asked("displayName", &user.display_name),
    ]
    .into_iter()
    .chain(optional.into_iter().flatten())
    .chain([
        ProcedureField::of("usageLocation", &user.usage_location, |country| {
            vec![country.to_string()]
        }),
        ProcedureField::of("licences", &user.licences, ids_of),
    ])
    .collect()
}

fn account(user: &UserField) -> ProcedureField {
    match user {
        UserField::Input(key) => ProcedureField::asked("account", key),
        UserField::MadeBy(step) => ProcedureField {
            name: "account",
            question: None,
            made_by: Some(step.to_string()),
            fixed: None,
        },
    }
}

fn ids_of(licences: &BTreeSet<SkuId>) -> Vec<String> {
    licences.iter().map(ToString::to_string).collect()
}

impl ProcedureField {
    fn of<T>(name: &'static str, field: &Field<T>, fixed: impl Fn(&T) -> Vec<String>) -> Self {
        match field {
            Field::Input(key) => Self::asked(name, key),
            Field::Fixed(value) => Self {
                name,
                question: None,
                made_by: None,
                fixed: Some(fixed(value)),
            },
        }
    }

    fn asked(name: &'static str, key: &Key) -> Self {
        Self {
            name,
            question: Some(key.to_string()),
            made_by: None,
            fixed: None,
        }
    }
}

impl From<MarkShown> for ProcedureMark {
    fn from(mark: MarkShown) -> Self {
        let limits = mark.limits;
        let customers = limits.customers.iter();
        let tags = limits.tags.iter().map(|it| it.as_str().to_owned());
        Self {
            version: mark.version,
            until: DateTime(mark.until),
            per_day: limits.per_day,
            licences: limits.licences.as_ref().map(ids_of),
            customers: customers
                .map(|it| global(Kind::Customer, it.as_uuid()))
                .collect(),
            tags: tags.collect(),
            reason: mark.reason.as_str().to_owned(),
            marked_by: ApprovalPerson(mark.by),
            marked_at: DateTime(mark.at),
        }
    }
}
