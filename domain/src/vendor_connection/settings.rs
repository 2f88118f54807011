//! Whether what was entered is what a vendor is opened with.

use std::collections::BTreeMap;

use super::VendorConnectionRefusal;
use crate::cloud::vendor::{Input, InputKind, Vendor};

/// How long a setting can be.
pub const SETTING_LIMIT: usize = 400;

/// What a vendor's account is opened with and is no secret.
pub(super) fn declared(vendor: Vendor) -> impl Iterator<Item = &'static Input> {
    let inputs = vendor.inputs().iter();
    inputs.filter(|input| input.kind != InputKind::Secret)
}

/// The settings as they are kept, if they are those of the vendor.
pub(super) fn checked(
    vendor: Vendor,
    entered: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, VendorConnectionRefusal> {
    let mut settings = BTreeMap::new();
    for (name, value) in entered {
        let input = input_of(vendor, name)?;
        let value = value.trim();
        if value.is_empty() && input.kind == InputKind::OptionalSetting {
            continue; // As good as left out.
        }
        let fits = value.chars().count() <= SETTING_LIMIT && !value.chars().any(char::is_control);
        if value.is_empty() || !fits {
            return Err(VendorConnectionRefusal::VendorSettingInvalid { name: input.name });
        }
        settings.insert(input.name.to_owned(), value.to_owned());
    }
    let needed = declared(vendor).filter(|input| input.kind == InputKind::Setting);
    let mut missing = needed.filter(|input| !settings.contains_key(input.name));
    match missing.next() {
        None => Ok(settings),
        Some(input) => Err(VendorConnectionRefusal::VendorSettingMissing {
            vendor,
            name: input.name,
            about: input.about,
        }),
    }
}

fn input_of(vendor: Vendor, name: &str) -> Result<&'static Input, VendorConnectionRefusal> {
    let mut inputs = vendor.inputs().iter();
    match inputs.find(|input| input.name == name) {
        None => Err(VendorConnectionRefusal::VendorSettingUnknown {
            vendor,
            name: name.chars().take(80).collect(),
        }),
        Some(input) if input.kind == InputKind::Secret => {
            Err(VendorConnectionRefusal::VendorSettingSecret {
                vendor,
                name: input.name,
            })
        }
        Some(input) => Ok(input),
    }
}
