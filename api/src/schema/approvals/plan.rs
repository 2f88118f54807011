//! What would become otherwise, row by row.

use async_graphql::{Enum, Object};
use tenantry_domain::approval::{Aspect, ChangePlan, PlannedChange, Request, UndoPlan};
use tenantry_domain::ids::CustomerId;

use super::value::ApprovalValue;
use crate::schema::scalars::DateTime;

/// In which respect something becomes otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ApprovalAspect {
    /// Whether it is there at all.
    Existence,
    /// What a user signs in as.
    Name,
    /// What people read.
    DisplayName,
    /// The given name.
    GivenName,
    /// The surname.
    Surname,
    /// The job title.
    JobTitle,
    /// The department.
    Department,
    /// In which country licences are used.
    UsageLocation,
    /// Whether a user may sign in.
    SignIn,
    /// Whether a user stays signed in.
    Sessions,
    /// What a user signs in with.
    Password,
    /// Whether a user has a licence.
    Licence,
    /// Of a customer's file, a connection, a consent or an access.
    Standing,
    /// The relationship that lets the MSP into a tenant.
    Relationship,
    /// The roles of a group in such a relationship.
    Roles,
    /// Whether the MSP's app can work in a tenant.
    AppAccess,
    /// By which attempt of an onboarding it is known what its access rests on.
    Attempt,
    /// Which MSP has a tenant.
    Holder,
    /// Whose records are.
    Mapping,
    /// By which preview it is known what is linked: the token of `mappingBulkPreview`.
    Preview,
}

impl From<Aspect> for ApprovalAspect {
    fn from(aspect: Aspect) -> Self {
        match aspect {
            Aspect::Existence => Self::Existence,
            Aspect::Name => Self::Name,
            Aspect::DisplayName => Self::DisplayName,
            Aspect::GivenName => Self::GivenName,
            Aspect::Surname => Self::Surname,
            Aspect::JobTitle => Self::JobTitle,
            Aspect::Department => Self::Department,
            Aspect::UsageLocation => Self::UsageLocation,
            Aspect::SignIn => Self::SignIn,
            Aspect::Sessions => Self::Sessions,
            Aspect::Password => Self::Password,
            Aspect::Licence(_) => Self::Licence,
            Aspect::Standing => Self::Standing,
            Aspect::Relationship => Self::Relationship,
            Aspect::Roles => Self::Roles,
            Aspect::AppAccess => Self::AppAccess,
            Aspect::Attempt => Self::Attempt,
            Aspect::Holder => Self::Holder,
            Aspect::Mapping => Self::Mapping,
            Aspect::Preview => Self::Preview,
        }
    }
}

/// Whether a change can be taken back once it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum ApprovalUndo {
    /// All of it.
    Fully,
    /// All of it, within some days.
    WithinDays,
    /// It cannot.
    Not,
}

impl From<UndoPlan> for ApprovalUndo {
    fn from(undo: UndoPlan) -> Self {
        match undo {
            UndoPlan::Fully => Self::Fully,
            UndoPlan::WithinDays(_) => Self::WithinDays,
            UndoPlan::Not => Self::Not,
        }
    }
}

/// Within how many days, where there is an end to it.
pub(super) fn days_of(undo: UndoPlan) -> Option<u16> {
    match undo {
        UndoPlan::WithinDays(days) => Some(days),
        UndoPlan::Fully | UndoPlan::Not => None,
    }
}

pub(super) fn changes_of(plan: &ChangePlan, customer: Option<CustomerId>) -> Vec<ApprovalChange> {
    let changes = plan.changes.iter().map(|it| ApprovalChange {
        change: it.clone(),
        customer,
    });
    changes.collect()
}

#[derive(Debug, Clone)]
pub(crate) struct ApprovalChange {
    change: PlannedChange,
    customer: Option<CustomerId>,
}

/// One thing that is to become otherwise.
#[Object]
impl ApprovalChange {
    /// What it is about: a user, a customer, a connection.
    async fn subject(&self) -> ApprovalValue {
        ApprovalValue::of(&self.change.subject, self.customer)
    }

    /// In which respect.
    async fn aspect(&self) -> ApprovalAspect {
        self.change.aspect.into()
    }

    /// Which licence, by Microsoft's id of the product.
    async fn sku(&self) -> Option<String> {
        match self.change.aspect {
            Aspect::Licence(sku) => Some(sku.to_string()),
            _ => None,
        }
    }

    /// How it was when the plan was made.
    async fn before(&self) -> ApprovalValue {
        ApprovalValue::of(&self.change.before, self.customer)
    }

    /// How it is to become.
    async fn after(&self) -> ApprovalValue {
        ApprovalValue::of(&self.change.after, self.customer)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct ApprovalPlan(pub(super) Request);

/// All that a change would bring about, as things stood when it was made. Whoever approves, approves this and
/// nothing else.
#[Object]
impl ApprovalPlan {
    /// By this a decision names the plan that was looked at.
    async fn digest(&self) -> &str {
        self.0.plan.digest.as_str()
    }

    /// 1 for the plan that was asked with; one more each time that things stood otherwise meanwhile.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// What becomes otherwise, in one order.
    #[graphql(complexity = "10 * child_complexity")]
    async fn changes(&self) -> Vec<ApprovalChange> {
        changes_of(&self.0.plan, self.0.operation.customer())
    }

    /// Whether it can be taken back once it is made.
    async fn undo(&self) -> ApprovalUndo {
        self.0.plan.undo.into()
    }

    /// Within how many days, where there is an end to it.
    async fn undo_days(&self) -> Option<u16> {
        days_of(self.0.plan.undo)
    }

    /// Until when it can be decided about.
    async fn valid_until(&self) -> DateTime {
        DateTime(self.0.valid_until)
    }
}

/// What a plan that nobody asked for yet would change.
pub(crate) fn planned(changes: &[PlannedChange], customer: CustomerId) -> Vec<ApprovalChange> {
    let changes = changes.iter().map(|it| ApprovalChange {
        change: it.clone(),
        customer: Some(customer),
    });
    changes.collect()
}
