//! The account itself: made, and put into the bin.

use jiff::Timestamp;
use tenantry_domain::approval::{ApprovalEvent, NewUser};
use tenantry_domain::cloud::administration::{Account, AccountName, Deletion, NewAccount, SignIn};
use tenantry_domain::cloud::directory::UserId;
use tenantry_domain::cloud::{Cause, CloudFault, Effect};
use tenantry_domain::ids::CustomerId;
use tenantry_domain::personal::Sealed;
use tenantry_domain::record::Micros;
use tenantry_domain::saga::{minutes, seconds};

use super::{Desk, Outcome, There, fact, nobody};
use crate::approvals::ApprovalError;
use crate::approvals::passwords::first_password_of;
use crate::approvals::planner::API;
use crate::sagas::{Told, Trouble};

use ApprovalEvent as E;

/// The clouds' clocks may go so much after ours.
const BEHIND: Micros = minutes(5);
/// Clouds keep whole seconds.
const ROUNDED: Micros = seconds(2);

impl Desk<'_> {
    pub(super) async fn create_user(&self) -> Outcome {
        let (there, new) = (self.there().await?, self.new_user()?);
        let name = self.name(&there, new).await?;
        if let Some(found) = there.administration.named(there.tenant, &name).await? {
            return self.took(new, &there, &found).await;
        }
        let msp = self.msp;
        let secret = first_password_of(msp, self.id, &self.request.operation).ok_or_else(nobody)?;
        let vault = &self.approvals.parts.vault;
        let password = vault.get(&secret).await.map_err(ApprovalError::from)?.value;
        let account = self.as_told(new, name).await?;
        let made = there
            .administration
            .create(there.tenant, &account, &password)
            .await;
        match made {
            Ok(user) => fact(E::UserCreated { user, at: self.now }),
            Err(fault) if fault.cause == Cause::AccountNameTaken => self.taken_by_nobody(fault),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Nobody is seen who has the name, and it is taken: by an earlier try of ours, it may be.
    fn taken_by_nobody(&self, mut fault: CloudFault) -> Outcome {
        if !self.is_settled() {
            return Ok(Told::NotYet);
        }
        fault.effect = Effect::Unknown;
        Err(fault.into())
    }

    /// Somebody has the name: the one whom an earlier try of ours made, or another.
    async fn took(&self, new: &NewUser, there: &There, found: &Account) -> Outcome {
        if self.is_ours(new, there, found).await? {
            let user = found.id;
            return fact(E::UserCreated { user, at: self.now });
        }
        let fault = CloudFault::new(
            Cause::AccountNameTaken,
            API,
            "somebody else got the name since the plan was confirmed",
        );
        Err(fault.into())
    }

    /// Nobody had the name when the plan was confirmed. Whoever has it by now was made since; by us when it
    /// was made after we set out to, and is called as we called it.
    async fn is_ours(
        &self,
        new: &NewUser,
        there: &There,
        found: &Account,
    ) -> Result<bool, Trouble> {
        let created = found.created.map(Timestamp::as_microsecond);
        if created.is_none_or(|at| at < self.set_out()) {
            return Ok(false);
        }
        let shown = self.open(there.customer, &new.display_name).await?;
        Ok(found.display_name.as_deref() == Some(shown.as_str()))
    }

    /// Since when an account can be ours: from the first try on whose outcome nobody knows.
    fn set_out(&self) -> Micros {
        let (pace, execution) = (&self.request.pace, &self.request.execution);
        match &pace.open {
            _ if execution.unsettled => pace.since - BEHIND,
            Some(open) => open.at - BEHIND,
            None => self.now - ROUNDED,
        }
    }

    pub(super) async fn created_user(&self) -> Result<Option<E>, Trouble> {
        let (there, new) = (self.there().await?, self.new_user()?);
        let name = self.name(&there, new).await?;
        let found = there.administration.named(there.tenant, &name).await?;
        let Some(found) = found else { return Ok(None) };
        let ours = self.is_ours(new, &there, &found).await?;
        let (user, at) = (found.id, self.now);
        Ok(ours.then_some(E::UserCreated { user, at }))
    }

    pub(super) async fn take_back_user(&self) -> Outcome {
        let at = self.now;
        let Some(user) = self.request.execution.user else {
            return fact(E::UserTakenBack { at });
        };
        let there = self.there().await?;
        if self.is_gone(&there, user).await? {
            fact(E::UserTakenBack { at })
        } else {
            Ok(Told::NotYet)
        }
    }

    // As an operation of its own

    pub(super) async fn delete_user(&self) -> Outcome {
        let (there, user) = (self.there().await?, self.user().ok_or_else(nobody)?);
        if self.is_gone(&there, user).await? {
            fact(E::UserDeleted { at: self.now })
        } else {
            Ok(Told::NotYet)
        }
    }

    pub(super) async fn user_deleted(&self) -> Result<Option<E>, Trouble> {
        let there = self.there().await?;
        let found = self.found(&there).await?;
        let gone = found.is_none_or(|it| it.deleted.is_some());
        Ok(gone.then_some(E::UserDeleted { at: self.now }))
    }

    /// Deletes it. What no server has seen yet cannot be deleted yet.
    async fn is_gone(&self, there: &There, user: UserId) -> Result<bool, Trouble> {
        let deletion = there.administration.delete(there.tenant, user).await?;
        Ok(deletion == Deletion::InBin || self.is_settled())
    }

    fn new_user(&self) -> Result<&NewUser, Trouble> {
        self.request.operation.new_user().ok_or_else(nobody)
    }

    async fn name(&self, there: &There, new: &NewUser) -> Result<AccountName, Trouble> {
        let opened = self
            .approvals
            .opened_name(self.msp, there.customer, &new.name);
        Ok(opened.await?)
    }

    async fn as_told(&self, new: &NewUser, name: AccountName) -> Result<NewAccount, Trouble> {
        let customer = new.customer_id;
        Ok(NewAccount {
            name,
            display_name: self.open(customer, &new.display_name).await?,
            given_name: self.maybe(customer, new.given_name.as_ref()).await?,
            surname: self.maybe(customer, new.surname.as_ref()).await?,
            job_title: self.maybe(customer, new.job_title.as_ref()).await?,
            department: self.maybe(customer, new.department.as_ref()).await?,
            usage_location: Some(new.usage_location),
            sign_in: SignIn::Allowed,
        })
    }

    async fn maybe(
        &self,
        customer: CustomerId,
        sealed: Option<&Sealed>,
    ) -> Result<Option<String>, Trouble> {
        match sealed {
            Some(sealed) => Ok(Some(self.open(customer, sealed).await?)),
            None => Ok(None),
        }
    }

    async fn open(&self, customer: CustomerId, sealed: &Sealed) -> Result<String, Trouble> {
        let opened = self.approvals.open(self.msp, customer, sealed).await?;
        Ok(opened.as_str().to_owned())
    }
}
