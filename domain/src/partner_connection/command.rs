//! What can be asked of an MSP's connection.

use serde::{Deserialize, Serialize};

use super::PartnerAccess;
use crate::cloud::directory::UserId;
use crate::cloud::gdap::Partner;
use crate::cloud::partner::AppId;
use crate::record::Micros;
use crate::text::Reason;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerConnectionCommand {
    Connect(ConnectPartner),
    NoteSignIn(NoteSignIn),
    Disconnect(DisconnectPartner),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConnectPartner {
    pub tenant: Partner,
    pub app: AppId,
    pub access: PartnerAccess,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoteSignIn {
    /// The app that was signed in to. A sign-in takes minutes, and the app may be another by then.
    pub app: AppId,
    /// The service account's object id. What it is called is nobody's business here.
    pub account: UserId,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DisconnectPartner {
    pub reason: Reason,
    pub at: Micros,
}
