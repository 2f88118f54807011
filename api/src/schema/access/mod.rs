//! Who may come in, and what they may do: the MSP's team, its service tokens, its sessions.

mod fault;
mod members;
mod object;
mod query;
mod rules;
mod sessions;
mod tokens;

use async_graphql::MergedObject;

use members::MemberMutation;
pub(crate) use object::{Member, ServiceToken};
pub(crate) use query::AccessQuery;
use rules::GroupRuleMutation;
use sessions::SessionMutation;
use tokens::ServiceTokenMutation;

/// What Admins decide about who may come in.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct AccessMutation(
    MemberMutation,
    GroupRuleMutation,
    ServiceTokenMutation,
    SessionMutation,
);
