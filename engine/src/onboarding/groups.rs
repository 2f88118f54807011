//! The MSP's own groups: found or made; and deleted when nobody uses them any more.
//!
//! Several onboardings use the same groups at once. Who of them looks, makes and removes is settled
//! in the ledger first (`tenantry_domain::role_group`), so that no two make the same one.

use tenantry_domain::cloud::directory::GroupId;
use tenantry_domain::gdap_template::MissingGroups;
use tenantry_domain::onboarding::{OnboardingEvent, Setback};
use tenantry_domain::role_group::{
    ClaimGroup, ForgetGroup, MakeGroup, RemoveGroup, RoleGroup, RoleGroupCommand, RoleGroupRefusal,
    SettleGroup, StopUsingGroup, id_of,
};
use tenantry_domain::saga::{Fault, FaultClass};
use tenantry_domain::text::GroupName;

use super::{Desk, Outcome, SETTLED, fact, setback};
use crate::commands::{CommandError, Request};
use crate::sagas::{Told, Trouble};

use OnboardingEvent as E;

/// What became of a command to a group.
enum Said {
    Done,
    /// Another onboarding is at work on it.
    Busy,
}

impl Desk<'_> {
    pub(super) async fn check_group(&self, group: &GroupName) -> Outcome {
        let (tenant, at, name) = (self.attempt.tenant_id, self.now, group.clone());
        let claim = RoleGroupCommand::Claim(ClaimGroup { tenant, name, at });
        if let Said::Busy = self.tell(group, claim).await? {
            return Ok(Told::NotYet);
        }
        // Whether it is there is looked up even when the record says so: people delete groups.
        let named = self.groups_named(group).await?;
        if let RoleGroup::There { id, .. } = self.record_of(group).await?
            && !named.contains(&id)
        {
            return self.known_but_not_named(group, id).await;
        }
        match named.as_slice() {
            [] => {}
            [id] => return self.settle(group, *id).await,
            _ => {
                self.leave(group).await?;
                return setback(Setback::GroupAmbiguous, group.to_string());
            }
        }
        if self.attempt.terms.missing_groups == MissingGroups::Refuse {
            self.leave(group).await?;
            return setback(Setback::GroupMissing, group.to_string());
        }
        self.tell(group, RoleGroupCommand::Make(MakeGroup { tenant, at }))
            .await?;
        let (home, purpose) = (self.clouds.partner.0, "Roles in customers' tenants");
        let made = self
            .clouds
            .groups
            .create(home, group.as_str(), purpose)
            .await?;
        self.settle(group, made.id).await
    }

    /// It was there, and no group that is listed under its name is the one. What was just made is not
    /// known everywhere at once: that somebody deleted it counts when it was looked for in two ways,
    /// and for a while. Then it is looked for as if it had never been there.
    async fn known_but_not_named(&self, group: &GroupName, id: GroupId) -> Outcome {
        match self.clouds.group_by_id(id).await? {
            Some(found) if found.name.eq_ignore_ascii_case(group.as_str()) => {
                self.settle(group, id).await
            }
            Some(found) => {
                self.leave(group).await?;
                let detail = format!("{group} is called {} by now", found.name);
                setback(Setback::GroupMissing, detail)
            }
            None if self.now - self.attempt.pace.since < SETTLED => Ok(Told::NotYet),
            None => {
                let (tenant, at) = (self.attempt.tenant_id, self.now);
                let forget = RoleGroupCommand::Forget(ForgetGroup { tenant, id, at });
                self.tell(group, forget).await?;
                Ok(Told::NotYet)
            }
        }
    }

    /// What became of making it, if anything is there.
    pub(super) async fn made_group(&self, group: &GroupName) -> Result<Option<E>, Trouble> {
        let by = self.attempt.tenant_id;
        match self.record_of(group).await? {
            RoleGroup::There {
                id,
                made: true,
                users,
            } if users.contains(&by) => Ok(Some(self.made(group, id))),
            // It left already, and has to delete it.
            RoleGroup::Removing { id, by: remover } if remover == by => {
                Ok(Some(self.made(group, id)))
            }
            RoleGroup::Making { by: maker } if maker == by => {
                match self.groups_named(group).await?.as_slice() {
                    [id] => match self.settle(group, *id).await? {
                        Told::Fact(event) => Ok(Some(event)),
                        Told::NotYet => Ok(None),
                    },
                    _ => Ok(None),
                }
            }
            RoleGroup::Nowhere
            | RoleGroup::Claimed { .. }
            | RoleGroup::Making { .. }
            | RoleGroup::There { .. }
            | RoleGroup::Removing { .. } => Ok(None),
        }
    }

    /// It was never made by this onboarding, or is not used by it.
    pub(super) async fn give_up_group(&self, group: &GroupName) -> Result<(), Trouble> {
        let (tenant, at) = (self.attempt.tenant_id, self.now);
        if self.record_of(group).await? != (RoleGroup::Making { by: tenant }) {
            return self.leave(group).await;
        }
        let never = RoleGroupCommand::Remove(RemoveGroup { tenant, at });
        self.tell(group, never).await.map(drop)
    }

    // Taking it back

    pub(super) async fn delete_group(&self, group: &GroupName) -> Outcome {
        self.leave(group).await?;
        let (tenant, at) = (self.attempt.tenant_id, self.now);
        let kept = || {
            let group = group.clone();
            fact(E::GroupKept { group, at })
        };
        match self.record_of(group).await? {
            RoleGroup::Removing { id, by } if by == tenant => {
                self.clouds.groups.delete(self.clouds.partner.0, id).await?;
                let gone = RoleGroupCommand::Remove(RemoveGroup { tenant, at });
                self.tell(group, gone).await?;
                let group = group.clone();
                fact(E::GroupDeleted { group, at })
            }
            RoleGroup::Nowhere => {
                let group = group.clone();
                fact(E::GroupDeleted { group, at })
            }
            RoleGroup::Claimed { .. }
            | RoleGroup::Making { .. }
            | RoleGroup::There { .. }
            | RoleGroup::Removing { .. } => kept(),
        }
    }

    /// Unless access that is in place rests on it.
    async fn leave(&self, group: &GroupName) -> Result<(), Trouble> {
        if let RoleGroup::There { id, .. } = self.record_of(group).await?
            && self.rests_on(group, id)
        {
            return Ok(());
        }
        let (tenant, at) = (self.attempt.tenant_id, self.now);
        let leave = RoleGroupCommand::StopUsing(StopUsingGroup { tenant, at });
        self.tell(group, leave).await.map(drop)
    }

    /// It is there: the record says whether we made it.
    async fn settle(&self, group: &GroupName, id: GroupId) -> Outcome {
        let (tenant, at) = (self.attempt.tenant_id, self.now);
        let before = self.record_of(group).await?;
        if !matches!(before, RoleGroup::There { .. }) {
            let settle = RoleGroupCommand::Settle(SettleGroup { tenant, id, at });
            if let Said::Busy = self.tell(group, settle).await? {
                return Ok(Told::NotYet);
            }
        }
        let group = group.clone();
        match self.record_of(&group).await? {
            RoleGroup::There { made: true, .. } => fact(self.made(&group, id)),
            RoleGroup::Nowhere
            | RoleGroup::Claimed { .. }
            | RoleGroup::Making { .. }
            | RoleGroup::There { .. }
            | RoleGroup::Removing { .. } => fact(E::GroupFound { group, id, at }),
        }
    }

    /// Made for onboardings, whichever of them did it: undoing one of them stops using it. One that
    /// access rested on before is not taken from it.
    fn made(&self, group: &GroupName, id: GroupId) -> E {
        let (rests, group, at) = (self.rests_on(group, id), group.clone(), self.now);
        if rests {
            E::GroupFound { group, id, at }
        } else {
            E::GroupCreated { group, id, at }
        }
    }

    fn rests_on(&self, group: &GroupName, id: GroupId) -> bool {
        self.attempt.before.groups.get(group) == Some(&id)
    }

    async fn groups_named(&self, group: &GroupName) -> Result<Vec<GroupId>, Trouble> {
        let home = self.clouds.partner.0;
        let found = self.clouds.groups.named(home, group.as_str()).await?;
        Ok(found.into_iter().map(|it| it.id).collect())
    }

    async fn record_of(&self, group: &GroupName) -> Result<RoleGroup, Trouble> {
        let id = id_of(self.msp, group).to_string();
        let loaded = self.engine.load::<RoleGroup>(self.msp, &id).await;
        loaded.map_err(|error| ledger_trouble(&error))
    }

    async fn tell(&self, group: &GroupName, command: RoleGroupCommand) -> Result<Said, Trouble> {
        let request = Request::<RoleGroup> {
            msp: self.msp,
            id: id_of(self.msp, group).to_string(),
            command,
            context: self.context(),
        };
        match self.engine.execute(request).await {
            Ok(_) => Ok(Said::Done),
            Err(CommandError::Refused(RoleGroupRefusal::GroupBusy)) => Ok(Said::Busy),
            Err(error) => Err(ledger_trouble(&error)),
        }
    }
}

/// Nothing was changed in any cloud: it is tried again.
fn ledger_trouble(error: &CommandError<RoleGroupRefusal>) -> Trouble {
    Fault::own(error.code(), FaultClass::Transient, error.to_string()).into()
}
