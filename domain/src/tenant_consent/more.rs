//! Further permissions in a tenant that is connected: asked for when a change first needs them, given or
//! refused, and verified by what the cloud says that the app may do. Whatever comes of it, the tenant
//! stays connected.

use serde::{Deserialize, Serialize};

use super::{TenantConsentEvent as E, Verified};
use crate::cloud::Invitation;
use crate::cloud::partner::AppId;
use crate::ids::{CorrelationId, InvitationId, MspId};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::PermissionName;

/// Where a further invitation stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum More {
    /// Nothing more was asked for.
    #[default]
    Nothing,
    /// An invitation is open.
    Asked(MoreAsked),
    /// The administrator came back; whether it is so is being looked at.
    Verifying(MoreVerifying),
    Ended(MoreEnded),
}

/// What an administrator is asked for beside reading, and until when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoreAsked {
    pub app: AppId,
    pub permissions: Vec<PermissionName>,
    /// Whether the app's registration was seen to list them: consent covers what it lists.
    pub listed: bool,
    pub invitation: InvitationId,
    pub valid_until: Micros,
    pub correlation_id: Option<CorrelationId>,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoreVerifying {
    pub asked: MoreAsked,
    pub since: Micros,
    /// Why it cannot be verified so far.
    pub fault: Option<Fault>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MoreEnded {
    pub asked: MoreAsked,
    pub ending: MoreEnding,
    pub fault: Option<Fault>,
    pub at: Micros,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoreEnding {
    Given,
    Refused,
    NotVerified,
    Lapsed,
}

impl MoreAsked {
    /// Whether the invitation may be used at this instant.
    pub fn is_good(&self, at: Micros) -> bool {
        at < self.valid_until
    }

    fn covers(&self, permissions: &[PermissionName]) -> bool {
        permissions.iter().all(|it| self.permissions.contains(it))
    }
}

impl More {
    /// What was asked for last.
    pub fn asked(&self) -> Option<&MoreAsked> {
        match self {
            Self::Nothing => None,
            Self::Asked(asked)
            | Self::Verifying(MoreVerifying { asked, .. })
            | Self::Ended(MoreEnded { asked, .. }) => Some(asked),
        }
    }

    /// The open invitation, if it covers all of these, is good, and is for this app.
    pub fn open_for(
        &self,
        permissions: &[PermissionName],
        app: AppId,
        at: Micros,
    ) -> Option<&MoreAsked> {
        match self {
            Self::Asked(open) if open.is_good(at) && open.app == app => {
                Some(open).filter(|it| it.covers(permissions))
            }
            Self::Nothing | Self::Asked(_) | Self::Verifying(_) | Self::Ended(_) => None,
        }
    }

    /// The administrator said no to some of these, or said yes and it was not so: then a person decides
    /// whether they are asked again.
    pub fn was_refused(&self, permissions: &[PermissionName]) -> bool {
        let Self::Ended(ended) = self else {
            return false;
        };
        let in_vain = matches!(ended.ending, MoreEnding::Refused | MoreEnding::NotVerified);
        in_vain
            && permissions
                .iter()
                .any(|it| ended.asked.permissions.contains(it))
    }

    #[allow(clippy::wildcard_enum_match_arm)] // `TenantConsent::evolve` names each of them.
    pub(super) fn learn(&mut self, event: &E) {
        match event {
            E::MorePermissionsAsked { .. } => self.begin(event),
            E::MorePermissionsReturned { invitation: _, at } => self.returned(*at),
            E::MorePermissionsRefused { fault, at, .. } => {
                self.end(MoreEnding::Refused, Some(fault), *at);
            }
            E::MorePermissionsDelayed { fault, at: _ } => {
                if let Self::Verifying(open) = self {
                    open.fault = Some(fault.clone());
                }
            }
            E::MorePermissionsVerified { permissions: _, at } => {
                self.end(MoreEnding::Given, None, *at);
            }
            E::MorePermissionsNotVerified { fault, at } => {
                self.end(MoreEnding::NotVerified, Some(fault), *at);
            }
            E::MorePermissionsLapsed { at } => self.end(MoreEnding::Lapsed, None, *at),
            _ => {}
        }
    }

    fn begin(&mut self, event: &E) {
        if let E::MorePermissionsAsked {
            app,
            permissions,
            listed,
            invitation,
            valid_until,
            correlation_id,
            at,
        } = event
        {
            *self = Self::Asked(MoreAsked {
                app: *app,
                permissions: permissions.clone(),
                listed: *listed,
                invitation: *invitation,
                valid_until: *valid_until,
                correlation_id: *correlation_id,
                at: *at,
            });
        }
    }

    fn returned(&mut self, at: Micros) {
        if let Some(asked) = self.asked().cloned() {
            *self = Self::Verifying(MoreVerifying {
                asked,
                since: at,
                fault: None,
            });
        }
    }

    fn end(&mut self, ending: MoreEnding, fault: Option<&Fault>, at: Micros) {
        if let Some(asked) = self.asked().cloned() {
            *self = Self::Ended(MoreEnded {
                asked,
                ending,
                fault: fault.cloned(),
                at,
            });
        }
    }
}

impl Verified {
    /// A further invitation, as the one who is asked gets to know it.
    pub fn invitation_of(&self, msp: MspId, more: &MoreAsked) -> Invitation {
        let of_first = self.asked.invitation_of(msp);
        Invitation {
            id: more.invitation,
            app: more.app,
            valid_until: super::state::instant(more.valid_until),
            ..of_first
        }
    }
}
