//! Changes that are asked for, decided about and carried out.

mod execution;
mod object;
mod operation;
mod people;
mod plan;
mod query;
mod subscription;
mod value;

pub(crate) use object::Approval;
pub(crate) use operation::ApprovalKind;
pub(crate) use people::ApprovalPerson;
pub(crate) use plan::{ApprovalChange, planned};
pub(crate) use query::ApprovalQuery;
pub(crate) use subscription::ApprovalSubscription;
pub(crate) use value::ApprovalValue;
