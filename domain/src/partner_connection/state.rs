//! Where an MSP's connection stands.

use serde::{Deserialize, Serialize};

use super::{
    PartnerAccess, PartnerConnectionCommand, PartnerConnectionEvent, PartnerConnectionRefusal,
    decide,
};
use crate::aggregate::{Aggregate, Decision};
use crate::cloud::directory::UserId;
use crate::cloud::gdap::Partner;
use crate::cloud::partner::AppId;
use crate::record::Micros;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerConnection {
    /// Nobody connected it yet.
    #[default]
    Unknown,
    Connected(Connected),
    Disconnected,
}

/// What we know of a connection that is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connected {
    pub tenant: Partner,
    pub app: AppId,
    pub access: PartnerAccess,
    pub since: Micros,
    /// The last sign-in for this app.
    pub signed_in: Option<SignedIn>,
}

/// Who signed in, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub account: UserId,
    pub at: Micros,
}

impl Aggregate for PartnerConnection {
    const TYPE: &'static str = "partner_connection";

    type Command = PartnerConnectionCommand;
    type Event = PartnerConnectionEvent;
    type Refusal = PartnerConnectionRefusal;

    fn decide(
        &self,
        command: &PartnerConnectionCommand,
    ) -> Result<Decision<PartnerConnectionEvent>, PartnerConnectionRefusal> {
        match command {
            PartnerConnectionCommand::Connect(c) => decide::connect(self, c),
            PartnerConnectionCommand::NoteSignIn(c) => decide::note_sign_in(self, c),
            PartnerConnectionCommand::Disconnect(c) => decide::disconnect(self, c),
        }
    }

    fn evolve(&mut self, event: &PartnerConnectionEvent) {
        match event {
            PartnerConnectionEvent::PartnerConnected {
                tenant,
                app,
                access,
                at,
            } => {
                *self = Self::Connected(Connected {
                    tenant: *tenant,
                    app: *app,
                    access: *access,
                    since: *at,
                    signed_in: None,
                });
            }
            PartnerConnectionEvent::PartnerAppChanged { from: _, to, at: _ } => {
                self.change(|known| {
                    known.app = *to;
                    known.signed_in = None;
                });
            }
            PartnerConnectionEvent::PartnerAccessChanged { access, at: _ } => {
                self.change(|known| known.access = *access);
            }
            PartnerConnectionEvent::PartnerSignedIn {
                app: _,
                account,
                at,
            } => {
                let signed_in = SignedIn {
                    account: *account,
                    at: *at,
                };
                self.change(|known| known.signed_in = Some(signed_in));
            }
            PartnerConnectionEvent::PartnerDisconnected { .. } => *self = Self::Disconnected,
        }
    }
}

impl PartnerConnection {
    /// The connection, if there is one now.
    pub fn connected(&self) -> Option<&Connected> {
        match self {
            Self::Connected(known) => Some(known),
            Self::Unknown | Self::Disconnected => None,
        }
    }

    fn change(&mut self, with: impl FnOnce(&mut Connected)) {
        if let Self::Connected(known) = self {
            with(known);
        }
    }
}
