//! The first password: kept before the account is made, and out of the vault in the end.

use tenantry_domain::approval::ApprovalEvent;
use tenantry_domain::cloud::vault::{SecretName, VaultFault};

use super::{Desk, Outcome, fact, nobody};
use crate::approvals::ApprovalError;
use crate::approvals::passwords::first_password_of;
use crate::sagas::Trouble;

use ApprovalEvent as E;

impl Desk<'_> {
    pub(super) async fn keep_password(&self) -> Outcome {
        self.approvals.keep_password(&self.secret()?).await?;
        fact(E::PasswordKept { at: self.now })
    }

    pub(super) async fn kept_password(&self) -> Result<Option<E>, Trouble> {
        match self.approvals.parts.vault.get(&self.secret()?).await {
            Ok(_) => Ok(Some(E::PasswordKept { at: self.now })),
            Err(VaultFault::SecretNotThere { .. }) => Ok(None),
            Err(fault) => Err(ApprovalError::from(fault).into()),
        }
    }

    pub(super) async fn drop_password(&self) -> Outcome {
        let dropped = self.approvals.parts.vault.delete(&self.secret()?).await;
        let _either = dropped.map_err(ApprovalError::from)?;
        fact(E::PasswordDropped { at: self.now })
    }

    fn secret(&self) -> Result<SecretName, Trouble> {
        first_password_of(self.msp, self.id, &self.request.operation).ok_or_else(nobody)
    }
}
