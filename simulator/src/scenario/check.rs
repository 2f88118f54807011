//! What a scenario must not say.

use crate::directory::product_id;
use crate::scenario::{Scenario, ScenarioError};
use std::collections::BTreeSet;

/// As many users as one tenant may have here.
const MOST_USERS: u32 = 100_000;
const MOST_OTHERS: u32 = 20_000;

impl Scenario {
    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        self.check_names()?;
        self.check_domains()?;
        self.check_members()?;
        for customer in &self.customers {
            let contents = &customer.contents;
            if contents.users > MOST_USERS
                || contents.groups > MOST_OTHERS
                || contents.devices > MOST_OTHERS
            {
                return impossible(format!(
                    "{:?} has more than {MOST_USERS} users or {MOST_OTHERS} groups or devices",
                    customer.name
                ));
            }
        }
        self.check_people()?;
        self.check_consents()?;
        self.check_uses()?;
        let (least, most) = self.timings.consent;
        if least < 0 || most < least {
            return impossible("a time goes from least to most".to_owned());
        }
        Ok(())
    }

    /// People have names of their tenant's domains, and products that there are.
    fn check_people(&self) -> Result<(), ScenarioError> {
        for customer in &self.customers {
            let licences = customer.people.iter().flat_map(|person| &person.licences);
            let mut products = customer.contents.seats.keys().chain(licences);
            if let Some(strange) = products.find(|part| product_id(part).is_none()) {
                return impossible(format!("there is no product {strange:?} here"));
            }
            let mut seen = BTreeSet::new();
            for person in &customer.people {
                let domain = person.name.split_once('@').map(|(_, domain)| domain);
                let domain = domain.unwrap_or_default();
                let known = |it: &String| it.eq_ignore_ascii_case(domain);
                if !customer.domains.iter().any(known) {
                    return impossible(format!(
                        "{:?} is in no domain of {:?}",
                        person.name, customer.name
                    ));
                }
                if !seen.insert(person.name.to_ascii_lowercase()) {
                    return impossible(format!("the person {:?} comes twice", person.name));
                }
            }
        }
        Ok(())
    }

    fn check_consents(&self) -> Result<(), ScenarioError> {
        let apps = self.partners.iter().flat_map(|partner| &partner.apps);
        let known: BTreeSet<&String> = apps.map(|app| &app.name).collect();
        let partners = self.partners.iter().map(|it| (&it.name, &it.consents));
        let customers = self.customers.iter().map(|it| (&it.name, &it.consents));
        for (name, consents) in partners.chain(customers) {
            if let Some(app) = consents.iter().find(|app| !known.contains(app)) {
                return impossible(format!(
                    "{name:?} consents to {app:?}, which no partner has"
                ));
            }
        }
        Ok(())
    }

    /// An app asks of others only what they offer, and they were there before it.
    fn check_uses(&self) -> Result<(), ScenarioError> {
        let mut offered = BTreeSet::new();
        for app in self.partners.iter().flat_map(|partner| &partner.apps) {
            for used in &app.uses {
                let stranger = used
                    .scopes
                    .iter()
                    .find(|scope| !offered.contains(&(&used.app, *scope)));
                if let Some(scope) = stranger {
                    return impossible(format!(
                        "{:?} asks for {scope:?}, which no app {:?} before it offers",
                        app.name, used.app
                    ));
                }
            }
            offered.extend(app.offers.iter().map(|scope| (&app.name, scope)));
        }
        Ok(())
    }

    fn check_names(&self) -> Result<(), ScenarioError> {
        let mut seen = BTreeSet::new();
        let partners = self
            .partners
            .iter()
            .map(|partner| ("tenant", &partner.name));
        let customers = self
            .customers
            .iter()
            .map(|customer| ("tenant", &customer.name));
        let apps = self
            .partners
            .iter()
            .flat_map(|partner| partner.apps.iter().map(|app| ("app", &app.name)));
        let own = self.partners.iter().flat_map(|partner| &partner.accounts);
        let theirs = self.customers.iter().flat_map(|customer| &customer.admins);
        let accounts = own.chain(theirs).map(|account| ("account", &account.name));
        for (kind, name) in partners.chain(customers).chain(apps).chain(accounts) {
            if !seen.insert((kind, name.to_ascii_lowercase())) {
                return impossible(format!("the {kind} {name:?} comes twice"));
            }
        }
        Ok(())
    }

    fn check_domains(&self) -> Result<(), ScenarioError> {
        let mut seen = BTreeSet::new();
        let partners = self
            .partners
            .iter()
            .map(|partner| (&partner.name, &partner.domains));
        let customers = self
            .customers
            .iter()
            .map(|customer| (&customer.name, &customer.domains));
        for (name, domains) in partners.chain(customers) {
            let Some(first) = domains.first() else {
                return impossible(format!("{name:?} needs at least one domain"));
            };
            if !first.ends_with(".onmicrosoft.com") {
                return impossible(format!(
                    "the first domain of {name:?} ends in .onmicrosoft.com, not {first:?}"
                ));
            }
            for domain in domains {
                if !seen.insert(domain.to_ascii_lowercase()) {
                    return impossible(format!("the domain {domain:?} comes twice"));
                }
            }
        }
        Ok(())
    }

    fn check_members(&self) -> Result<(), ScenarioError> {
        for partner in &self.partners {
            let known: BTreeSet<&String> = partner
                .accounts
                .iter()
                .map(|it| &it.name)
                .chain(partner.groups.iter().map(|it| &it.name))
                .collect();
            for group in &partner.groups {
                if let Some(stranger) = group.members.iter().find(|member| !known.contains(member))
                {
                    return impossible(format!(
                        "{stranger:?} in the group {:?} is unknown",
                        group.name
                    ));
                }
            }
        }
        Ok(())
    }
}

fn impossible(why: String) -> Result<(), ScenarioError> {
    Err(ScenarioError::Impossible(why))
}
