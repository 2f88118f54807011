//! Changes that are asked for, decided about and carried out.

mod asked;
mod asking;
mod carrying;
mod deciding;
mod execution;
mod input;
mod object;
mod operation;
mod people;
mod plan;
mod preview;
mod query;
mod refusal;
mod step;
mod subscription;
mod together;
mod value;

pub(crate) use asked::{ChangeUserError, ask, is_asked};
pub(crate) use asking::ApprovalAskingMutation;
pub(crate) use carrying::ApprovalCarryingMutation;
pub(crate) use deciding::ApprovalDecidingMutation;
pub(crate) use input::{country, days, licences};
pub(crate) use object::Approval;
pub(crate) use operation::{ApprovalKind, ApprovalRisk};
pub(crate) use people::ApprovalPerson;
pub(crate) use plan::{ApprovalChange, planned};
pub(crate) use preview::ApprovalPreviewQuery;
pub(crate) use query::{ApprovalQuery, asker, inbox_of};
pub(crate) use refusal::unmet_by;
pub(crate) use step::{ApprovalAnswerInput, answers, key};
pub(crate) use subscription::ApprovalSubscription;
pub(crate) use together::{ApprovalsTogetherMutation, ApprovalsTogetherQuery};
pub(crate) use value::ApprovalValue;
