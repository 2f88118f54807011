//! What is given to connect vendors, and how it is read.

use std::collections::BTreeMap;

use async_graphql::{ID, InputObject};
use tenantry_domain::cloud::vault::SecretValue;
use tenantry_domain::ids::VendorConnectionId;
use tenantry_engine::vendors::EnteredSecrets;

use super::mutation::kept;
use crate::schema::ids::Kind;
use crate::schema::scalars::Secret;
use crate::schema::told::{Refused, Unmet, given};

/// Something that is entered to open an account, and is no secret.
#[derive(Debug, InputObject)]
pub(crate) struct VendorSettingInput {
    /// As the vendor's inputs call it.
    name: String,
    /// What is entered.
    value: String,
}

/// Something that is entered to open an account, and goes into the vault.
#[derive(Debug, InputObject)]
pub(crate) struct VendorSecretInput {
    /// As the vendor's inputs call it.
    name: String,
    /// What is entered.
    value: Secret,
}

/// An account at a vendor to connect.
#[derive(Debug, InputObject)]
pub(crate) struct VendorConnectInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The vendor's word, such as `datto-rmm`.
    pub(super) vendor: String,
    /// What the MSP calls the account.
    pub(super) name: String,
    /// What it is opened with and is no secret, as the vendor's inputs say.
    #[graphql(default)]
    pub(super) settings: Vec<VendorSettingInput>,
    /// The secrets that it is opened with, as the vendor's inputs say.
    #[graphql(default)]
    pub(super) secrets: Vec<VendorSecretInput>,
    /// An account that does not work is not connected, and nothing of it is kept. Not so when not given.
    pub(super) only_if_works: Option<bool>,
    /// The connection's UUID, where one is given from outside. Otherwise it follows from the idempotency
    /// key.
    pub(super) connection_id: Option<String>,
}

/// An account to try.
#[derive(Debug, InputObject)]
pub(crate) struct VendorTestInput {
    /// For the record. Another test with the same key is another test.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The account.
    pub(super) id: ID,
}

/// Other secrets for an account.
#[derive(Debug, InputObject)]
pub(crate) struct VendorRotateInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The account.
    pub(super) id: ID,
    /// All of its secrets, not only those that changed.
    pub(super) secrets: Vec<VendorSecretInput>,
    /// They replace the old ones although they do not work. Not so when not given.
    pub(super) even_if_failing: Option<bool>,
}

/// Other settings for an account.
#[derive(Debug, InputObject)]
pub(crate) struct VendorSettingsChangeInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The account.
    pub(super) id: ID,
    /// All of its settings, not only those that changed.
    pub(super) settings: Vec<VendorSettingInput>,
}

/// An account that is not to be read for a while.
#[derive(Debug, InputObject)]
pub(crate) struct VendorPauseInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: String,
    /// The account.
    pub(super) id: ID,
}

/// An account that is to be read again.
#[derive(Debug, InputObject)]
pub(crate) struct VendorResumeInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The account.
    pub(super) id: ID,
}

/// An account whose connection is to end.
#[derive(Debug, InputObject)]
pub(crate) struct VendorDisconnectInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for whoever decides about it.
    pub(super) reason: String,
    /// The account.
    pub(super) id: ID,
}

/// An account that is to be read now.
#[derive(Debug, InputObject)]
pub(crate) struct VendorDiscoverInput {
    /// The same wish with the same key is carried out once.
    pub(super) idempotency_key: String,
    /// Why, for the record.
    pub(super) reason: Option<String>,
    /// The account.
    pub(super) id: ID,
}

pub(super) fn account(id: &ID) -> Result<VendorConnectionId, Unmet> {
    let id = given(Kind::VendorAccount, id, "id")?;
    Ok(VendorConnectionId::new(id))
}

pub(super) fn settings(
    entered: Vec<VendorSettingInput>,
) -> Result<BTreeMap<String, String>, Unmet> {
    by_name(
        entered.into_iter().map(|it| (it.name, it.value)),
        "settings",
    )
}

pub(super) fn secrets(entered: Vec<VendorSecretInput>) -> Result<EnteredSecrets, Unmet> {
    let entered = entered.into_iter();
    let values = entered.map(|it| Ok((it.name, SecretValue::new(it.value.0)?)));
    let values: Vec<_> = values
        .collect::<Result<_, _>>()
        .map_err(|fault| kept(&fault))?;
    by_name(values, "secrets")
}

/// Of two of one name it cannot be said which is meant.
fn by_name<T>(
    entered: impl IntoIterator<Item = (String, T)>,
    field: &'static str,
) -> Result<BTreeMap<String, T>, Unmet> {
    let mut found = BTreeMap::new();
    for (name, value) in entered {
        if found.contains_key(&name) {
            let name: String = name.chars().take(80).collect();
            let message = format!("{name:?} is given twice");
            return Err(Refused::new("INVALID_TEXT", message).at(field).into());
        }
        found.insert(name, value);
    }
    Ok(found)
}
