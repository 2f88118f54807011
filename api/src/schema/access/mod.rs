//! Who may come in, and what they may do: the MSP's team, its service tokens, its sessions.

mod fault;
mod homes;
mod members;
mod names;
mod object;
mod query;
mod rules;
mod sessions;
mod tokens;

use async_graphql::MergedObject;

use homes::HomeTenantQuery;
use members::MemberMutation;
pub(crate) use names::name_of;
pub(crate) use object::{Member, ServiceToken};
use query::TeamQuery;
use rules::GroupRuleMutation;
use sessions::{SessionMutation, SessionQuery};
use tokens::ServiceTokenMutation;

/// Who may come in, as far as whoever asks may know.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct AccessQuery(TeamQuery, SessionQuery, HomeTenantQuery);

/// What Admins decide about who may come in.
#[derive(Debug, Default, MergedObject)]
pub(crate) struct AccessMutation(
    MemberMutation,
    GroupRuleMutation,
    ServiceTokenMutation,
    SessionMutation,
);
