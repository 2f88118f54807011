//! What would undo an operation later.

use std::collections::BTreeSet;

use super::{Account, Operation, UserRef};
use crate::approval::Execution;
use crate::cloud::directory::SkuId;
use crate::ids::ApprovalId;

impl Operation {
    /// To be asked for like anything else, in this order. Only what was really changed is taken back;
    /// nothing where nothing was, or where nobody can.
    pub fn reversal(&self, made_by: ApprovalId, outcome: &Execution) -> Vec<Self> {
        match self {
            Self::CreateUser(new) => {
                let made = outcome.user.map(|id| Self::DeleteUser {
                    account: Account {
                        customer_id: new.customer_id,
                        tenant_id: new.tenant_id,
                        user: UserRef {
                            id,
                            name: new.name.clone(),
                        },
                    },
                    made_by,
                });
                made.into_iter().collect()
            }
            Self::DisableUser { account, .. } => {
                let account = || account.clone();
                let enabled = outcome
                    .sign_in_changed()
                    .then(|| Self::EnableUser { account: account() });
                enabled
                    .into_iter()
                    .chain(given_back(account(), &outcome.removed))
                    .collect()
            }
            Self::EnableUser { account } if outcome.sign_in_changed() => vec![Self::DisableUser {
                account: account.clone(),
                remove_licences_after_days: None,
            }],
            Self::AssignLicences { account, .. } if !outcome.added.is_empty() => {
                vec![Self::RemoveLicences {
                    account: account.clone(),
                    licences: outcome.added.clone(),
                }]
            }
            Self::RemoveLicences { account, .. } => {
                given_back(account.clone(), &outcome.removed).collect()
            }
            Self::EnableUser { .. }
            | Self::AssignLicences { .. }
            | Self::DeleteUser { .. }
            | Self::ArchiveCustomer { .. }
            | Self::DisconnectVendor { .. }
            | Self::DisconnectPartner {}
            | Self::WithdrawConsent { .. }
            | Self::EndAccess { .. }
            | Self::ApproveTransfer { .. }
            | Self::AcceptMatches { .. } => Vec::new(),
        }
    }
}

fn given_back(account: Account, removed: &BTreeSet<SkuId>) -> impl Iterator<Item = Operation> {
    let assigned = (!removed.is_empty()).then(|| Operation::AssignLicences {
        account,
        licences: removed.clone(),
        usage_location: None,
    });
    assigned.into_iter()
}
