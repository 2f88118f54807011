//! Where a consent stands.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::more::More;
use super::{TenantConsentCommand, TenantConsentEvent, TenantConsentRefusal, decide, decide_more};
use crate::aggregate::{Aggregate, Decision};
use crate::cloud::Invitation;
use crate::cloud::partner::AppId;
use crate::ids::{CorrelationId, CustomerId, InvitationId, MspId, TenantId};
use crate::record::Micros;
use crate::saga::Fault;
use crate::text::{DomainName, OrganizationName, PermissionName};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TenantConsent {
    /// Nobody was asked yet.
    #[default]
    Unknown,
    /// An invitation is open.
    Asked(Asked),
    /// The administrator came back; whether it is so is being looked at.
    Verifying(Verifying),
    /// The tenant was read through the consent.
    Verified(Verified),
    /// There is none, and why.
    Ended(Ended),
}

/// What an administrator is asked for, and until when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub customer_id: CustomerId,
    pub tenant_id: TenantId,
    pub app: AppId,
    pub permissions: Vec<PermissionName>,
    pub invitation: InvitationId,
    pub valid_until: Micros,
    pub correlation_id: Option<CorrelationId>,
    pub at: Micros,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verifying {
    pub asked: Asked,
    pub since: Micros,
    /// Why the tenant cannot be read so far.
    pub fault: Option<Fault>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verified {
    pub asked: Asked,
    pub organization: OrganizationName,
    pub domains: Vec<DomainName>,
    pub domain_count: u32,
    pub at: Micros,
    /// What was asked for since.
    pub more: More,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    pub asked: Asked,
    pub ending: Ending,
    pub fault: Option<Fault>,
    pub at: Micros,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    Refused,
    NotVerified,
    Lapsed,
    Withdrawn,
}

impl Aggregate for TenantConsent {
    const TYPE: &'static str = "tenant_consent";

    type Command = TenantConsentCommand;
    type Event = TenantConsentEvent;
    type Refusal = TenantConsentRefusal;

    fn decide(
        &self,
        command: &TenantConsentCommand,
    ) -> Result<Decision<TenantConsentEvent>, TenantConsentRefusal> {
        match command {
            TenantConsentCommand::Ask(c) => decide::ask(self, c),
            TenantConsentCommand::AskMore(c) => decide_more::ask(self, c, decide::LONGEST_DAYS),
            TenantConsentCommand::Withdraw(c) => decide::withdraw(self, c),
            TenantConsentCommand::TakeBack(c) => decide::take_back(self, c),
            TenantConsentCommand::NoteReturn(c) => decide::note_return(self, c),
            TenantConsentCommand::NoteRefusal(c) => decide::note_refusal(self, c),
            TenantConsentCommand::NoteVerified(c) => decide::note_verified(self, c),
            TenantConsentCommand::NoteMoreVerified(c) => decide_more::note_verified(self, c),
            TenantConsentCommand::NoteDelay(c) => decide::note_delay(self, c),
            TenantConsentCommand::NoteUnverified(c) => decide::note_unverified(self, c),
            TenantConsentCommand::Lapse(c) => decide::lapse(self, c),
        }
    }

    fn evolve(&mut self, event: &TenantConsentEvent) {
        match event {
            TenantConsentEvent::ConsentAsked {
                customer_id,
                tenant_id,
                app,
                permissions,
                invitation,
                valid_until,
                correlation_id,
                at,
            } => {
                *self = Self::Asked(Asked {
                    customer_id: *customer_id,
                    tenant_id: *tenant_id,
                    app: *app,
                    permissions: permissions.clone(),
                    invitation: *invitation,
                    valid_until: *valid_until,
                    correlation_id: *correlation_id,
                    at: *at,
                });
            }
            TenantConsentEvent::ConsentReturned { invitation: _, at } => self.returned(*at),
            TenantConsentEvent::ConsentRefused {
                invitation: _,
                fault,
                at,
            } => self.end(Ending::Refused, Some(fault), *at),
            TenantConsentEvent::VerificationDelayed { fault, at: _ } => {
                if let Self::Verifying(open) = self {
                    open.fault = Some(fault.clone());
                }
            }
            TenantConsentEvent::ConsentVerified {
                organization,
                domains,
                domain_count,
                at,
            } => {
                if let Some(asked) = self.asked().cloned() {
                    *self = Self::Verified(Verified {
                        asked,
                        organization: organization.clone(),
                        domains: domains.clone(),
                        domain_count: *domain_count,
                        at: *at,
                        more: More::Nothing,
                    });
                }
            }
            TenantConsentEvent::ConsentNotVerified { fault, at } => {
                self.end(Ending::NotVerified, Some(fault), *at);
            }
            TenantConsentEvent::ConsentLapsed { at } => self.end(Ending::Lapsed, None, *at),
            TenantConsentEvent::ConsentWithdrawn { reason: _, at } => {
                self.end(Ending::Withdrawn, None, *at);
            }
            TenantConsentEvent::MorePermissionsAsked { .. }
            | TenantConsentEvent::MorePermissionsReturned { .. }
            | TenantConsentEvent::MorePermissionsRefused { .. }
            | TenantConsentEvent::MorePermissionsDelayed { .. }
            | TenantConsentEvent::MorePermissionsVerified { .. }
            | TenantConsentEvent::MorePermissionsNotVerified { .. }
            | TenantConsentEvent::MorePermissionsLapsed { .. } => self.learn_more(event),
        }
    }
}

impl Asked {
    /// As the one who is asked gets to know it.
    pub fn invitation_of(&self, msp: MspId) -> Invitation {
        Invitation {
            id: self.invitation,
            msp,
            customer: self.customer_id,
            tenant: self.tenant_id,
            app: self.app,
            valid_until: instant(self.valid_until),
        }
    }
}

pub(super) fn instant(at: Micros) -> Timestamp {
    Timestamp::from_microsecond(at).unwrap_or_default()
}

impl TenantConsent {
    /// Further permissions, where it is connected.
    pub fn more(&self) -> Option<&More> {
        match self {
            Self::Verified(connected) => Some(&connected.more),
            Self::Unknown | Self::Asked(_) | Self::Verifying(_) | Self::Ended(_) => None,
        }
    }

    /// What was asked for last.
    pub fn asked(&self) -> Option<&Asked> {
        match self {
            Self::Unknown => None,
            Self::Asked(asked)
            | Self::Verifying(Verifying { asked, .. })
            | Self::Verified(Verified { asked, .. })
            | Self::Ended(Ended { asked, .. }) => Some(asked),
        }
    }

    /// The same, while consent is waited for or there: so long the tenant is held for it.
    pub fn standing(&self) -> Option<&Asked> {
        match self {
            Self::Ended(_) => None,
            Self::Unknown | Self::Asked(_) | Self::Verifying(_) | Self::Verified(_) => self.asked(),
        }
    }

    /// The same, once the administrator came back: from then on there is more to give up than an invitation.
    pub fn used(&self) -> Option<&Asked> {
        match self {
            Self::Verifying(Verifying { asked, .. }) | Self::Verified(Verified { asked, .. }) => {
                Some(asked)
            }
            Self::Unknown | Self::Asked(_) | Self::Ended(_) => None,
        }
    }

    fn learn_more(&mut self, event: &TenantConsentEvent) {
        if let Self::Verified(connected) = self {
            connected.more.learn(event);
        }
    }

    fn returned(&mut self, at: Micros) {
        if let Some(asked) = self.asked().cloned() {
            *self = Self::Verifying(Verifying {
                asked,
                since: at,
                fault: None,
            });
        }
    }

    fn end(&mut self, ending: Ending, fault: Option<&Fault>, at: Micros) {
        if let Some(asked) = self.asked().cloned() {
            *self = Self::Ended(Ended {
                asked,
                ending,
                fault: fault.cloned(),
                at,
            });
        }
    }
}

impl Asked {
    /// Whether the invitation may be used at this instant.
    pub fn is_good(&self, at: Micros) -> bool {
        at < self.valid_until
    }
}
