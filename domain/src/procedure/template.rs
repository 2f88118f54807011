//! Operations with fields that are fixed or asked for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{InputKind, Key};
use crate::approval::OperationKind;
use crate::cloud::directory::SkuId;
use crate::country::Country;
use crate::text::ShownText;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OperationTemplate {
    CreateUser(Box<UserTemplate>),
    DisableUser {
        user: UserField,
        remove_licences_after_days: Option<Field<u16>>,
    },
    EnableUser {
        user: UserField,
    },
    AssignLicences {
        user: UserField,
        licences: Field<BTreeSet<SkuId>>,
        usage_location: Option<Field<Country>>,
    },
    RemoveLicences {
        user: UserField,
        licences: Field<BTreeSet<SkuId>>,
    },
    /// Of the customer that the procedure is followed for, as is what comes next.
    ArchiveCustomer {},
    WithdrawConsent {},
    EndAccess {},
}

/// Somebody who is to get an account. What says who it is cannot be fixed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserTemplate {
    pub name: Key,
    pub display_name: Key,
    pub given_name: Option<Key>,
    pub surname: Option<Key>,
    pub job_title: Option<Field<ShownText>>,
    pub department: Option<Field<ShownText>>,
    pub usage_location: Field<Country>,
    pub licences: Field<BTreeSet<SkuId>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field<T> {
    /// The same each time.
    Fixed(T),
    /// What is given for this input.
    Input(Key),
}

/// Whom a step is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UserField {
    Input(Key),
    /// Who was created by a step before.
    MadeBy(Key),
}

/// A place of a template where something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked<'a> {
    pub field: &'static str,
    pub key: &'a Key,
    pub kind: InputKind,
}

impl OperationTemplate {
    pub fn kind(&self) -> OperationKind {
        match self {
            Self::CreateUser(_) => OperationKind::CreateUser,
            Self::DisableUser { .. } => OperationKind::DisableUser,
            Self::EnableUser { .. } => OperationKind::EnableUser,
            Self::AssignLicences { .. } => OperationKind::AssignLicences,
            Self::RemoveLicences { .. } => OperationKind::RemoveLicences,
            Self::ArchiveCustomer {} => OperationKind::ArchiveCustomer,
            Self::WithdrawConsent {} => OperationKind::WithdrawConsent,
            Self::EndAccess {} => OperationKind::EndAccess,
        }
    }

    /// The step before that creates the user whom this one is about.
    pub fn made_by(&self) -> Option<&Key> {
        match self {
            Self::DisableUser { user, .. }
            | Self::EnableUser { user }
            | Self::AssignLicences { user, .. }
            | Self::RemoveLicences { user, .. } => match user {
                UserField::MadeBy(step) => Some(step),
                UserField::Input(_) => None,
            },
            Self::CreateUser(_)
            | Self::ArchiveCustomer {}
            | Self::WithdrawConsent {}
            | Self::EndAccess {} => None,
        }
    }

    /// Texts that are the same each time, and have to be sealed for the customer at hand.
    pub fn fixed_texts(&self) -> Vec<&ShownText> {
        let Self::CreateUser(user) = self else {
            return Vec::new();
        };
        let texts = [&user.job_title, &user.department];
        texts
            .into_iter()
            .filter_map(|it| it.as_ref().and_then(Field::fixed))
            .collect()
    }

    pub(super) fn inputs(&self) -> Vec<Asked<'_>> {
        let mut all = Vec::new();
        match self {
            Self::CreateUser(user) => user.ask(&mut all),
            Self::DisableUser {
                user,
                remove_licences_after_days,
            } => {
                user.ask(&mut all);
                if let Some(field) = remove_licences_after_days {
                    field.ask("remove_licences_after_days", InputKind::Days, &mut all);
                }
            }
            Self::EnableUser { user } => user.ask(&mut all),
            Self::AssignLicences {
                user,
                licences,
                usage_location,
            } => {
                user.ask(&mut all);
                licences.ask("licences", InputKind::Licences, &mut all);
                if let Some(field) = usage_location {
                    field.ask("usage_location", InputKind::Country, &mut all);
                }
            }
            Self::RemoveLicences { user, licences } => {
                user.ask(&mut all);
                licences.ask("licences", InputKind::Licences, &mut all);
            }
            Self::ArchiveCustomer {} | Self::WithdrawConsent {} | Self::EndAccess {} => {}
        }
        all
    }
}

impl UserTemplate {
    fn ask<'a>(&'a self, all: &mut Vec<Asked<'a>>) {
        let text = |field, key| Asked {
            field,
            key,
            kind: InputKind::Text,
        };
        all.push(text("name", &self.name));
        all.push(text("display_name", &self.display_name));
        all.extend(self.given_name.as_ref().map(|key| text("given_name", key)));
        all.extend(self.surname.as_ref().map(|key| text("surname", key)));
        if let Some(field) = &self.job_title {
            field.ask("job_title", InputKind::Text, all);
        }
        if let Some(field) = &self.department {
            field.ask("department", InputKind::Text, all);
        }
        self.usage_location
            .ask("usage_location", InputKind::Country, all);
        self.licences.ask("licences", InputKind::Licences, all);
    }
}

impl UserField {
    fn ask<'a>(&'a self, all: &mut Vec<Asked<'a>>) {
        if let Self::Input(key) = self {
            all.push(Asked {
                field: "user",
                key,
                kind: InputKind::User,
            });
        }
    }
}

impl<T> Field<T> {
    pub fn fixed(&self) -> Option<&T> {
        match self {
            Self::Fixed(value) => Some(value),
            Self::Input(_) => None,
        }
    }

    fn ask<'a>(&'a self, field: &'static str, kind: InputKind, all: &mut Vec<Asked<'a>>) {
        if let Self::Input(key) = self {
            all.push(Asked { field, key, kind });
        }
    }
}
