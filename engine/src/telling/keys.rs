//! What webhooks are signed with: in the vault, one text for each channel.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use tenantry_domain::cloud::vault::{
    Expected, Purpose, SecretName, SecretValue, Vault, VaultFault,
};
use tenantry_domain::ids::{MspId, NoticeChannelId};
use tenantry_domain::record::Micros;
use tenantry_domain::saga::days;
use zeroize::{Zeroize, Zeroizing};

use crate::chance::Randomness;

/// So long a secret signs beside the one that took its place.
const OVERLAP: Micros = days(1);

/// Secrets that sign at once. More were renewed than anybody could have entered.
const MOST: usize = 5;

/// As the convention of Standard Webhooks writes a secret.
const PREFIX: &str = "whsec_";
const BYTES: usize = 32;

/// A secret for whoever is to check signatures. It is told once.
pub struct SigningKey(SecretValue);

impl SigningKey {
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// One of a channel's secrets, as the vault has it.
#[derive(Serialize, Deserialize)]
struct Kept {
    text: String,
    /// It signs until then; without an end, as long as no other takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Micros>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

#[derive(Debug, Clone)]
pub(super) struct Keys {
    vault: Arc<dyn Vault>,
    randomness: Arc<dyn Randomness>,
}

impl Keys {
    pub(super) fn new(vault: Arc<dyn Vault>, randomness: Arc<dyn Randomness>) -> Self {
        Self { vault, randomness }
    }

    /// The secret of a channel that is about to be opened. What is there already was drawn for this very
    /// channel, by somebody who did not come to the end of it.
    pub(super) async fn first(
        &self,
        msp: MspId,
        channel: NoticeChannelId,
    ) -> Result<SigningKey, VaultFault> {
        let drawn = self.draw();
        let value = written(std::slice::from_ref(&drawn))?;
        let name = name_of(msp, channel);
        match self.vault.put(&name, &value, &Expected::Nothing).await {
            Ok(_) => shown(&drawn),
            Err(VaultFault::SecretChanged { .. }) => {
                let there = read(&self.vault.get(&name).await?.value);
                there.last().map_or_else(|| Err(none(&name)), shown)
            }
            Err(fault) => Err(fault),
        }
    }

    /// Another secret, beside which those before it sign for a day.
    pub(super) async fn renew(
        &self,
        msp: MspId,
        channel: NoticeChannelId,
        now: Micros,
    ) -> Result<SigningKey, VaultFault> {
        let name = name_of(msp, channel);
        let (mut kept, expected) = match self.vault.get(&name).await {
            Ok(secret) => (read(&secret.value), Expected::Version(secret.version)),
            Err(VaultFault::SecretNotThere { .. }) => (Vec::new(), Expected::Nothing),
            Err(fault) => return Err(fault),
        };
        kept.retain(|it| it.until.is_none_or(|until| now < until));
        for before in &mut kept {
            before.until.get_or_insert(now.saturating_add(OVERLAP));
        }
        let surplus = (kept.len() + 1).saturating_sub(MOST);
        kept.drain(..surplus);
        kept.push(self.draw());
        self.vault.put(&name, &written(&kept)?, &expected).await?;
        kept.last().map_or_else(|| Err(none(&name)), shown)
    }

    /// All that sign now, the newest first. None where the vault has none.
    pub(super) async fn signing(
        &self,
        msp: MspId,
        channel: NoticeChannelId,
        now: Micros,
    ) -> Result<Vec<SecretValue>, VaultFault> {
        let kept = match self.vault.get(&name_of(msp, channel)).await {
            Ok(secret) => read(&secret.value),
            Err(VaultFault::SecretNotThere { .. }) => return Ok(Vec::new()),
            Err(fault) => return Err(fault),
        };
        let good = kept.iter().rev();
        let good = good.filter(|it| it.until.is_none_or(|until| now < until));
        good.map(|it| SecretValue::new(it.text.as_str())).collect()
    }

    pub(super) async fn forget(
        &self,
        msp: MspId,
        channel: NoticeChannelId,
    ) -> Result<(), VaultFault> {
        let _either = self.vault.delete(&name_of(msp, channel)).await?;
        Ok(())
    }

    fn draw(&self) -> Kept {
        let mut bytes = Zeroizing::new([0; BYTES]);
        self.randomness.fill(&mut *bytes);
        let letters = Zeroizing::new(BASE64_STANDARD.encode(*bytes));
        Kept {
            text: format!("{PREFIX}{}", letters.as_str()),
            until: None,
        }
    }
}

fn none(name: &SecretName) -> VaultFault {
    VaultFault::SecretNotThere { name: name.clone() }
}

fn shown(kept: &Kept) -> Result<SigningKey, VaultFault> {
    SecretValue::new(kept.text.as_str()).map(SigningKey)
}

/// It was written here; one of another form has no secret in it.
fn read(value: &SecretValue) -> Vec<Kept> {
    serde_json::from_str(value.expose()).unwrap_or_default()
}

fn written(kept: &[Kept]) -> Result<SecretValue, VaultFault> {
    // Texts and numbers always can be written as JSON.
    let text = Zeroizing::new(serde_json::to_string(kept).unwrap_or_default());
    SecretValue::new(text.as_str())
}

fn name_of(msp: MspId, channel: NoticeChannelId) -> SecretName {
    SecretName::new(msp, Purpose::NOTICE_SECRET).of_app(channel.as_uuid())
}
