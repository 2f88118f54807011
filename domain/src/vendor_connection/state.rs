//! Where a vendor connection stands.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    Findings, VendorConnectionCommand, VendorConnectionEvent, VendorConnectionRefusal, VendorTest,
    decide,
};
use crate::aggregate::{Aggregate, Decision};
use crate::cloud::vendor::{RecordKind, Vendor};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::VendorConnectionName;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendorConnection {
    /// Nobody connected it yet.
    #[default]
    Unknown,
    Connected(Known),
    Paused(Known),
    /// It is over, and what was known of it when it ended.
    Disconnected(Known),
}

/// What we know of a connection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    pub vendor: Vendor,
    pub name: VendorConnectionName,
    pub settings: BTreeMap<String, String>,
    pub since: Micros,
    /// When the secrets were put into the vault.
    pub credentials_at: Micros,
    /// The last test with these credentials and settings.
    pub test: Option<LastTest>,
    /// How far each kind is known.
    pub kinds: BTreeMap<RecordKind, ReadState>,
    /// Somebody wants it to be read now.
    pub requested: bool,
    /// The run that is open.
    pub open: Option<Run>,
    /// How many runs have begun.
    pub runs: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastTest {
    pub outcome: VendorTest,
    pub at: Micros,
}

/// A run, and what was read in it so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub run: u32,
    pub since: Micros,
    pub read: BTreeSet<RecordKind>,
}

/// How far the records of a kind are known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadState {
    /// When they were read to their end last.
    pub read: Option<LastRead>,
    /// Why they could not be read since then: what is known of them is stale.
    pub unread: Option<Unread>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastRead {
    pub run: u32,
    pub findings: Findings,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unread {
    pub run: u32,
    pub fault: Fault,
    pub at: Micros,
}

impl Aggregate for VendorConnection {
    const TYPE: &'static str = "vendor_connection";

    type Command = VendorConnectionCommand;
    type Event = VendorConnectionEvent;
    type Refusal = VendorConnectionRefusal;

    fn decide(
        &self,
        command: &VendorConnectionCommand,
    ) -> Result<Decision<VendorConnectionEvent>, VendorConnectionRefusal> {
        match command {
            VendorConnectionCommand::Connect(c) => decide::connect(self, c),
            VendorConnectionCommand::NoteTest(c) => decide::note_test(self, c),
            VendorConnectionCommand::RotateCredentials(c) => decide::rotate_credentials(self, c),
            VendorConnectionCommand::ChangeSettings(c) => decide::change_settings(self, c),
            VendorConnectionCommand::Pause(c) => decide::pause(self, c),
            VendorConnectionCommand::Resume(c) => decide::resume(self, c),
            VendorConnectionCommand::Disconnect(c) => decide::disconnect(self, c),
            VendorConnectionCommand::RequestDiscovery(c) => decide::request_discovery(self, c),
            VendorConnectionCommand::BeginDiscovery(c) => decide::begin_discovery(self, c),
            VendorConnectionCommand::NoteKindRead(c) => decide::note_kind_read(self, c),
            VendorConnectionCommand::NoteKindUnread(c) => decide::note_kind_unread(self, c),
            VendorConnectionCommand::EndDiscovery(c) => decide::end_discovery(self, c),
        }
    }

    fn evolve(&mut self, event: &VendorConnectionEvent) {
        match event {
            VendorConnectionEvent::VendorConnected {
                vendor,
                name,
                settings,
                at,
            } => *self = Self::Connected(Known::new(*vendor, name, settings, *at)),
            VendorConnectionEvent::VendorPaused { .. } => self.turn(Self::Paused),
            VendorConnectionEvent::VendorResumed { .. } => self.turn(Self::Connected),
            VendorConnectionEvent::VendorDisconnected { .. } => {
                self.change(Known::stop);
                self.turn(Self::Disconnected);
            }
            VendorConnectionEvent::VendorTested { .. }
            | VendorConnectionEvent::VendorCredentialsRotated { .. }
            | VendorConnectionEvent::VendorSettingsChanged { .. }
            | VendorConnectionEvent::VendorDiscoveryRequested { .. }
            | VendorConnectionEvent::VendorDiscoveryBegun { .. }
            | VendorConnectionEvent::VendorKindRead { .. }
            | VendorConnectionEvent::VendorKindUnread { .. }
            | VendorConnectionEvent::VendorDiscoveryEnded { .. } => {
                self.change(|known| known.learn(event));
            }
        }
    }
}

impl VendorConnection {
    /// What is known, whether it is in use or not.
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::Unknown => None,
            Self::Connected(known) | Self::Paused(known) | Self::Disconnected(known) => Some(known),
        }
    }

    /// The connection, if it may be read now.
    pub fn in_use(&self) -> Option<&Known> {
        match self {
            Self::Connected(known) => Some(known),
            Self::Unknown | Self::Paused(_) | Self::Disconnected(_) => None,
        }
    }

    fn change(&mut self, with: impl FnOnce(&mut Known)) {
        match self {
            Self::Connected(known) | Self::Paused(known) | Self::Disconnected(known) => with(known),
            Self::Unknown => {}
        }
    }

    fn turn(&mut self, into: fn(Known) -> Self) {
        if let Self::Connected(known) | Self::Paused(known) | Self::Disconnected(known) =
            std::mem::take(self)
        {
            *self = into(known);
        }
    }
}

impl Known {
    fn new(
        vendor: Vendor,
        name: &VendorConnectionName,
        settings: &BTreeMap<String, String>,
        at: Micros,
    ) -> Self {
        Self {
            vendor,
            name: name.clone(),
            settings: settings.clone(),
            since: at,
            credentials_at: at,
            test: None,
            kinds: BTreeMap::new(),
            requested: false,
            open: None,
            runs: 0,
        }
    }

    /// Whether what is known of a kind is older than it should be, because reading it failed since.
    pub fn is_stale(&self, kind: RecordKind) -> bool {
        let state = self.kinds.get(&kind);
        state.is_some_and(|state| state.unread.is_some())
    }

    /// The open run, if it is this one.
    pub fn run(&self, run: u32) -> Option<&Run> {
        self.open.as_ref().filter(|open| open.run == run)
    }

    fn learn(&mut self, event: &VendorConnectionEvent) {
        match event {
            VendorConnectionEvent::VendorTested { outcome, at } => {
                let (outcome, at) = (outcome.clone(), *at);
                self.test = Some(LastTest { outcome, at });
            }
            VendorConnectionEvent::VendorCredentialsRotated { at } => {
                self.credentials_at = *at;
                self.test = None;
            }
            VendorConnectionEvent::VendorSettingsChanged { settings, at: _ } => {
                self.settings.clone_from(settings);
                self.test = None;
            }
            VendorConnectionEvent::VendorDiscoveryRequested { .. } => self.requested = true,
            VendorConnectionEvent::VendorDiscoveryBegun { run, at } => self.begin(*run, *at),
            VendorConnectionEvent::VendorKindRead {
                run,
                kind,
                findings,
                at,
            } => {
                let (run, findings, at) = (*run, *findings, *at);
                self.read(*kind, LastRead { run, findings, at });
            }
            VendorConnectionEvent::VendorKindUnread {
                run,
                kind,
                fault,
                at,
            } => {
                let (run, fault, at) = (*run, fault.clone(), *at);
                self.kinds.entry(*kind).or_default().unread = Some(Unread { run, fault, at });
            }
            VendorConnectionEvent::VendorDiscoveryEnded { .. } => self.open = None,
            // These are turns of the connection's life, and its own to take.
            VendorConnectionEvent::VendorConnected { .. }
            | VendorConnectionEvent::VendorPaused { .. }
            | VendorConnectionEvent::VendorResumed { .. }
            | VendorConnectionEvent::VendorDisconnected { .. } => {}
        }
    }

    fn begin(&mut self, run: u32, at: Micros) {
        self.requested = false;
        self.runs = run;
        self.open = Some(Run {
            run,
            since: at,
            read: BTreeSet::new(),
        });
    }

    fn read(&mut self, kind: RecordKind, read: LastRead) {
        let state = self.kinds.entry(kind).or_default();
        *state = ReadState {
            read: Some(read),
            unread: None,
        };
        if let Some(open) = &mut self.open {
            open.read.insert(kind);
        }
    }

    fn stop(&mut self) {
        self.open = None;
        self.requested = false;
    }
}
