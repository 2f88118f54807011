//! Changes that are asked for, decided about and carried out.

mod asked;
mod execution;
mod object;
mod operation;
mod people;
mod plan;
mod query;
mod subscription;
mod value;

pub(crate) use asked::{ChangeUserError, ask, because, is_asked};
pub(crate) use object::Approval;
pub(crate) use operation::ApprovalKind;
pub(crate) use people::ApprovalPerson;
pub(crate) use query::ApprovalQuery;
pub(crate) use subscription::ApprovalSubscription;
