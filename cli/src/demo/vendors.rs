//! Where the simulated vendors are, for the configuration and for the file that others find it in. There
//! are none where the world has no accounts at vendors.

use serde::Deserialize;
use tenantry_simulator::Endpoints;

use crate::failure::Failure;
use crate::vendor_places::Written;

/// The part of the configuration file that the simulated clouds write themselves.
#[derive(Debug, Default, Deserialize)]
struct Part {
    vendors: Written,
}

pub(super) fn written(there: &Endpoints) -> Result<Written, Failure> {
    let Some(table) = there.vendors_table() else {
        return Ok(Written::default());
    };
    let part = toml::from_str::<Part>(&table);
    let part = part.map_err(|error| Failure::config(error.to_string()))?;
    Ok(part.vendors)
}

/// The same as a table of the file.
pub(super) fn add(text: &mut String, there: &Endpoints) {
    if let Some(table) = there.vendors_table() {
        text.push('\n');
        text.push_str(&table);
    }
}
