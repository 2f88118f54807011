//! An account at a vendor, as a scenario has it.

use super::{Account, Row, Tables, Vendor, VendorQuirks};
use crate::world::Cloud;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use uuid::Uuid;

/// As many customers as one account may have by a crowd.
const MOST_CUSTOMERS: u32 = 100_000;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VendorSeed {
    /// The MSP's.
    pub name: String,
    /// The zone, platform or region that it lives in; without it the vendor's first.
    #[serde(default)]
    pub place: Option<Cloud>,
    /// What has to be shown to get in.
    pub credentials: BTreeMap<String, String>,
    /// Rows by list, in the vendor's own words. What is left out of a row is as the vendor has it at
    /// first, its id included.
    #[serde(default)]
    pub rows: BTreeMap<String, Vec<Row>>,
    /// So many customers beside, with what customers have.
    #[serde(default)]
    pub crowd: u32,
    #[serde(default)]
    pub quirks: VendorQuirks,
}

impl VendorSeed {
    pub(crate) fn build(&self, world: Uuid, vendor: Vendor) -> Result<Account, String> {
        let system = vendor.system();
        let first = system.places.first().copied();
        let place = self.place.or(first).ok_or("the vendor is nowhere")?;
        if !system.places.contains(&place) {
            return Err("it lives in a cloud of another vendor".to_owned());
        }
        let named: Vec<&str> = self.credentials.keys().map(String::as_str).collect();
        let mut needed = system.credentials.to_vec();
        needed.sort_unstable();
        if named != needed {
            return Err(format!("its credentials are {needed:?}, and nothing else"));
        }
        if self.crowd > MOST_CUSTOMERS {
            return Err(format!("it has more than {MOST_CUSTOMERS} customers"));
        }
        let name = format!("vendor:{}:{}", vendor.as_str(), self.name);
        let mut tables = Tables::new(Uuid::new_v5(&world, name.as_bytes()));
        for (list, rows) in &self.rows {
            let list = system.list(list)?;
            for row in rows {
                tables.add(list, row.clone())?;
            }
        }
        (system.crowd)(&mut tables, self.crowd)?;
        Ok(Account {
            vendor,
            name: self.name.clone(),
            place,
            credentials: self.credentials.clone(),
            tables,
            quirks: self.quirks.clone(),
            tokens: BTreeMap::new(),
            asked: VecDeque::new(),
            blocked_until: None,
            seats: BTreeMap::new(),
        })
    }
}
