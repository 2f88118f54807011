//! Scenarios made by tests: whoever is named gets what such a tenant usually has.

use crate::partner::{CustomerPlan, PartnerPlan, RelationshipPlan, RelationshipStatus};
use crate::scenario::{
    AccountSeed, AppSeed, Contents, CustomerSeed, GroupSeed, PartnerSeed, PersonSeed, Scenario,
};

const PASSWORD: &str = "practice-only";

impl Scenario {
    /// The partner of the small world, with nobody to look after yet, and so many customers, from
    /// `Customer 1` on, that nothing connects with it.
    pub fn with_customers(count: u32) -> Self {
        let mut scenario = Self::small();
        for partner in &mut scenario.partners {
            partner.business = PartnerPlan::default();
        }
        let customers = (1..=count).map(|number| CustomerSeed::new(&format!("Customer {number}")));
        scenario.customers = customers.collect();
        scenario
    }
}

impl CustomerSeed {
    /// A new customer with an administrator and a few people: `Customer 1` has the domain
    /// `customer1.onmicrosoft.com`, and `admin@` it signs in.
    pub fn new(name: &str) -> Self {
        let domain = domain_of(name);
        Self {
            name: name.to_owned(),
            admins: vec![AccountSeed::new(&format!("admin@{domain}"))],
            domains: vec![domain],
            consents: Vec::new(),
            contents: Contents::default(),
            people: Vec::new(),
        }
    }

    pub fn domain(&self) -> &str {
        self.domains.first().map(String::as_str).unwrap_or_default()
    }

    /// The account that approves and consents.
    pub fn admin(&self) -> &str {
        let admin = self.admins.first();
        admin.map(|admin| admin.name.as_str()).unwrap_or_default()
    }
}

impl PersonSeed {
    /// Somebody in Germany who may sign in and has no licence.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            enabled: true,
            usage_location: Some("DE".to_owned()),
            licences: Vec::new(),
            synchronized: false,
            roles: Vec::new(),
        }
    }
}

impl PartnerSeed {
    /// A partner with `service@` its domain among its `AdminAgents`, and with this app.
    pub fn new(name: &str, app: AppSeed) -> Self {
        let domain = domain_of(name);
        let service = AccountSeed::new(&format!("service@{domain}"));
        let agents = GroupSeed {
            name: "AdminAgents".to_owned(),
            members: vec![service.name.clone()],
            security_enabled: true,
        };
        Self {
            name: name.to_owned(),
            domains: vec![domain],
            business: PartnerPlan::default(),
            accounts: vec![service],
            groups: vec![agents],
            apps: vec![app],
            consents: Vec::new(),
        }
    }
}

impl AppSeed {
    /// An app that people of every organization sign in to, and that offers `access_as_user` to
    /// programs of theirs.
    pub fn for_people(name: &str, return_address: &str) -> Self {
        Self {
            name: name.to_owned(),
            secret: Some(format!("secret of {name}")),
            certificate: None,
            workload: None,
            redirect_uris: vec![return_address.to_owned()],
            multi_tenant: true,
            roles: Vec::new(),
            scopes: vec!["User.Read".to_owned()],
            partner_center: false,
            group_claims: true,
            offers: vec!["access_as_user".to_owned()],
            uses: Vec::new(),
        }
    }
}

impl AccountSeed {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            password: PASSWORD.to_owned(),
            second_factor: true,
            offered_as: None,
            roles: Vec::new(),
        }
    }
}

impl RelationshipPlan {
    /// An active relationship of two years, with roles by name or by template id.
    pub fn new(name: &str, customer: &CustomerSeed, roles: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            status: RelationshipStatus::Active,
            customer: Some(customer.domain().to_owned()),
            customer_name: None,
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            days: 730,
            auto_extend: false,
            days_ago: 0,
            indirect_provider: None,
            consent_pending: false,
            assignments: Vec::new(),
        }
    }
}

impl CustomerPlan {
    /// A customer of the reseller business, without subscriptions.
    pub fn new(customer: &CustomerSeed) -> Self {
        Self {
            tenant: customer.domain().to_owned(),
            id: None,
            relationship: "reseller".to_owned(),
            delegated: false,
            indirect_reseller: None,
            listed: true,
            subscriptions: Vec::new(),
        }
    }
}

fn domain_of(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let plain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    format!("{plain}.onmicrosoft.com")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, Time};
    use crate::partner::practice::address_book;

    #[test]
    fn so_many_customers_are_new() {
        let scenario = Scenario::with_customers(300);
        let again = Scenario::with_customers(2);
        assert_eq!(
            scenario.tenant_id("Customer 2"),
            again.tenant_id("Customer 2")
        );
        let world = scenario.build(Clock::new(Time::Real), address_book());
        let world = world.unwrap();
        assert_eq!(world.tenants.len(), 301);
        let partner = world.partners.values().next().unwrap();
        assert!(partner.relationships.is_empty() && partner.contracts.is_empty());
        let last = &scenario.customers[299];
        assert_eq!(last.admin(), "admin@customer300.onmicrosoft.com");
        let tenant = &world.tenants[&scenario.tenant_id("Customer 300")];
        let admin = tenant.directory.account(scenario.account_id(last.admin()));
        assert!(admin.is_some_and(|admin| admin.enabled && admin.second_factor));
        let app = scenario.app_id("Northwind Onboarding");
        assert!(tenant.directory.service_principal(app).is_none());
    }

    #[test]
    fn several_partners_share_customers() {
        let mut scenario = Scenario::with_customers(2);
        let [one, two] = [0, 1].map(|number| scenario.customers[number].clone());
        let app = AppSeed {
            name: "Litware Onboarding".to_owned(),
            ..scenario.partners[0].apps[0].clone()
        };
        let mut litware = PartnerSeed::new("Litware", app);
        litware.business.relationships =
            vec![RelationshipPlan::new("Litware", &one, &["Global Reader"])];
        litware.business.customers = vec![CustomerPlan::new(&one), CustomerPlan::new(&two)];
        scenario.partners.push(litware);
        let world = scenario.build(Clock::new(Time::Real), address_book());
        let world = world.unwrap();
        let partner = |name: &str| &world.partners[&scenario.tenant_id(name)];
        assert_eq!(partner("Litware").relationships.len(), 1);
        assert_eq!(partner("Litware").contracts.len(), 2);
        assert_eq!(partner("Northwind IT").contracts.len(), 0);
    }
}
