//! The refresh token: good for one use, and every use brings the next one.
//!
//! Whoever uses it and then loses the next one is locked out until somebody makes a new one in the
//! portal. That is the vendor's protocol, and no order of steps takes it away: between the moment when the
//! vendor has answered and the one when the answer is kept there is always a gap. What can be done is to
//! make the gap small, and to let nothing else lock anybody out:
//!
//! 1. Within a process one renews for all, under the connection's lock.
//! 2. Among processes, who renews first writes into the vault that it does, naming the version that it
//!    read. Of two, one is told that the secret changed, waits, and reads again; it has used nothing. So
//!    the vault has also just shown that it can be written before anything is used up. A mark of somebody
//!    who died is void after a while.
//! 3. Then the token is used. The request is repeated only when it is certain that it did not arrive. When
//!    its answer is lost, the token stays in the vault: it is still good if the request never came, and the
//!    next attempt tells.
//! 4. The next one is kept before the access token that came along is used for anything. If the vault
//!    fails just then it is tried again, and what could not be kept stays in memory and is kept before
//!    anything else is done. It gives way to nothing but a token that somebody entered in the meantime.
//! 5. All of this goes on to its end when whoever asked does not wait any longer.
//!
//! So a lock-out takes the death of this process, or the loss of an answer that was given, within step 3.
//! Then the vendor says `invalid_grant`, and the fault says that a new token has to be entered.

use super::client::API;
use super::dialect::TokenDialect;
use crate::credentials::{Credentials, name_of, vault_fault};
use crate::memory::Remembered;
use crate::oauth::{Grant, Token};
use crate::read::Shape;
use crate::tools::{Opened, Tools};
use crate::wire::{Question, Wire};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tenantry_domain::cloud::vault::{Expected, SecretValue, SecretVersion, VaultFault};
use tenantry_domain::cloud::vendor::VendorReach;
use tenantry_domain::cloud::{Cause, CloudFault};
use tracing::Instrument as _;

const TOKEN: Shape = Shape::question("oauth/token");
const REFRESH_TOKEN: &str = "refresh-token";
/// Beside the token in the vault: until when somebody is renewing it.
const RENEWED_UNTIL: &str = "renewed-until";

/// Of the request for a token; a mark in the vault lasts longer.
const DEADLINE: Duration = Duration::from_secs(30);
const MARK: SignedDuration = SignedDuration::from_secs(90);
/// While somebody else renews.
const PAUSE: Duration = Duration::from_millis(250);
const LOOKS: u32 = 20;
/// So often what came is tried to be kept, with pauses that double.
const TRIES: u32 = 5;

/// What came for a token that is used up, and could not be kept.
#[derive(Debug)]
pub(crate) struct Unsaved {
    spent: SecretString,
    next: SecretString,
    grant: Grant,
    /// What the vault is expected to hold.
    there: Credentials,
}

impl Unsaved {
    fn value(&self) -> Result<SecretValue, VaultFault> {
        self.there.changed(&[
            (REFRESH_TOKEN, Some(self.next.expose_secret())),
            (RENEWED_UNTIL, None),
        ])
    }
}

#[derive(Deserialize)]
struct Renewed {
    refresh_token: Option<SecretString>,
    #[serde(flatten)]
    grant: Grant,
}

/// What became of an attempt to keep a token.
enum Kept {
    As(SecretVersion),
    /// Somebody entered another token meanwhile: that one is right.
    GaveWay,
}

/// Renews one connection's token.
#[derive(Debug, Clone)]
pub(super) struct Renewal {
    tools: Tools,
    reach: VendorReach,
    wire: Wire,
    remembered: Arc<Remembered>,
    /// The version of the credentials as this account knows them.
    known: Arc<Mutex<SecretVersion>>,
}

impl Renewal {
    pub(super) fn new(opened: &Opened) -> Self {
        Self {
            tools: opened.tools.clone(),
            reach: opened.reach.clone(),
            wire: opened.wire.clone(),
            remembered: Arc::clone(&opened.remembered),
            known: Arc::new(Mutex::new(opened.credentials.version.clone())),
        }
    }

    /// The access token: the one that is known, or a new one.
    pub(super) async fn token(&self) -> Result<SecretString, CloudFault> {
        let own = self.clone();
        let renewing = async move { own.known_or_new().await };
        let renewed = tokio::spawn(renewing.in_current_span()).await;
        renewed.unwrap_or_else(|_| {
            let detail = "the token could not be renewed: the program is ending";
            Err(CloudFault::new(Cause::Unavailable, API, detail))
        })
    }

    async fn known_or_new(&self) -> Result<SecretString, CloudFault> {
        let mut token = self.remembered.token.lock().await;
        let known = self.known().clone();
        if let Some(text) = token.as_ref().and_then(|it| it.good_for(&known)) {
            return Ok(text.clone());
        }
        let left = self.unsaved().take();
        if let Some(left) = left {
            self.keep(left, &mut token).await?;
        }
        let mut looks = 0;
        while looks < LOOKS {
            let found = Credentials::read(&*self.tools.vault, &self.reach).await?;
            if let Some(text) = token.as_ref().and_then(|it| it.good_for(&found.version)) {
                *self.known() = found.version;
                return Ok(text.clone());
            }
            if self.somebody_renews(&found) {
                looks += 1;
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let Some(marked) = self.mark(found).await? else {
                looks += 1;
                continue;
            };
            if let Some(text) = self.renew(marked, &mut token).await? {
                return Ok(text);
            }
            looks += 1;
        }
        let detail = "another process renews the refresh token of this connection";
        let mut fault = CloudFault::new(Cause::Unavailable, API, detail);
        fault.retry_after = Some(DEADLINE);
        Err(fault)
    }

    /// Uses the token up. Nothing, when somebody entered another one meanwhile.
    async fn renew(
        &self,
        marked: Credentials,
        token: &mut Option<Token>,
    ) -> Result<Option<SecretString>, CloudFault> {
        let spent: SecretString = marked.secret(REFRESH_TOKEN)?.into();
        let renewed = match self.ask(spent.expose_secret()).await {
            Ok(renewed) => renewed,
            Err(fault) => {
                let still_there = self.unmark(&marked).await;
                if fault.cause == Cause::VendorKeyWrong && !still_there {
                    return Ok(None);
                }
                return Err(explained(fault));
            }
        };
        let came = Unsaved {
            // Whoever brings no next one leaves the old one good.
            next: renewed.refresh_token.unwrap_or_else(|| spent.clone()),
            spent,
            grant: renewed.grant,
            there: marked,
        };
        self.keep(came, token).await
    }

    async fn ask(&self, spent: &str) -> Result<Renewed, CloudFault> {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", spent)];
        let read = TOKEN.at(&self.tools.endpoints.streamone, &[], &[])?;
        let question = Question::new(API, read)
            .deadline(DEADLINE)
            .uses_up()
            .form(&fields);
        self.wire.json(question, &TokenDialect).await
    }

    /// Puts what came into the vault, and only then hands out what came along.
    async fn keep(
        &self,
        mut came: Unsaved,
        token: &mut Option<Token>,
    ) -> Result<Option<SecretString>, CloudFault> {
        let mut tries = 1;
        loop {
            match self.try_to_keep(&mut came).await {
                Ok(Kept::As(version)) => {
                    let kept = Token::new(came.grant, version.clone());
                    let text = kept.text();
                    *token = Some(kept);
                    *self.known() = version;
                    return Ok(Some(text));
                }
                Ok(Kept::GaveWay) => return Ok(None),
                Err(fault) if tries == TRIES => {
                    tracing::error!(
                        code = fault.code(),
                        connection = %self.reach.connection,
                        "a refresh token that was just renewed could not be kept; it is held in memory"
                    );
                    *self.unsaved() = Some(came);
                    return Err(vault_fault(&fault));
                }
                Err(_) => {
                    tokio::time::sleep(PAUSE * 2_u32.pow(tries - 1) / 2).await;
                    tries += 1;
                }
            }
        }
    }

    /// After a write of which nobody knows, and when somebody else wrote, what is there decides.
    async fn try_to_keep(&self, came: &mut Unsaved) -> Result<Kept, VaultFault> {
        let fault = match self.put(&came.value()?, &came.there.version).await {
            Ok(version) => return Ok(Kept::As(version)),
            Err(fault) => fault,
        };
        let there = Credentials::found(&*self.tools.vault, &self.reach).await?;
        let text = there.secret(REFRESH_TOKEN).unwrap_or_default();
        if text == came.next.expose_secret() && there.version != came.there.version {
            return Ok(Kept::As(there.version));
        }
        if text != came.spent.expose_secret() {
            return Ok(Kept::GaveWay);
        }
        came.there = there;
        Err(fault)
    }

    async fn put(
        &self,
        value: &SecretValue,
        expected: &SecretVersion,
    ) -> Result<SecretVersion, VaultFault> {
        let expected = Expected::Version(expected.clone());
        let name = name_of(&self.reach);
        self.tools.vault.put(&name, value, &expected).await
    }

    fn somebody_renews(&self, found: &Credentials) -> bool {
        let until = found.secret(RENEWED_UNTIL).ok();
        let until: Option<Timestamp> = until.and_then(|it| it.parse().ok());
        until.is_some_and(|until| until > self.tools.clock.now())
    }

    /// Says in the vault that the token is being renewed. Nothing, when somebody else wrote first.
    async fn mark(&self, mut found: Credentials) -> Result<Option<Credentials>, CloudFault> {
        found.secret(REFRESH_TOKEN)?;
        let until = self.tools.clock.now().saturating_add(MARK);
        let until = until.unwrap_or(Timestamp::MAX).to_string();
        let value = found.changed(&[(RENEWED_UNTIL, Some(&until))]);
        let value = value.map_err(|fault| vault_fault(&fault))?;
        match self.put(&value, &found.version).await {
            Ok(version) => {
                found.version = version;
                Ok(Some(found))
            }
            Err(VaultFault::SecretChanged { .. }) => Ok(None),
            Err(fault) => Err(vault_fault(&fault)),
        }
    }

    /// Takes the mark back: the token was not renewed. Whether the token is still the one that it was.
    async fn unmark(&self, marked: &Credentials) -> bool {
        let Ok(value) = marked.changed(&[(RENEWED_UNTIL, None)]) else {
            return true;
        };
        let put = self.put(&value, &marked.version).await;
        !matches!(put, Err(VaultFault::SecretChanged { .. }))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, SecretVersion> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unsaved(&self) -> std::sync::MutexGuard<'_, Option<Unsaved>> {
        let unsaved = self.remembered.unsaved.lock();
        unsaved.unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the vendor says of a used token says nothing to people.
fn explained(fault: CloudFault) -> CloudFault {
    if fault.cause != Cause::VendorKeyWrong {
        return fault;
    }
    let detail = format!(
        "the refresh token is used up, expired or wrong: make a new one in the portal and enter it; {}",
        fault.detail
    );
    CloudFault { detail, ..fault }
}
