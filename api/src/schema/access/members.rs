//! Changing what members may do.

use async_graphql::{Context, ID, InputObject, Object, Result};
use tenantry_domain::ids::MemberId;
use tenantry_engine::access::AccessError;
use tenantry_engine::commands::Done;
use tenantry_projections::members;

use super::fault::unmet_by;
use super::object::Member;
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::ids::Kind;
use crate::schema::root::Role;
use crate::schema::told::{Receipt, Unmet, given, payload, user_errors, why};

user_errors! {
    /// Why a wish about a member was turned down.
    MemberUserError, MemberErrorCode {
        /// Nobody with this id is a member of the MSP's team.
        MemberNotFound,
        /// It would leave the MSP without an Admin.
        LastAdminProtected,
    }
}

/// A member, and the role it is given.
#[derive(Debug, InputObject)]
pub(crate) struct MemberGrantRoleInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The member: its id, or the account's object id at Microsoft.
    member: ID,
    /// The role. Groups may give a stronger one.
    role: Role,
}

/// Who is to come in no more, and why.
#[derive(Debug, InputObject)]
pub(crate) struct MemberSuspendInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: String,
    /// The member: its id, or the account's object id at Microsoft.
    member: ID,
}

/// Who is to come in again.
#[derive(Debug, InputObject)]
pub(crate) struct MemberReinstateInput {
    /// The same wish with the same key is carried out once.
    idempotency_key: String,
    /// Why, for the record.
    reason: Option<String>,
    /// The member: its id, or the account's object id at Microsoft.
    member: ID,
}

payload! {
    /// What came of granting a role.
    MemberGrantRolePayload {
        /// The member as it stands now.
        member: Member, MemberUserError
    }
}
payload! {
    /// What came of suspending a member.
    MemberSuspendPayload {
        /// The member as it stands now.
        member: Member, MemberUserError
    }
}
payload! {
    /// What came of letting a member in again.
    MemberReinstatePayload {
        /// The member as it stands now.
        member: Member, MemberUserError
    }
}

fn member(id: &ID) -> Result<MemberId, Unmet> {
    Ok(MemberId::new(given(Kind::Member, id, "member")?))
}

/// The member after what was done to it.
async fn after(
    desk: Desk<'_>,
    member: MemberId,
    done: Result<Done, AccessError>,
) -> Result<(Receipt, Option<Member>), Unmet> {
    let done = done.map_err(unmet_by)?;
    let found = if desk.shows(done.receipt.position, &["members"]).await? {
        members::get(desk.projections(), desk.msp(), member)
            .await
            .map_err(Fault::from)?
    } else {
        None
    };
    Ok((done.into(), found.map(Member)))
}

#[derive(Debug, Default)]
pub(crate) struct MemberMutation;

#[Object]
impl MemberMutation {
    /// Gives a member who signed in before a role by name; operators of the installation can give one
    /// ahead. Role: Admin. Events: `RoleGranted`, `MemberRoleChanged`; none when it was granted
    /// already. Asked again with the same idempotency key it answers as it did then.
    async fn member_grant_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and which role.")] input: MemberGrantRoleInput,
    ) -> Result<MemberGrantRolePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let member = member(&input.member)?;
            let reason = input.reason.as_deref().map(why).transpose()?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let wish = (member, input.role.into());
            let access = &desk.parts.access;
            let done = access
                .grant_role(desk.msp(), wish, false, reason, asked)
                .await;
            after(desk, member, done).await
        };
        Ok(MemberGrantRolePayload::told(outcome.await)?)
    }

    /// Ends what a member has signed in, and lets it sign in no more. Role: Admin. Event:
    /// `MemberSuspended`; none when it is suspended already. Asked again with the same idempotency
    /// key it answers as it did then.
    async fn member_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and why.")] input: MemberSuspendInput,
    ) -> Result<MemberSuspendPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let (member, reason) = (member(&input.member)?, why(&input.reason)?);
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let access = &desk.parts.access;
            let done = access.suspend(desk.msp(), member, reason, asked).await;
            after(desk, member, done).await
        };
        Ok(MemberSuspendPayload::told(outcome.await)?)
    }

    /// Lets a suspended member sign in again. Role: Admin. Event: `MemberReinstated`; none when it is
    /// not suspended. Asked again with the same idempotency key it answers as it did then.
    async fn member_reinstate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: MemberReinstateInput,
    ) -> Result<MemberReinstatePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let member = member(&input.member)?;
            let reason = input.reason.as_deref().map(why).transpose()?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let access = &desk.parts.access;
            let done = access.reinstate(desk.msp(), member, reason, asked).await;
            after(desk, member, done).await
        };
        Ok(MemberReinstatePayload::told(outcome.await)?)
    }
}
