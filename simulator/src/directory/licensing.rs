//! What a tenant pays for, and who holds it: from the beginning as the crowd is drawn, then as it was
//! changed, directly or through groups.

use crate::directory::{Directory, Kind};
use crate::scenario::Contents;
use crate::world::Tenant;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::{Uuid, uuid};

/// The products that can be had here, by part number.
const PRODUCTS: [(&str, Uuid); 7] = [
    (
        "O365_BUSINESS_ESSENTIALS",
        uuid!("3b555118-da6a-4418-894f-7df1e2096870"),
    ),
    ("SPB", uuid!("cbdc14ab-d96c-4c30-b9f4-6ada7cdc1d46")),
    (
        "AAD_PREMIUM_P2",
        uuid!("84a661c4-e949-4bd2-a560-ed7766fcaf2b"),
    ),
    (
        "STANDARDPACK",
        uuid!("18181a46-0d4e-45cd-891e-60aabd171b4e"),
    ),
    ("SPE_E3", uuid!("05e9a617-0261-4cee-bb44-138d3ef5d965")),
    ("VISIOCLIENT", uuid!("c5928f49-12ba-48f7-ada3-0d743a3601d5")),
    ("MCOEV", uuid!("e43b5b99-8dfb-405f-9987-dc307f34bcbd")),
];
const BASIC: Uuid = PRODUCTS[0].1;
const PREMIUM: Uuid = PRODUCTS[1].1;
const ENTRA_P2: Uuid = PRODUCTS[2].1;
/// As many seats as are free where nobody says how many there are.
const SPARE: u32 = 5;

/// The id of a product, by its part number, such as `SPB`: the same in every tenant.
pub fn product_id(part_number: &str) -> Option<Uuid> {
    let found = PRODUCTS.iter().find(|(part, _)| *part == part_number);
    found.map(|(_, id)| *id)
}

pub(crate) fn part_number(id: Uuid) -> &'static str {
    let found = PRODUCTS.iter().find(|(_, known)| *known == id);
    found.map_or("UNKNOWN", |(part, _)| part)
}

/// As whoever sells to the tenant, as Microsoft, or as its administrator. Products are named by their
/// part numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum LicensingChange {
    /// So many are paid for. A product that the tenant does not have yet it has from then on.
    Seats { product: String, seats: u32 },
    /// Whoever has the product needs another one, or may not have another one, or may not be in one of
    /// these countries.
    Rule {
        product: String,
        #[serde(default)]
        needs: Option<String>,
        #[serde(default)]
        excludes: Option<String>,
        #[serde(default)]
        not_in: Vec<String>,
    },
    /// Whoever is in the group has the product.
    Group { group: Uuid, product: String },
}

/// What Microsoft demands of whoever is to have a product.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct ProductRule {
    pub needs: Option<Uuid>,
    pub excludes: Option<Uuid>,
    pub not_in: Vec<String>,
}

/// An assignment that is in force, and not in the sum of its product yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Uncounted {
    pub product: Uuid,
    pub by: i64,
    pub until: Timestamp,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Licensing {
    /// Where somebody said how many.
    pub seats: BTreeMap<Uuid, u32>,
    pub rules: BTreeMap<Uuid, ProductRule>,
    /// Groups, and what whoever is in them has.
    pub groups: BTreeSet<(Uuid, Uuid)>,
    pub uncounted: Vec<Uncounted>,
}

impl Licensing {
    pub(crate) fn change(&mut self, change: LicensingChange) -> Result<(), String> {
        let known = |part: &str| {
            product_id(part).ok_or_else(|| format!("there is no product {part:?} here"))
        };
        match change {
            LicensingChange::Seats { product, seats } => {
                self.seats.insert(known(&product)?, seats);
            }
            LicensingChange::Rule {
                product,
                needs,
                excludes,
                not_in,
            } => {
                let rule = ProductRule {
                    needs: needs.as_deref().map(known).transpose()?,
                    excludes: excludes.as_deref().map(known).transpose()?,
                    not_in,
                };
                self.rules.insert(known(&product)?, rule);
            }
            LicensingChange::Group { group, product } => {
                self.groups.insert((group, known(&product)?));
            }
        }
        Ok(())
    }
}

/// The products that come with what a tenant is: with Entra P1 or Intune it is the larger one.
fn usual_products(contents: &Contents) -> Vec<Uuid> {
    let mut products = vec![if contents.p1 || contents.intune {
        PREMIUM
    } else {
        BASIC
    }];
    if contents.p2 {
        products.push(ENTRA_P2);
    }
    products
}

impl Tenant {
    /// What the tenant has, in the order it is shown in.
    pub(crate) fn products(&self) -> Vec<Uuid> {
        let mut products = usual_products(&self.contents);
        let more = self.directory.licensing.seats.keys();
        let groups = self.directory.licensing.groups.iter().map(|(_, id)| id);
        for product in more.chain(groups) {
            if !products.contains(product) {
                products.push(*product);
            }
        }
        products
    }

    /// What a user of the beginning has. Most have the usual products; a few, and guests, have nothing.
    fn drawn(&self, number: u32) -> Vec<Uuid> {
        let crowd = &self.directory.crowd;
        let guest = crowd.draw("guest", number, 20) == 0;
        if guest || number >= crowd.first || crowd.draw("licence", number, 10) == 0 {
            return Vec::new();
        }
        usual_products(&self.contents)
    }

    /// What was given to a user itself.
    pub(crate) fn given_to(&self, number: u32) -> Vec<Uuid> {
        let change = self.directory.crowd.change_of(Kind::User, number);
        let changed = change.and_then(|change| change.fields.get("assignedLicenses"));
        match changed.and_then(Value::as_array) {
            None => self.drawn(number),
            Some(all) => {
                let ids = all.iter().filter_map(|it| it["skuId"].as_str());
                ids.filter_map(|id| id.parse().ok()).collect()
            }
        }
    }

    /// What a user has through groups, and through which.
    pub(crate) fn inherited_by(&self, number: u32) -> Vec<(Uuid, Uuid)> {
        let groups = self.directory.licensing.groups.iter();
        let theirs = groups.filter(|(group, _)| self.directory.is_in_group(*group, number));
        theirs.map(|(group, product)| (*product, *group)).collect()
    }

    fn holds(&self, number: u32, product: Uuid) -> bool {
        self.given_to(number).contains(&product)
            || self
                .inherited_by(number)
                .iter()
                .any(|(id, _)| *id == product)
    }

    /// How many have a product.
    pub(crate) fn consumed(&self, product: Uuid) -> u32 {
        let crowd = &self.directory.crowd;
        let there = |number: &u32| {
            let change = crowd.change_of(Kind::User, *number);
            change.is_none_or(|change| change.removed.is_none())
        };
        let having = (0..crowd.users).filter(there);
        let having = having.filter(|number| self.holds(*number, product));
        u32::try_from(having.count()).unwrap_or(u32::MAX)
    }

    /// As many as the cloud has counted by now.
    pub(crate) fn counted(&self, product: Uuid, now: Timestamp) -> u32 {
        let open = self.directory.licensing.uncounted.iter();
        let open = open.filter(|it| it.product == product && it.until > now);
        let open: i64 = open.map(|it| it.by).sum();
        u32::try_from(i64::from(self.consumed(product)) - open).unwrap_or_default()
    }

    pub(crate) fn seats(&self, product: Uuid) -> u32 {
        if let Some(seats) = self.directory.licensing.seats.get(&product) {
            return *seats;
        }
        let crowd = &self.directory.crowd;
        let at_first = (0..crowd.first.min(crowd.users))
            .filter(|number| self.drawn(*number).contains(&product))
            .count();
        u32::try_from(at_first)
            .unwrap_or(u32::MAX)
            .saturating_add(SPARE)
    }
}

impl Directory {
    /// Whether a user is in a group, made by hand or of the crowd, also through other groups.
    pub(crate) fn is_in_group(&self, group: Uuid, number: u32) -> bool {
        if let Some(of_crowd) = self.crowd.number(Kind::Group, group) {
            return self.crowd.is_member(of_crowd, number);
        }
        let user = self.crowd.id(Kind::User, number);
        self.groups_of(user).contains(&group)
    }
}
