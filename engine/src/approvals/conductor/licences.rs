//! Licences and where they are used; and all of it as it was.

use std::collections::BTreeSet;

use tenantry_domain::approval::{ApprovalEvent, Aspect, Operation};
use tenantry_domain::cloud::administration::LicenceChange;
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::country::Country;

use super::{Desk, Outcome, fact, nobody};
use crate::sagas::Trouble;

use ApprovalEvent as E;

impl Desk<'_> {
    pub(super) async fn set_usage_location(&self) -> Outcome {
        let there = self.there().await?;
        let (account, after) = (self.account(&there).await?, self.country()?);
        let doubt = self.is_in_doubt();
        let before = account.usage_location;
        // Only where there is none: that is what was approved.
        let wanted = self.request.changes(Aspect::UsageLocation) && before.is_none();
        if wanted {
            let (tenant, id) = (there.tenant, account.id);
            there
                .administration
                .set_usage_location(tenant, id, after)
                .await?;
        }
        fact(self.located(before.filter(|_| !doubt), after))
    }

    pub(super) async fn usage_location_set(&self) -> Result<Option<E>, Trouble> {
        let there = self.there().await?;
        let after = self.country()?;
        let found = self.found(&there).await?;
        let is_set = found.is_some_and(|it| it.usage_location == Some(after));
        Ok(is_set.then(|| self.located(None, after)))
    }

    /// Where there was none, none can be made of it again: it may be another one, and it stays.
    pub(super) async fn take_back_usage_location(&self) -> Outcome {
        let before = self.request.execution.usage_location_before;
        let changed = self.request.changes(Aspect::UsageLocation);
        if let Some(before) = before.filter(|_| changed) {
            let there = self.there().await?;
            if let Some(account) = self.left(&there).await? {
                let (tenant, id) = (there.tenant, account.id);
                there
                    .administration
                    .set_usage_location(tenant, id, before)
                    .await?;
            }
        }
        fact(E::UsageLocationTakenBack { at: self.now })
    }

    pub(super) async fn change_licences(&self) -> Outcome {
        let there = self.there().await?;
        let account = self.account(&there).await?;
        let change = self.request.licences();
        let left = change.left_at(&account);
        if !left.is_empty() {
            let (tenant, id) = (there.tenant, account.id);
            there
                .administration
                .change_licences(tenant, id, &left)
                .await?;
        }
        // What an earlier try of ours may have done is ours as well.
        let done = if self.is_in_doubt() { change } else { left };
        fact(self.changed(done))
    }

    pub(super) async fn licences_changed(&self) -> Result<Option<E>, Trouble> {
        let there = self.there().await?;
        let change = self.request.licences();
        let Some(account) = self.found(&there).await? else {
            return Ok(None);
        };
        // All of it happens, or nothing.
        let is_done = change.left_at(&account).is_empty();
        Ok(is_done.then(|| self.changed(change)))
    }

    pub(super) async fn take_back_licences(&self) -> Outcome {
        let execution = &self.request.execution;
        let back = LicenceChange {
            add: execution.removed.clone(),
            remove: execution.added.clone(),
        };
        if !back.is_empty() {
            let there = self.there().await?;
            if let Some(account) = self.left(&there).await? {
                let left = LicenceChange {
                    remove: held(&back.remove, |sku| account.holds_directly(sku)),
                    ..back.left_at(&account)
                };
                if !left.is_empty() {
                    let (tenant, id) = (there.tenant, account.id);
                    there
                        .administration
                        .change_licences(tenant, id, &left)
                        .await?;
                }
            }
        }
        fact(E::LicencesTakenBack { at: self.now })
    }

    /// What the leaver still has of what was approved.
    pub(super) async fn free_licences(&self) -> Outcome {
        let there = self.there().await?;
        let wanted = self.request.licences().remove;
        let account = self.left(&there).await?;
        let held = held(&wanted, |sku| {
            let account = account.as_ref();
            account.is_some_and(|it| it.holds_directly(sku))
        });
        if let Some(account) = account.filter(|_| !held.is_empty()) {
            let change = LicenceChange::removing(held.iter().copied());
            let (tenant, id) = (there.tenant, account.id);
            there
                .administration
                .change_licences(tenant, id, &change)
                .await?;
        }
        let removed = if self.is_in_doubt() { wanted } else { held };
        let at = self.now;
        fact(E::LicencesFreed { removed, at })
    }

    fn country(&self) -> Result<Country, Trouble> {
        match &self.request.operation {
            Operation::AssignLicences {
                usage_location: Some(country),
                ..
            } => Ok(*country),
            _ => Err(nobody()),
        }
    }

    fn located(&self, before: Option<Country>, after: Country) -> E {
        let at = self.now;
        E::UsageLocationSet { before, after, at }
    }

    fn changed(&self, change: LicenceChange) -> E {
        E::LicencesChanged {
            added: change.add,
            removed: change.remove,
            at: self.now,
        }
    }
}

fn held(wanted: &BTreeSet<SkuId>, is_held: impl Fn(SkuId) -> bool) -> BTreeSet<SkuId> {
    wanted.iter().copied().filter(|sku| is_held(*sku)).collect()
}
