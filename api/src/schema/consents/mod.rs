//! Tenants connected by the consent of their own administrator.

mod asking;
mod more;
mod mutation;
mod object;
mod query;

pub(crate) use asking::MoreMutation;
pub(crate) use more::ConsentMore;
pub(crate) use mutation::{ConsentMutation, unmet_by};
pub(crate) use object::Consent;
pub(crate) use query::ConsentQuery;
