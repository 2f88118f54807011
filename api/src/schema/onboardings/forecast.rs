//! What an onboarding would come to.

use async_graphql::{Enum, SimpleObject};
use tenantry_domain::gdap_template::roles::label_of;
use tenantry_engine::onboarding::dry_run::{
    App, Assignment, Bond, DryRunError, Forecast, Grip, GroupFound, Start,
};

use crate::schema::fault::Fault;
use crate::schema::problem::Problem;
use crate::schema::told::Unmet;

/// What a start would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Start")]
pub(crate) enum DryRunStart {
    /// It would begin.
    Begins,
    /// One is under way, and would go on.
    UnderWay,
    /// Access is in place: nothing would be done.
    InPlace,
    /// It would be turned down.
    Refused,
}

/// What would become of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum DryRunFate {
    /// It is there, and is used as it is.
    Reused,
    /// It is ours and on its way: it is gone on with.
    Adopted,
    /// It would be made.
    Created,
    /// It cannot be made or used like this: `problems` says why.
    Blocked,
    /// It shows only when the customer has let us in.
    ShowsLater,
    /// The customer's administrator has to do it.
    NeedsCustomer,
}

/// The relationship.
#[derive(Debug, SimpleObject)]
pub(crate) struct DryRunRelationship {
    /// What would become of it.
    fate: DryRunFate,
    /// Its id, where it is there.
    relationship_id: Option<String>,
    /// What it is called, or would be.
    name: String,
    /// The roles that the customer would be asked to approve.
    roles: Vec<String>,
    /// How many days the customer would have to approve.
    approval_days: Option<u16>,
}

/// A group, and the roles in its hands.
#[derive(Debug, SimpleObject)]
pub(crate) struct DryRunGroup {
    /// What it is called.
    name: String,
    /// What would become of the group.
    group: DryRunFate,
    /// The roles it would have.
    roles: Vec<String>,
    /// What would become of the roles' assignment.
    assignment: DryRunFate,
}

/// What an onboarding would make, use as it is, or skip.
#[derive(Debug, SimpleObject)]
pub(crate) struct OnboardingDryRun {
    /// What a start would do.
    start: DryRunStart,
    /// What the customer is called.
    customer_name: String,
    /// Which version of the template it would be.
    template_version: u32,
    /// The relationship.
    relationship: DryRunRelationship,
    /// The groups.
    groups: Vec<DryRunGroup>,
    /// Our app in the customer's tenant.
    app: DryRunFate,
    /// What would keep it from its end. Empty when it is all clear.
    problems: Vec<Problem>,
}

impl From<Bond> for DryRunRelationship {
    fn from(bond: Bond) -> Self {
        let there = |fate, id: String, name| Self {
            fate,
            relationship_id: Some(id),
            name,
            roles: Vec::new(),
            approval_days: None,
        };
        match bond {
            Bond::Reuse { id, name, .. } => there(DryRunFate::Reused, id.to_string(), name),
            Bond::Adopt { id, name, .. } => there(DryRunFate::Adopted, id.to_string(), name),
            Bond::Create {
                name,
                roles,
                approval_days,
                ..
            } => Self {
                fate: DryRunFate::Created,
                relationship_id: None,
                name: name.to_string(),
                roles: roles.into_iter().map(label_of).collect(),
                approval_days: Some(approval_days),
            },
        }
    }
}

impl From<Grip> for DryRunGroup {
    fn from(grip: Grip) -> Self {
        Self {
            name: grip.group.to_string(),
            group: match grip.found {
                GroupFound::There(_) => DryRunFate::Reused,
                GroupFound::Create => DryRunFate::Created,
                GroupFound::Missing | GroupFound::Ambiguous { .. } => DryRunFate::Blocked,
            },
            roles: grip.roles.into_iter().map(label_of).collect(),
            assignment: match grip.assignment {
                Assignment::There(_) => DryRunFate::Reused,
                Assignment::Make => DryRunFate::Created,
                Assignment::Conflict(_) | Assignment::Failed(_) => DryRunFate::Blocked,
            },
        }
    }
}

impl From<Forecast> for OnboardingDryRun {
    fn from(forecast: Forecast) -> Self {
        let blocked = forecast.blocked.iter();
        Self {
            start: forecast.start.into(),
            customer_name: forecast.customer_name.to_string(),
            template_version: forecast.template.version,
            problems: blocked
                .map(|it| Problem::new(it.code, Some(&it.detail)))
                .collect(),
            relationship: forecast.relationship.into(),
            groups: forecast.groups.into_iter().map(DryRunGroup::from).collect(),
            app: match forecast.app {
                App::There => DryRunFate::Reused,
                App::Authorise => DryRunFate::Created,
                App::NeedsCustomer => DryRunFate::NeedsCustomer,
                App::ShowsLater => DryRunFate::ShowsLater,
            },
        }
    }
}

/// Why nothing can be said.
pub(super) fn of_dry_run(error: DryRunError) -> Fault {
    let told = |unmet| match unmet {
        Unmet::Fault(fault) => fault,
        Unmet::Refused(refused) => Fault::input(refused.code, refused.message),
    };
    match error {
        DryRunError::Wish(error) => told(super::mutation::unmet_by(error)),
        DryRunError::Holding(error) => error.into(),
        DryRunError::Group(error) => error.into(),
        DryRunError::Cloud(fault) => fault.into(),
    }
}
