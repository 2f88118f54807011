//! What is asked for, field by field.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};
use tenantry_domain::approval::{Account, NewUser, Operation};
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::personal::Sealed;

use super::opened::{Opener, Value};
use crate::failure::Failure;

/// An operation as it is printed. In JSON each field under its name.
#[derive(Debug)]
pub(super) struct Fields(Vec<(&'static str, Value)>);

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Fields {
    pub(super) async fn of(operation: &Operation, opener: &Opener<'_>) -> Result<Self, Failure> {
        let mut fields = Vec::new();
        for (name, part) in parts(operation) {
            let value = match part {
                Part::Plain(text) => Value::Plain(text),
                Part::Sealed(sealed) => opener.open(sealed).await?,
            };
            fields.push((name, value));
        }
        Ok(Self(fields))
    }

    /// In one line, for people.
    pub(super) fn line(&self) -> String {
        let fields = self.0.iter();
        let fields = fields.map(|(name, value)| format!("{} {}", words(name), value.text()));
        fields.collect::<Vec<_>>().join(", ")
    }

    /// Name and value, for people.
    pub(super) fn lines(&self) -> impl Iterator<Item = (String, String)> {
        let fields = self.0.iter();
        fields.map(|(name, value)| (words(name), value.text()))
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

enum Part<'a> {
    Plain(String),
    Sealed(&'a Sealed),
}

type Parts<'a> = Vec<(&'static str, Part<'a>)>;

fn plain(text: &impl ToString) -> Part<'static> {
    Part::Plain(text.to_string())
}

fn parts(operation: &Operation) -> Parts<'_> {
    match operation {
        Operation::CreateUser(new) => of_new(new),
        Operation::DisableUser {
            account,
            remove_licences_after_days,
        } => {
            let days = remove_licences_after_days.as_ref().map(plain);
            let days = days.map(|it| ("remove_licences_after_days", it));
            of_account(account).into_iter().chain(days).collect()
        }
        Operation::EnableUser { account } => of_account(account),
        Operation::AssignLicences {
            account,
            licences,
            usage_location,
        } => {
            let mut parts = of_account(account);
            parts.push(("licences", listed(licences)));
            let location = usage_location.as_ref().map(plain);
            parts.extend(location.map(|it| ("usage_location", it)));
            parts
        }
        Operation::RemoveLicences { account, licences } => {
            let mut parts = of_account(account);
            parts.push(("licences", listed(licences)));
            parts
        }
        Operation::DeleteUser { account, made_by } => {
            let mut parts = of_account(account);
            parts.push(("made_by", plain(made_by)));
            parts
        }
        Operation::DisconnectPartner {} => Vec::new(),
        Operation::ArchiveCustomer { customer_id } => vec![("customer_id", plain(customer_id))],
        Operation::DisconnectVendor { connection_id } => {
            vec![("connection_id", plain(connection_id))]
        }
        Operation::WithdrawConsent {
            customer_id,
            tenant_id,
        }
        | Operation::EndAccess {
            customer_id,
            tenant_id,
        } => vec![
            ("customer_id", plain(customer_id)),
            ("tenant_id", plain(tenant_id)),
        ],
        Operation::ApproveTransfer {
            tenant_id,
            transfer,
        } => vec![
            ("tenant_id", plain(tenant_id)),
            ("transfer", plain(transfer)),
        ],
        Operation::AcceptMatches {
            connection_id,
            above,
            preview,
        } => {
            let connection = connection_id.as_ref().map(plain);
            let connection = connection.map(|it| ("connection_id", it));
            let mut parts: Parts<'_> = connection.into_iter().collect();
            parts.push(("above", plain(above)));
            parts.push(("preview", plain(preview)));
            parts
        }
    }
}

fn of_account(account: &Account) -> Parts<'_> {
    vec![
        ("user", Part::Sealed(&account.user.name)),
        ("user_id", plain(&account.user.id)),
    ]
}

fn of_new(new: &NewUser) -> Parts<'_> {
    let texts = [
        ("name", Some(&new.name)),
        ("display_name", Some(&new.display_name)),
        ("given_name", new.given_name.as_ref()),
        ("surname", new.surname.as_ref()),
        ("job_title", new.job_title.as_ref()),
        ("department", new.department.as_ref()),
    ];
    let texts = texts.into_iter();
    let texts = texts.filter_map(|(name, sealed)| Some((name, Part::Sealed(sealed?))));
    let mut parts: Parts<'_> = texts.collect();
    parts.push(("usage_location", plain(&new.usage_location)));
    if !new.licences.is_empty() {
        parts.push(("licences", listed(&new.licences)));
    }
    parts
}

fn listed(licences: &BTreeSet<SkuId>) -> Part<'static> {
    let licences: Vec<String> = licences.iter().map(ToString::to_string).collect();
    Part::Plain(licences.join(", "))
}
