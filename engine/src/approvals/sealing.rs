//! From a wish to an operation: names are sealed under the customer's key.

use tenantry_domain::approval::{Account, NewUser, Operation, UserRef};
use tenantry_domain::cloud::administration::AccountName;
use tenantry_domain::cloud::{Cause, CloudFault};
use tenantry_domain::ids::{CustomerId, MspId};
use tenantry_domain::personal::{Opened, Sealed};
use zeroize::Zeroizing;

use super::planner::API;
use super::{
    AccountWish, ApprovalError, Approvals, NewUserWish, OperationWish, PersonText, UserWish,
};

impl Approvals {
    pub(super) async fn sealed(
        &self,
        msp: MspId,
        wish: OperationWish,
    ) -> Result<Operation, ApprovalError> {
        Ok(match wish {
            OperationWish::CreateUser(new) => {
                Operation::CreateUser(Box::new(self.new_user(msp, *new).await?))
            }
            OperationWish::DisableUser {
                account,
                remove_licences_after_days,
            } => Operation::DisableUser {
                account: self.account(msp, account).await?,
                remove_licences_after_days,
            },
            OperationWish::EnableUser { account } => Operation::EnableUser {
                account: self.account(msp, account).await?,
            },
            OperationWish::AssignLicences {
                account,
                licences,
                usage_location,
            } => Operation::AssignLicences {
                account: self.account(msp, account).await?,
                licences,
                usage_location,
            },
            OperationWish::RemoveLicences { account, licences } => Operation::RemoveLicences {
                account: self.account(msp, account).await?,
                licences,
            },
            OperationWish::Sealed(operation) => operation,
        })
    }

    async fn new_user(&self, msp: MspId, wish: NewUserWish) -> Result<NewUser, ApprovalError> {
        let customer = wish.customer;
        // Nothing is sealed for customers that the MSP does not have: each seal makes a key.
        self.holdings.must_have(msp, customer).await?;
        let texts = [
            wish.given_name,
            wish.surname,
            wish.job_title,
            wish.department,
        ];
        let mut sealed = Vec::with_capacity(texts.len());
        for text in &texts {
            sealed.push(self.maybe(msp, customer, text.as_ref()).await?);
        }
        let mut sealed = sealed.into_iter();
        let mut next = || sealed.next().flatten();
        Ok(NewUser {
            customer_id: customer,
            tenant_id: wish.tenant,
            name: self.name(msp, customer, wish.name.as_str()).await?,
            display_name: self.text(msp, customer, &wish.display_name).await?,
            given_name: next(),
            surname: next(),
            job_title: next(),
            department: next(),
            usage_location: wish.usage_location,
            licences: wish.licences,
        })
    }

    async fn account(&self, msp: MspId, wish: AccountWish) -> Result<Account, ApprovalError> {
        let (customer_id, tenant_id) = (wish.customer, wish.tenant);
        let user = self.user(msp, &wish).await?;
        Ok(Account {
            customer_id,
            tenant_id,
            user,
        })
    }

    /// Whom the cloud has under this id or name now.
    pub(super) async fn user(
        &self,
        msp: MspId,
        wish: &AccountWish,
    ) -> Result<UserRef, ApprovalError> {
        let reach = self.reach(msp, wish.customer, wish.tenant).await?;
        let found = match &wish.user {
            UserWish::Id(id) => reach.administration.account(wish.tenant, *id).await?,
            UserWish::Name(name) => reach.administration.named(wish.tenant, name).await?,
        };
        let found = found.ok_or_else(|| {
            CloudFault::new(Cause::AccountNotSeen, API, "nobody is there by this name")
        })?;
        Ok(UserRef {
            id: found.id,
            name: self.name(msp, wish.customer, &found.name).await?,
        })
    }

    /// Large and small letters are the same in a name, so they are sealed to the same.
    async fn name(
        &self,
        msp: MspId,
        customer: CustomerId,
        name: &str,
    ) -> Result<Sealed, ApprovalError> {
        let personal = &self.parts.personal;
        Ok(personal.seal(msp, customer, &name.to_lowercase()).await?)
    }

    pub(crate) async fn text(
        &self,
        msp: MspId,
        customer: CustomerId,
        text: &PersonText,
    ) -> Result<Sealed, ApprovalError> {
        let personal = &self.parts.personal;
        Ok(personal.seal(msp, customer, text.as_str()).await?)
    }

    async fn maybe(
        &self,
        msp: MspId,
        customer: CustomerId,
        text: Option<&PersonText>,
    ) -> Result<Option<Sealed>, ApprovalError> {
        match text {
            Some(text) => Ok(Some(self.text(msp, customer, text).await?)),
            None => Ok(None),
        }
    }

    /// What was sealed for a customer: for those who may see it, and for the cloud that is told.
    pub async fn open(
        &self,
        msp: MspId,
        customer: CustomerId,
        sealed: &Sealed,
    ) -> Result<Zeroizing<String>, ApprovalError> {
        match self.parts.personal.open(msp, customer, sealed).await? {
            Opened::Text(text) => Ok(text),
            Opened::Erased => Err(ApprovalError::PersonErased),
        }
    }

    pub(super) async fn opened_name(
        &self,
        msp: MspId,
        customer: CustomerId,
        sealed: &Sealed,
    ) -> Result<AccountName, ApprovalError> {
        Ok(self.open(msp, customer, sealed).await?.parse()?)
    }
}
