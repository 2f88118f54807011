//! Connecting vendors, trying them, and having them read.

use async_graphql::{Context, Object, Result};
use tenantry_domain::approval::{Operation, OperationKind};
use tenantry_domain::cloud::Cause;
use tenantry_domain::cloud::vault::VaultFault;
use tenantry_domain::ids::VendorConnectionId;
use tenantry_domain::text::VendorConnectionName;
use tenantry_engine::commands::Done;
use tenantry_engine::vendors::{Rotation, Tried, VendorError, VendorWish};
use tenantry_projections::vendor_connections;

use super::input::{
    VendorConnectInput, VendorDisconnectInput, VendorDiscoverInput, VendorPauseInput,
    VendorResumeInput, VendorRotateInput, VendorSettingsChangeInput, VendorTestInput, account,
    secrets, settings,
};
use super::object::VendorAccount;
use super::query::TABLES;
use super::system::vendor;
use crate::schema::approvals::{Approval, ChangeUserError, Wishing, ask};
use crate::schema::desk::Desk;
use crate::schema::fault::Fault;
use crate::schema::told::{Receipt, Refused, Unmet, payload, unmet, user_errors, why};

user_errors! {
    /// Why a wish about an account at a vendor was turned down.
    VendorUserError, VendorErrorCode {
        /// There is no vendor of this word.
        VendorUnknown,
        /// No vendor is connected under this id.
        VendorNotConnected,
        /// A vendor is connected under this id already, under another name or with other settings.
        VendorConnectedAlready,
        /// The connection is paused.
        VendorPaused,
        /// The connection was ended.
        VendorDisconnected,
        /// It is being read already.
        VendorDiscoveryRunning,
        /// The vendor is not opened with such a setting.
        VendorSettingUnknown,
        /// A setting is missing that the vendor is opened with.
        VendorSettingMissing,
        /// A secret was given as a setting.
        VendorSettingSecret,
        /// A setting is empty, too long, or holds what is no text.
        VendorSettingInvalid,
        /// A secret is missing that the vendor is opened with.
        VendorSecretMissing,
        /// The vendor is not opened with such a secret.
        VendorSecretUnknown,
        /// A secret is empty.
        VaultSecretEmpty,
        /// A secret is longer than one can be.
        VaultSecretTooLarge,
        /// The vendor does not accept the credentials.
        VendorKeyWrong,
        /// The account is not in this part of the vendor's world.
        VendorZoneWrong,
        /// Credentials are not sent to this address.
        VendorAddressRefused,
        /// The credentials lack a permission.
        CloudPermissionMissing,
        /// There is no tenant as the one that was entered.
        TenantNotFound,
        /// The MSP is connected with another tenant than the one that was entered.
        AccountNotInTenant,
    }
}

payload! {
    /// What came of connecting a vendor.
    VendorConnectPayload {
        /// The account as it stands now, with what its test came to.
        connection: VendorAccount, VendorUserError
    }
}
payload! {
    /// What came of trying an account.
    VendorTestPayload {
        /// The account as it stands now, with what its test came to.
        connection: VendorAccount, VendorUserError
    }
}
payload! {
    /// What came of entering other secrets.
    VendorRotatePayload {
        /// The account as it stands now, with what its test came to.
        connection: VendorAccount, VendorUserError
    }
}
payload! {
    /// What came of changing the settings of an account.
    VendorSettingsChangePayload {
        /// The account as it stands now, with what its test came to.
        connection: VendorAccount, VendorUserError
    }
}
payload! {
    /// What came of pausing an account.
    VendorPausePayload {
        /// The account as it stands now.
        connection: VendorAccount, VendorUserError
    }
}
payload! {
    /// What came of resuming an account.
    VendorResumePayload {
        /// The account as it stands now.
        connection: VendorAccount, VendorUserError
    }
}
payload! {
    /// What came of asking for a connection to be ended.
    VendorDisconnectPayload {
        /// What was asked for, as it stands now.
        approval: Approval, ChangeUserError
    }
}
payload! {
    /// What came of asking for an account to be read.
    VendorDiscoverPayload {
        /// The account as it stands now.
        connection: VendorAccount, VendorUserError
    }
}

/// What whoever entered the account can mend is an answer; a vendor that does not answer is a fault.
pub(crate) fn unmet_by(error: VendorError) -> Unmet {
    let (code, message) = (error.code(), error.to_string());
    match error {
        VendorError::Connection(error) => unmet(error),
        VendorError::SecretMissing { .. } | VendorError::SecretUnknown { .. } => {
            Refused::new(code, message).at("secrets").into()
        }
        VendorError::Vault(fault) => kept(&fault),
        VendorError::Cloud(fault) => match fault.cause {
            Cause::VendorKeyWrong | Cause::PermissionMissing => {
                Refused::new(code, message).at("secrets").into()
            }
            Cause::VendorZoneWrong
            | Cause::VendorAddressRefused
            | Cause::TenantNotFound
            | Cause::AccountNotInTenant => Refused::new(code, message).at("settings").into(),
            _ => Unmet::Fault(fault.into()),
        },
    }
}

pub(super) fn kept(fault: &VaultFault) -> Unmet {
    let code = fault.code();
    match fault {
        VaultFault::SecretEmpty | VaultFault::SecretTooLarge { .. } => {
            Refused::new(code, fault.to_string()).at("secrets").into()
        }
        VaultFault::Unavailable { .. }
        | VaultFault::Throttled { .. }
        | VaultFault::SecretChanged { .. } => {
            let message = "the secrets cannot be kept just now; try again".to_owned();
            Unmet::Fault(Fault::busy(code, message))
        }
        _ => Unmet::Fault(Fault::server(code, fault)),
    }
}

type Outcome = Result<(Receipt, Option<VendorAccount>), Unmet>;

/// The account after what was done to it.
async fn after(desk: Desk<'_>, id: VendorConnectionId, done: Result<Done, VendorError>) -> Outcome {
    let done = done.map_err(unmet_by)?;
    // What a test came to is recorded behind what it was made for.
    let head = desk.ledger().head(desk.msp()).await.map_err(Fault::from)?;
    let found = if desk.shows(head.position, TABLES).await? {
        vendor_connections::get(desk.projections(), desk.msp(), id)
            .await
            .map_err(Fault::from)?
    } else {
        None
    };
    Ok((done.into(), found.map(VendorAccount)))
}

async fn after_test(
    desk: Desk<'_>,
    id: VendorConnectionId,
    tried: Result<Tried, VendorError>,
) -> Outcome {
    after(desk, id, tried.map(|it| it.done)).await
}

#[derive(Debug, Default)]
pub(crate) struct VendorMutation;

#[Object]
impl VendorMutation {
    /// Connects the MSP's account at a vendor, and tries it. It is connected whether it works or not,
    /// unless `onlyIfWorks` says otherwise; what its test came to is in the answer. Secrets go into the
    /// vault and are never told again. Role: Admin. Events: `VendorConnected`, `VendorTested`. Asked again
    /// with the same idempotency key it answers as it did then, and the secrets stay as they are.
    #[graphql(complexity = "100 + child_complexity")]
    async fn vendor_connect(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which vendor, and what its account is opened with.")]
        input: VendorConnectInput,
    ) -> Result<VendorConnectPayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let of_key = || desk.id_of(&input.idempotency_key);
            let given = input.connection_id.as_deref();
            let given = given.map(str::parse::<VendorConnectionId>).transpose();
            let given = given.map_err(|error| Refused::from(error).at("connectionId"))?;
            let id = given.unwrap_or_else(|| VendorConnectionId::new(of_key()));
            let known = vendor(&input.vendor);
            let known =
                known.map_err(|fault| Refused::new(fault.code, fault.message).at("vendor"))?;
            let name = VendorConnectionName::new(&input.name);
            let wish = VendorWish {
                vendor: known,
                name: name.map_err(|error| Refused::from(error).at("name"))?,
                settings: settings(input.settings)?,
                secrets: secrets(input.secrets)?,
                only_if_works: input.only_if_works.unwrap_or_default(),
            };
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let tried = desk.parts.vendors.connect(desk.msp(), id, wish, asked);
            after_test(desk, id, tried.await).await
        };
        Ok(VendorConnectPayload::told(outcome.await)?)
    }

    /// Tries an account: whether its credentials are good, where they lead, and what may be read with
    /// them. Roles: Tech, Admin. Event: `VendorTested`; none where it says the same as before. Another
    /// test with the same idempotency key is another test.
    #[graphql(complexity = "100 + child_complexity")]
    async fn vendor_test(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: VendorTestInput,
    ) -> Result<VendorTestPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let id = account(&input.id)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let tried = desk.parts.vendors.test(desk.msp(), id, asked).await;
            after_test(desk, id, tried).await
        };
        Ok(VendorTestPayload::told(outcome.await)?)
    }

    /// Tries other secrets, and puts them in the place of the old ones if they work, or if
    /// `evenIfFailing` says so. Until then the old ones are used. Role: Admin. Events:
    /// `VendorCredentialsRotated`, `VendorTested`. Asked again with the same idempotency key it answers as
    /// it did then, and the secrets stay as they are.
    #[graphql(complexity = "100 + child_complexity")]
    async fn vendor_rotate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and all of its secrets.")] input: VendorRotateInput,
    ) -> Result<VendorRotatePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = account(&input.id)?;
            let rotation = Rotation {
                secrets: secrets(input.secrets)?,
                even_if_failing: input.even_if_failing.unwrap_or_default(),
            };
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let tried = desk.parts.vendors.rotate(desk.msp(), id, rotation, asked);
            after_test(desk, id, tried.await).await
        };
        Ok(VendorRotatePayload::told(outcome.await)?)
    }

    /// Opens an account with other settings from now on, and tries it. Role: Admin. Events:
    /// `VendorSettingsChanged`, `VendorTested`; none where they are the same. Asked again with the same
    /// idempotency key it answers as it did then.
    #[graphql(complexity = "100 + child_complexity")]
    async fn vendor_settings_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and all of its settings.")]
        input: VendorSettingsChangeInput,
    ) -> Result<VendorSettingsChangePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = account(&input.id)?;
            let settings = settings(input.settings)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let vendors = &desk.parts.vendors;
            let tried = vendors.change_settings(desk.msp(), id, settings, asked);
            after_test(desk, id, tried.await).await
        };
        Ok(VendorSettingsChangePayload::told(outcome.await)?)
    }

    /// Has an account not read for a while; a look that is under way stops at its next page. Role:
    /// Admin. Event: `VendorPaused`. Asked again with the same idempotency key it answers as it did then.
    async fn vendor_pause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and why.")] input: VendorPauseInput,
    ) -> Result<VendorPausePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = account(&input.id)?;
            let reason = why(&input.reason)?;
            let asked = desk.asked(&input.idempotency_key, Some(&input.reason))?;
            let done = desk.parts.vendors.pause(desk.msp(), id, reason, asked);
            after(desk, id, done.await).await
        };
        Ok(VendorPausePayload::told(outcome.await)?)
    }

    /// Has a paused account read again. Role: Admin. Event: `VendorResumed`. Asked again with the same
    /// idempotency key it answers as it did then.
    async fn vendor_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: VendorResumeInput,
    ) -> Result<VendorResumePayload> {
        let desk = Desk::administering(ctx)?;
        let outcome = async {
            let id = account(&input.id)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let done = desk.parts.vendors.resume(desk.msp(), id, asked).await;
            after(desk, id, done).await
        };
        Ok(VendorResumePayload::told(outcome.await)?)
    }

    /// Asks for the connection with an account to be ended for good; its secrets leave the vault then, and
    /// what was read of it stays. Nothing changes until another admin approves. Role: Admin. Event:
    /// `ApprovalRequested`; once it is approved, `VendorDisconnected` and what the approval's story tells.
    /// Asked again with the same idempotency key it answers as it did then.
    async fn vendor_disconnect(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account, and why.")] input: VendorDisconnectInput,
    ) -> Result<VendorDisconnectPayload> {
        let kind = OperationKind::DisconnectVendor;
        let wish = Wishing::asking(kind, &input.idempotency_key, &input.reason);
        let at = wish.administering(ctx).await?;
        let operation =
            account(&input.id).map(|connection_id| Operation::DisconnectVendor { connection_id });
        Ok(VendorDisconnectPayload::told(ask(at, operation).await)?)
    }

    /// Asks for an account to be read now; a worker begins within a second or two, and
    /// `vendorConnectionChanged` tells how far it has come. Roles: Tech, Admin. Events:
    /// `VendorDiscoveryRequested`, then `VendorDiscoveryBegun`, `VendorKindRead` or `VendorKindUnread` for
    /// each kind, `VendorDiscoveryEnded`. Asked again with the same idempotency key it answers as it did
    /// then.
    async fn vendor_discover(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] input: VendorDiscoverInput,
    ) -> Result<VendorDiscoverPayload> {
        let desk = Desk::operating(ctx)?;
        let outcome = async {
            let id = account(&input.id)?;
            let asked = desk.asked(&input.idempotency_key, input.reason.as_deref())?;
            let vendors = &desk.parts.vendors;
            let done = vendors.request_discovery(desk.msp(), id, asked).await;
            after(desk, id, done).await
        };
        Ok(VendorDiscoverPayload::told(outcome.await)?)
    }
}
