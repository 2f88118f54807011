//! How a scenario describes a partner: whom it has relationships with, and whom it sells to.

use super::center::customers::CspCustomer;
use super::center::subscriptions::{Subscription, SubscriptionKind, months};
use super::existing::Existing;
use super::relationship::{ByProvider, Customer, Status};
use super::{Contract, Partner, PartnerKind, Quirks, roles};
use crate::directory::permissions::PARTNER_CUSTOMER_ADMINISTRATION;
use crate::world::World;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct PartnerPlan {
    pub kind: PartnerKind,
    /// The principal that apps without a user need to manage relationships is not in its tenant.
    pub unprepared: bool,
    pub quirks: Quirks,
    pub relationships: Vec<RelationshipPlan>,
    pub customers: Vec<CustomerPlan>,
}

/// A relationship that was there before.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RelationshipPlan {
    /// `MLT_…` for those that Microsoft made.
    pub name: String,
    #[serde(default = "active")]
    pub status: Status,
    /// A tenant, by id or by domain. Nobody, while the invitation is open to whoever opens it.
    #[serde(default)]
    pub customer: Option<String>,
    /// What the partner's side calls the customer, when it is not the tenant's name.
    #[serde(default)]
    pub customer_name: Option<String>,
    /// By name or by template id.
    pub roles: Vec<String>,
    #[serde(default = "two_years")]
    pub days: u32,
    #[serde(default)]
    pub auto_extend: bool,
    /// So many days ago it became what it is.
    #[serde(default)]
    pub days_ago: u32,
    /// The tenant of the indirect provider that made it for this partner.
    #[serde(default)]
    pub indirect_provider: Option<Uuid>,
    /// Whether this partner has yet to agree to what its provider made.
    #[serde(default)]
    pub consent_pending: bool,
    #[serde(default)]
    pub assignments: Vec<AssignmentPlan>,
}

/// A group of the partner's, with roles of the relationship.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AssignmentPlan {
    /// By display name or by id.
    pub group: String,
    pub roles: Vec<String>,
}

/// A customer of the reseller business.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CustomerPlan {
    /// By id or by domain.
    pub tenant: String,
    /// Partner Center's own id of the customer, when it is not the tenant's.
    #[serde(default)]
    pub id: Option<Uuid>,
    #[serde(default = "reseller")]
    pub relationship: String,
    /// Delegated administration of the old kind.
    #[serde(default)]
    pub delegated: bool,
    #[serde(default)]
    pub indirect_reseller: Option<Uuid>,
    /// Whether Partner Center lists it: some customers have a contract only.
    #[serde(default = "yes")]
    pub listed: bool,
    #[serde(default)]
    pub subscriptions: Vec<SubscriptionPlan>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SubscriptionPlan {
    pub name: String,
    /// `product:sku:availability`, or a GUID for the old commerce. One of the new commerce is made up
    /// where it is left out.
    #[serde(default)]
    pub offer: String,
    #[serde(default)]
    pub id: Option<Uuid>,
    /// As the partner calls it, when it is not the name.
    #[serde(default)]
    pub friendly_name: Option<String>,
    pub quantity: u32,
    #[serde(default)]
    pub suspended: bool,
    /// Another word than active or suspended.
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default = "yes")]
    pub renews: bool,
    #[serde(default)]
    pub days_ago: u32,
    #[serde(default)]
    pub kind: SubscriptionKind,
    /// `P1M`, `P1Y`, `P3Y`. A trial lasts a month, all else a year.
    #[serde(default)]
    pub term: Option<String>,
    /// `monthly`, `annual`, `triennial`, `one_time`, `none`. A trial has none.
    #[serde(default)]
    pub billing_cycle: Option<String>,
    /// What the customer's directory calls the licence.
    #[serde(default)]
    pub sku: Option<Uuid>,
    /// Somebody else makes it than Microsoft, and sells it there.
    #[serde(default)]
    pub of_others: bool,
}

fn active() -> Status {
    Status::Active
}

fn two_years() -> u32 {
    730
}

fn reseller() -> String {
    "reseller".to_owned()
}

fn yes() -> bool {
    true
}

impl PartnerPlan {
    /// Makes a partner of one of the world's tenants. The others must be there already, and so
    /// must the partner's groups.
    pub(crate) fn build(&self, world: &mut World, own: Uuid) -> Result<(), String> {
        let now = world.clock.now();
        let mut partner = Partner::new(self.kind);
        partner.quirks = self.quirks.clone();
        if let Some(tenant) = world.tenants.get_mut(&own).filter(|_| self.unprepared) {
            tenant
                .directory
                .revoke_consent(PARTNER_CUSTOMER_ADMINISTRATION);
        }
        for plan in &self.relationships {
            let existing = plan.read(world, own)?;
            partner.add_relationship(&mut world.dice, own, now, existing);
        }
        for plan in &self.customers {
            let customer = plan.read(world, now)?;
            if plan.listed {
                partner.add_customer(&mut world.dice, customer);
            } else {
                partner
                    .contracts
                    .push(Contract::with(&mut world.dice, &customer));
            }
        }
        world.partners.insert(own, partner);
        Ok(())
    }
}

impl RelationshipPlan {
    fn read(&self, world: &World, own: Uuid) -> Result<Existing, String> {
        let named = |text: &String| {
            let tenant = world.find_tenant(text).ok_or(format!("no tenant {text}"))?;
            let name = self.customer_name.as_ref().unwrap_or(&tenant.name).clone();
            Ok::<_, String>(Customer {
                tenant: tenant.id,
                name,
            })
        };
        let mut assignments = Vec::new();
        for plan in &self.assignments {
            assignments.push((group(world, own, &plan.group)?, role_ids(&plan.roles)?));
        }
        let consent_pending = self.consent_pending;
        Ok(Existing {
            name: self.name.clone(),
            status: self.status,
            customer: self.customer.as_ref().map(named).transpose()?,
            roles: role_ids(&self.roles)?,
            days: self.days,
            auto_extend: self.auto_extend,
            days_ago: self.days_ago,
            by_provider: self.indirect_provider.map(|provider| ByProvider {
                provider,
                consent_pending,
            }),
            assignments,
        })
    }
}

impl CustomerPlan {
    fn read(&self, world: &mut World, now: Timestamp) -> Result<CspCustomer, String> {
        let text = &self.tenant;
        let tenant = world.find_tenant(text).ok_or(format!("no tenant {text}"))?;
        let domain = tenant.domains.get(1).or(tenant.domains.first());
        let domain = domain.map(String::as_str).unwrap_or_default();
        let mut customer = CspCustomer::new(tenant.id, &tenant.name, domain);
        customer.id = self.id.unwrap_or(tenant.id);
        customer.relationship.clone_from(&self.relationship);
        customer.delegated = self.delegated;
        customer.associated = self.indirect_reseller;
        for plan in &self.subscriptions {
            customer.subscriptions.push(plan.read(world, now)?);
        }
        Ok(customer)
    }
}

impl SubscriptionPlan {
    fn read(&self, world: &mut World, now: Timestamp) -> Result<Subscription, String> {
        let ago = SignedDuration::from_hours(24 * i64::from(self.days_ago));
        let usual = if self.kind == SubscriptionKind::Trial {
            ("P1M", "none")
        } else {
            ("P1Y", "monthly")
        };
        let or = |said: &Option<String>, usual: &str| said.as_deref().unwrap_or(usual).to_owned();
        let term = or(&self.term, usual.0);
        if months(&term).is_none() {
            return Err(format!("no term {term}"));
        }
        let made = world.dice.uuid();
        Ok(Subscription {
            id: self.id.unwrap_or(made),
            offer: self.offer(),
            name: self.name.clone(),
            friendly_name: self.friendly_name.clone(),
            quantity: self.quantity,
            created: now.saturating_sub(ago).unwrap_or(now),
            suspended: self.suspended,
            status: self.status.clone(),
            renews: self.renews,
            kind: self.kind,
            term,
            cycle: or(&self.billing_cycle, usual.1),
            sku: self.sku,
            of_others: self.of_others,
        })
    }

    /// What is called alike is one product.
    fn offer(&self) -> String {
        if !self.offer.is_empty() {
            return self.offer.clone();
        }
        let name = Uuid::new_v5(&Uuid::NAMESPACE_URL, self.name.as_bytes());
        let letters = name.simple().to_string().to_uppercase();
        format!("CFQ7TTC0{}:0001:CFQ7TTC0{}", &letters[..4], &letters[4..8])
    }
}

fn role_ids(texts: &[String]) -> Result<Vec<Uuid>, String> {
    let id = |text: &String| roles::named(text).ok_or(format!("no role {text}"));
    texts.iter().map(id).collect()
}

fn group(world: &World, partner: Uuid, text: &str) -> Result<Uuid, String> {
    let own = world.tenants.get(&partner);
    let mut groups = own
        .into_iter()
        .flat_map(|tenant| tenant.directory.people.groups.values());
    let found = groups.find(|group| group.display_name == text || group.id.to_string() == text);
    found
        .map(|group| group.id)
        .ok_or(format!("no group {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partner::practice::*;
    use serde_json::Value;

    const PLAN: &str = r#"
        kind = "indirect-reseller"
        quirks = { rows-looked-at = 50 }

        [[relationships]]
        name = "MLT_1"
        customer = "contoso.onmicrosoft.com"
        customer-name = "Cont0so"
        roles = ["Global Reader", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"]
        assignments = [{ group = "Readers", roles = ["Global Reader"] }]

        [[relationships]]
        name = "Waiting"
        status = "approvalPending"
        roles = ["Helpdesk Administrator"]
        indirect-provider = "33333333-0000-4000-8000-000000000000"
        consent-pending = true

        [[customers]]
        tenant = "contoso.onmicrosoft.com"
        delegated = true
        subscriptions = [{ name = "Microsoft 365 E3", quantity = 5 }]

        [[customers]]
        tenant = "fabrikam.onmicrosoft.com"
        listed = false
    "#;

    #[test]
    fn a_partner_comes_from_a_plan() {
        let plan: PartnerPlan = toml::from_str(PLAN).unwrap();
        let mut desk = Practice::new();
        plan.build(&mut desk.world, PARTNER).unwrap();
        let roles = crate::partner::gdap_roles(&desk.world, PARTNER, AGENT, CUSTOMER);
        assert_eq!(roles.into_iter().collect::<Vec<_>>(), [READER]);
        let rows = desk.get(RELATIONSHIPS).json();
        assert_eq!(rows["value"][0]["customer"]["displayName"], "Cont0so");
        assert_eq!(rows["value"][1]["isPartnerConsentPending"], true);
        assert_eq!(
            desk.get("/v1.0/contracts").json()["value"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        desk.partner().kind = PartnerKind::Direct;
        let listed = desk
            .center("GET", "/v1/customers", &[], &Value::Null)
            .json();
        assert_eq!(listed["totalCount"], 1);
    }

    #[test]
    fn a_plan_that_names_what_is_not_there_is_refused() {
        for (wrong, why) in [
            (PLAN.replace("contoso.", "nobody."), "no tenant"),
            (PLAN.replace("Global Reader", "King"), "no role"),
            (PLAN.replace("Readers", "Strangers"), "no group"),
        ] {
            let plan: PartnerPlan = toml::from_str(&wrong).unwrap();
            let refused = plan.build(&mut Practice::new().world, PARTNER);
            assert!(refused.unwrap_err().starts_with(why));
        }
        assert!(toml::from_str::<PartnerPlan>("colour = 1").is_err());
    }
}
