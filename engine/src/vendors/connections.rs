//! Connections as people make, try and end them.

use std::collections::BTreeMap;
use std::sync::Arc;

use tenantry_domain::aggregate::Aggregate as _;
use tenantry_domain::cloud::CloudFault;
use tenantry_domain::cloud::vault::Expected;
use tenantry_domain::cloud::vendor::{Tested, VendorAccounts, VendorReach};
use tenantry_domain::ids::{MspId, VendorConnectionId};
use tenantry_domain::saga::Fault;
use tenantry_domain::text::Reason;
use tenantry_domain::vendor_connection::{
    ChangeVendorSettings, ConnectVendor, DisconnectVendor, Known, NoteVendorTest, PauseVendor,
    RequestDiscovery, ResumeVendor, RotateVendorCredentials, VendorConnection,
    VendorConnectionCommand, VendorConnectionEvent, VendorConnectionRefusal, VendorTest,
};

use super::VendorError;
use super::secrets::{self, Drawer};
use super::wish::{Rotation, Tried, VendorConnectionParts, VendorWish};
use crate::commands::{CommandError, Context, Done, Engine, Request, is_valid_key};
use crate::time::Clock;

/// The connections of all MSPs.
#[derive(Debug, Clone)]
pub struct VendorConnections {
    engine: Arc<Engine>,
    accounts: Arc<dyn VendorAccounts>,
    clock: Arc<dyn Clock>,
    drawer: Drawer,
}

impl VendorConnections {
    pub fn new(parts: VendorConnectionParts) -> Self {
        Self {
            engine: parts.engine,
            accounts: parts.accounts,
            clock: parts.clock,
            drawer: Drawer::new(parts.vault),
        }
    }

    /// How it stands.
    pub async fn of(
        &self,
        msp: MspId,
        id: VendorConnectionId,
    ) -> Result<VendorConnection, VendorError> {
        Ok(self.engine.load(msp, &id.to_string()).await?)
    }

    /// Puts the secrets into the vault, tries the account, and connects it whether it works or not.
    ///
    /// The secrets are there before the connection is on record, so that none is without. Whatever dies
    /// in between leaves secrets that no connection owns, which a repetition overwrites. What is
    /// connected already is not tried again, and its secrets are left as they are.
    pub async fn connect(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        wish: VendorWish,
        context: Context,
    ) -> Result<Tried, VendorError> {
        let command = VendorConnectionCommand::Connect(ConnectVendor {
            vendor: wish.vendor,
            name: wish.name,
            settings: wish.settings,
            at: self.clock.now(),
        });
        let stands = self.of(msp, id).await?;
        let settings = settings_of(&stands, &command);
        let (Some(settings), false) = (settings, self.is_repeated(msp, id, &context).await?) else {
            // It is refused, or was done before.
            let done = self.tell(msp, id, command, context).await?;
            let test = tested(&self.of(msp, id).await?);
            return Ok(Tried { done, test });
        };
        let value = secrets::of_vendor(wish.vendor, &wish.secrets)?;
        self.drawer
            .put(msp, id, &value, &Expected::Anything)
            .await?;
        let reach = VendorReach {
            msp,
            connection: id,
            vendor: wish.vendor,
            settings,
        };
        let outcome = match self.look(&reach).await {
            Err(fault) if wish.only_if_works => {
                self.take_back(msp, id).await?;
                return Err(fault.into());
            }
            outcome => told(outcome),
        };
        let done = self.tell(msp, id, command, context.clone()).await?;
        let test = self.note(msp, id, outcome, false, context).await?.1;
        let test = Some(test);
        Ok(Tried { done, test })
    }

    /// Tries the account, and has it on record what came of it. A key has to be one, and makes no
    /// difference: another test with it is another test.
    pub async fn test(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        mut context: Context,
    ) -> Result<Tried, VendorError> {
        let key = context.idempotency_key.take();
        if key.is_some_and(|key| !is_valid_key(&key)) {
            return Err(CommandError::KeyMalformed.into());
        }
        let stands = self.of(msp, id).await?;
        let reach = reach(msp, id, standing(&stands)?);
        let outcome = told(self.look(&reach).await);
        let (done, test) = self.note(msp, id, outcome, true, context).await?;
        let test = Some(test);
        Ok(Tried { done, test })
    }

    /// Tries other secrets, and puts them in the place of the old ones if they work.
    ///
    /// They are tried under a name of their own: until they work, and whatever dies meanwhile, the old
    /// ones are where they were. What the vendor renewed while they were tried is what is kept. Where the
    /// server dies after that, and before it is on record, a repetition mends it; a secret that was good
    /// once is used up by then, and the next test tells that its successor works.
    pub async fn rotate(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        rotation: Rotation,
        context: Context,
    ) -> Result<Tried, VendorError> {
        let at = self.clock.now();
        let command = VendorConnectionCommand::RotateCredentials(RotateVendorCredentials { at });
        let stands = self.of(msp, id).await?;
        if self.is_repeated(msp, id, &context).await? {
            let done = self.tell(msp, id, command, context).await?;
            let test = tested(&stands);
            return Ok(Tried { done, test });
        }
        let known = standing(&stands)?;
        let value = secrets::of_vendor(known.vendor, &rotation.secrets)?;
        let expected = match self.drawer.version(msp, id).await? {
            Some(version) => Expected::Version(version),
            None => Expected::Nothing,
        };
        let trial = secrets::on_trial(id);
        self.drawer
            .put(msp, trial, &value, &Expected::Anything)
            .await?;
        let outcome = match self.look(&reach(msp, trial, known)).await {
            Err(fault) if !rotation.even_if_failing => {
                self.drawer.forget(msp, trial).await?;
                return Err(fault.into());
            }
            outcome => told(outcome),
        };
        let proven = self.drawer.read(msp, trial).await?;
        self.drawer.put(msp, id, &proven, &expected).await?;
        self.drawer.forget(msp, trial).await?;
        let done = self.tell(msp, id, command, context.clone()).await?;
        let test = self.note(msp, id, outcome, false, context).await?.1;
        let test = Some(test);
        Ok(Tried { done, test })
    }

    /// Opens the account with other settings from now on, and tries it.
    pub async fn change_settings(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        settings: BTreeMap<String, String>,
        context: Context,
    ) -> Result<Tried, VendorError> {
        let at = self.clock.now();
        let command =
            VendorConnectionCommand::ChangeSettings(ChangeVendorSettings { settings, at });
        let done = self.tell(msp, id, command, context.clone()).await?;
        let stands = self.of(msp, id).await?;
        if let Some(test) = tested(&stands) {
            let test = Some(test);
            return Ok(Tried { done, test });
        }
        let reach = reach(msp, id, standing(&stands)?);
        let outcome = told(self.look(&reach).await);
        let test = self.note(msp, id, outcome, false, context).await?.1;
        let test = Some(test);
        Ok(Tried { done, test })
    }

    /// It is not read for a while. A run that is under way stops at its next page.
    pub async fn pause(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, VendorError> {
        let at = self.clock.now();
        let command = VendorConnectionCommand::Pause(PauseVendor { reason, at });
        self.tell(msp, id, command, context).await
    }

    pub async fn resume(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        context: Context,
    ) -> Result<Done, VendorError> {
        let at = self.clock.now();
        let command = VendorConnectionCommand::Resume(ResumeVendor { at });
        self.tell(msp, id, command, context).await
    }

    /// Ends the connection, and then its secrets. What dies in between leaves secrets that are of no use
    /// to anybody; they are removed when it is asked for again, or at the latest when a worker takes the
    /// MSP over.
    pub async fn disconnect(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        reason: Reason,
        context: Context,
    ) -> Result<Done, VendorError> {
        let at = self.clock.now();
        let command = VendorConnectionCommand::Disconnect(DisconnectVendor { reason, at });
        let done = self.tell(msp, id, command, context).await?;
        self.forget(msp, id).await?;
        Ok(done)
    }

    /// Asks for it to be read now. Whoever watches the connections begins within a second or two.
    pub async fn request_discovery(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        context: Context,
    ) -> Result<Done, VendorError> {
        let at = self.clock.now();
        let command = VendorConnectionCommand::RequestDiscovery(RequestDiscovery { at });
        self.tell(msp, id, command, context).await
    }

    /// Removes the secrets of connections that have ended, whose deletion was broken off. Says of how
    /// many.
    pub async fn tidy(&self, msp: MspId) -> Result<usize, VendorError> {
        let mut removed = 0;
        for id in self.drawer.owners(msp).await? {
            if matches!(self.of(msp, id).await?, VendorConnection::Disconnected(_)) {
                self.forget(msp, id).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    async fn forget(&self, msp: MspId, id: VendorConnectionId) -> Result<(), VendorError> {
        // First what is on trial: as long as its own secrets are there, tidying finds the connection.
        self.drawer.forget(msp, secrets::on_trial(id)).await?;
        self.drawer.forget(msp, id).await?;
        Ok(())
    }

    /// Somebody may have connected it under the same id in the meantime: then they are its secrets.
    async fn take_back(&self, msp: MspId, id: VendorConnectionId) -> Result<(), VendorError> {
        if matches!(self.of(msp, id).await?, VendorConnection::Unknown) {
            self.drawer.forget(msp, id).await?;
        }
        Ok(())
    }

    async fn look(&self, reach: &VendorReach) -> Result<Tested, CloudFault> {
        self.accounts.open(reach).await?.test().await
    }

    async fn note(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        outcome: VendorTest,
        asked: bool,
        mut context: Context,
    ) -> Result<(Done, VendorTest), VendorError> {
        // Its own key: one key stands for one request.
        context.idempotency_key = None;
        let command = VendorConnectionCommand::NoteTest(NoteVendorTest {
            outcome: outcome.clone(),
            asked,
            at: self.clock.now(),
        });
        let done = self.tell(msp, id, command, context).await?;
        Ok((done, outcome))
    }

    /// Whether a request with this key was carried out before: the secrets, which are in no ledger, must
    /// not be touched by a repetition.
    async fn is_repeated(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        context: &Context,
    ) -> Result<bool, VendorError> {
        let id = id.to_string();
        let asked = self.engine.was_asked::<VendorConnection>(msp, &id, context);
        Ok(asked.await?)
    }

    async fn tell(
        &self,
        msp: MspId,
        id: VendorConnectionId,
        command: VendorConnectionCommand,
        context: Context,
    ) -> Result<Done, VendorError> {
        let request = Request::<VendorConnection> {
            msp,
            id: id.to_string(),
            command,
            context,
        };
        Ok(self.engine.execute(request).await?)
    }
}

/// The settings of what would be connected anew. None where the command is refused, or everything done.
fn settings_of(
    stands: &VendorConnection,
    command: &VendorConnectionCommand,
) -> Option<BTreeMap<String, String>> {
    let events = stands.decide(command).ok()?.into_events();
    events.into_iter().find_map(|event| match event {
        VendorConnectionEvent::VendorConnected { settings, .. } => Some(settings),
        _ => None,
    })
}

/// What is connected, paused or not.
fn standing(stands: &VendorConnection) -> Result<&Known, VendorError> {
    let refusal = match stands {
        VendorConnection::Connected(known) | VendorConnection::Paused(known) => return Ok(known),
        VendorConnection::Unknown => VendorConnectionRefusal::VendorNotConnected,
        VendorConnection::Disconnected(_) => VendorConnectionRefusal::VendorDisconnected,
    };
    Err(CommandError::Refused(refusal).into())
}

fn reach(msp: MspId, connection: VendorConnectionId, known: &Known) -> VendorReach {
    VendorReach {
        msp,
        connection,
        vendor: known.vendor,
        settings: known.settings.clone(),
    }
}

/// What a test came to, as it is kept.
fn told(outcome: Result<Tested, CloudFault>) -> VendorTest {
    match outcome {
        Ok(tested) => VendorTest::from(&tested),
        Err(fault) => VendorTest::Fails {
            fault: Fault::from(&fault),
        },
    }
}

/// What the last test with these credentials and settings came to.
fn tested(stands: &VendorConnection) -> Option<VendorTest> {
    let last = stands.known()?.test.as_ref()?;
    Some(last.outcome.clone())
}
