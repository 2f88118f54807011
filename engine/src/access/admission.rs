//! A person comes to the door, and the home tenant says who it is.

use tenantry_domain::aggregate::{Aggregate, Decision};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::home_tenant::HomeTenantRefusal;
use tenantry_domain::ids::{MemberId, MspId, TenantId};
use tenantry_domain::record::{Actor, Source};
use tenantry_domain::role::Role;
use tenantry_domain::team::{AdmitMember, Groups, TeamCommand};
use tenantry_domain::text::MemberName;

use super::{Access, AccessError};
use crate::commands::{CommandError, Context};

/// What a sign-in at Microsoft said, once it was found to be genuine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSignedIn {
    pub tenant: TenantId,
    /// The account's object id.
    pub account: UserId,
    /// What to call the person; the account's id where that is empty.
    pub name: String,
    pub groups: Groups,
    /// Whether a second factor was shown; none where nobody knows.
    pub second_factor: Option<bool>,
}

/// A person who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admitted {
    pub msp: MspId,
    pub member: MemberId,
    pub role: Role,
    pub second_factor: Option<bool>,
}

impl Access {
    /// Lets a person in: as a viewer at the first time, later with what the person's groups say now.
    /// Where nothing is new, nothing is written: a program that shows a token of its user with every
    /// request can be admitted with every request.
    pub async fn admit(&self, person: PersonSignedIn) -> Result<Admitted, AccessError> {
        let Some(msp) = self.home_of(person.tenant).await? else {
            tracing::info!(tenant = %person.tenant, "a sign-in from a tenant that is no MSP's");
            let refusal = HomeTenantRefusal::HomeTenantUnknown;
            return Err(AccessError::HomeTenant(CommandError::Refused(refusal)));
        };
        let member = MemberId::new(person.account.as_uuid());
        let command = TeamCommand::Admit(AdmitMember {
            member,
            tenant: person.tenant,
            name: MemberName::clipped(&person.name, &member.to_string()),
            groups: person.groups,
            at: self.clock.now(),
        });
        let mut team = self.team(msp).await?;
        // The look was at what the database has now, so that nothing to record is final.
        if !matches!(team.decide(&command), Ok(Decision::AlreadyDone)) {
            let context = Context::new(Actor::user(member.to_string()), Source::Api);
            self.ask_team(msp, command, context).await?;
            team = self.team(msp).await?;
        }
        let found = team.member(member);
        let role = found
            .map_err(|refusal| AccessError::Team(CommandError::Refused(refusal)))?
            .role;
        Ok(Admitted {
            msp,
            member,
            role,
            second_factor: person.second_factor,
        })
    }
}
