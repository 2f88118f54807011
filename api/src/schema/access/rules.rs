//! Which groups give which role.

use async_graphql::{Context, InputObject, Object, Result};
use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::ids::MalformedId;
use tenantry_domain::text::{GroupName, Reason};
use tenantry_engine::access::AccessError;
use tenantry_engine::commands::Done;

use super::fault::{unmet_by, unread};
use super::object::{GroupRule, rules_of};
use crate::schema::desk::Desk;
use crate::schema::root::Role;
use crate::schema::told::{Receipt, Refused, Unmet, payload, user_errors};

user_errors! {
    /// Why a wish about a rule for a group was turned down.
    GroupRuleUserError, GroupRuleErrorCode {
        /// No rule names this group.
        GroupRuleNotFound,
        /// The team has as many rules as one can have.
        GroupRulesFull,
        /// It would leave the MSP without an Admin.
        LastAdminProtected,
    }
}

/// A group, and the role that being in it gives.
#[derive(Debug, InputObject)]
pub(crate) struct GroupRuleSetInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The object id of the group at Microsoft.
    group_id: String,
    /// What people call the group. Nothing is decided by it.
    name: String,
    /// The role that it gives.
    role: Role,
}

/// A group that is to give no role any more, and why.
#[derive(Debug, InputObject)]
pub(crate) struct GroupRuleRemoveInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The object id of the group at Microsoft.
    group_id: String,
}

payload! {
    /// What came of setting a rule.
    GroupRuleSetPayload {
        /// All rules of the team as they stand now.
        group_rules: Vec<GroupRule>, GroupRuleUserError
    }
}
payload! {
    /// What came of removing a rule.
    GroupRuleRemovePayload {
        /// All rules of the team as they stand now.
        group_rules: Vec<GroupRule>, GroupRuleUserError
    }
}

fn group(text: &str) -> Result<GroupId, Unmet> {
    let malformed = |_| MalformedId {
        kind: "group id",
        text: text.chars().take(80).collect(),
    };
    let read = text.parse::<GroupId>().map_err(malformed);
    Ok(read.map_err(|error| Refused::from(error).at("groupId"))?)
}

/// The rules after what was done to them; members' rows follow.
async fn after(
    desk: Desk<'_>,
    done: Result<Done, AccessError>,
) -> Result<(Receipt, Option<Vec<GroupRule>>), Unmet> {
    let done = done.map_err(unmet_by)?;
    desk.shows(done.receipt.position, &["members"]).await?;
    let team = desk.parts.access.team(desk.msp()).await.map_err(unread)?;
    Ok((done.into(), Some(rules_of(&team))))
}

#[derive(Debug, Default)]
pub(crate) struct GroupRuleMutation;

#[Object]
impl GroupRuleMutation {
    /// Lets being in a group give a role. Role: Admin. Events: `GroupRuleSet`, `MemberRoleChanged`;
    /// none when it gives that role already. Asked again with the same idempotency key it answers as
    /// it did then.
    async fn group_rule_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which group, and which role.")] input: GroupRuleSetInput,
    ) -> Result<GroupRuleSetPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let group = group(&input.group_id)?;
            let name =
                GroupName::new(&input.name).map_err(|error| Refused::from(error).at("name"))?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let access = &desk.parts.access;
            let role = input.role.into();
            let done = access
                .set_rule(desk.msp(), (group, name), role, asked)
                .await;
            after(desk, done).await
        };
        Ok(GroupRuleSetPayload::told(outcome.await)?)
    }

    /// Lets a group give no role any more. Role: Admin. Events: `GroupRuleRemoved`,
    /// `MemberRoleChanged`. Asked again with the same idempotency key it answers as it did then.
    async fn group_rule_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which group, and why.")] input: GroupRuleRemoveInput,
    ) -> Result<GroupRuleRemovePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let group = group(&input.group_id)?;
            let reason =
                Reason::new(&input.reason).map_err(|error| Refused::from(error).at("reason"))?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let access = &desk.parts.access;
            let done = access.remove_rule(desk.msp(), group, reason, asked).await;
            after(desk, done).await
        };
        Ok(GroupRuleRemovePayload::told(outcome.await)?)
    }
}
