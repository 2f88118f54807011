//! From a scenario to a world.

use crate::clock::Clock;
use crate::dice::Dice;
use crate::directory::permissions::{GRAPH, PARTNER_CENTER, RESOURCES};
use crate::directory::{
    Account, AppCertificate, AppSecret, Application, Crowd, Directory, FederatedCredential, Group,
    Kind, LicensingChange, RequiredAccess, ServicePrincipal, product_id,
};
use crate::entra::Entra;
use crate::fate::Fate;
use crate::graph::Throttle;
use crate::hold::Holds;
use crate::journal::Journal;
use crate::partner::Notary;
use crate::scenario::{
    AccountSeed, AppSeed, Contents, CustomerSeed, PartnerSeed, PersonSeed, Scenario, ScenarioError,
};
use crate::vendors::Vendors;
use crate::world::{Endpoints, Tenant, World};
use jiff::{SignedDuration, Timestamp};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::{Uuid, uuid};

const GLOBAL_ADMINISTRATOR: Uuid = uuid!("62e90394-69f5-4237-9190-012177145e10");
/// Secrets and consents of the beginning are old enough for every server to know them.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(24 * 30);
const TWO_YEARS: SignedDuration = SignedDuration::from_hours(24 * 730);

impl Scenario {
    pub(crate) fn build(&self, clock: Clock, endpoints: Endpoints) -> Result<World, ScenarioError> {
        self.check()?;
        let entra = Entra::new(self.timings.consent).map_err(ScenarioError::Impossible)?;
        let mut world = World {
            clock,
            dice: Dice::new(self.seed, self.timings.background),
            endpoints,
            tenants: BTreeMap::new(),
            partners: BTreeMap::new(),
            entra,
            notary: Notary::default(),
            throttle: Throttle::default(),
            fate: Fate::default(),
            holds: Holds::default(),
            journal: Journal::default(),
            vendors: Vendors::build(self.seed, &self.vendors).map_err(ScenarioError::Impossible)?,
        };
        for partner in &self.partners {
            self.add_partner(&mut world, partner)?;
        }
        for partner in &self.partners {
            let id = self.tenant_id(&partner.name);
            self.add_consents(&mut world, id, &partner.consents)?;
        }
        for customer in &self.customers {
            self.add_customer(&mut world, customer)?;
        }
        for partner in &self.partners {
            let own = self.tenant_id(&partner.name);
            let built = partner.business.build(&mut world, own);
            built.map_err(|why| ScenarioError::Impossible(format!("{:?}: {why}", partner.name)))?;
        }
        Ok(world)
    }

    fn add_partner(&self, world: &mut World, seed: &PartnerSeed) -> Result<(), ScenarioError> {
        let now = world.clock.now();
        let id = self.tenant_id(&seed.name);
        let mut directory = self.directory(world, &seed.accounts, &[]);
        for group in &seed.groups {
            let id = self.group_id(&seed.name, &group.name);
            let members = group.members.iter().map(|name| {
                let is_group = seed.groups.iter().any(|group| group.name == *name);
                if is_group {
                    self.group_id(&seed.name, name)
                } else {
                    self.account_id(name)
                }
            });
            let members = members.collect();
            let made = Group {
                id,
                display_name: group.name.clone(),
                security_enabled: group.security_enabled,
                members,
            };
            directory.people.groups.insert(id, made);
        }
        for app in &seed.apps {
            let made = self.application(world, app, now)?;
            consent(&mut world.dice, &mut directory, &made, now)?;
            directory.add_application(made);
        }
        world.tenants.insert(
            id,
            Tenant {
                id,
                name: seed.name.clone(),
                domains: seed.domains.clone(),
                contents: Contents::none(),
                directory,
            },
        );
        Ok(())
    }

    fn add_customer(&self, world: &mut World, seed: &CustomerSeed) -> Result<(), ScenarioError> {
        let id = self.tenant_id(&seed.name);
        let mut directory = self.directory(world, &seed.admins, &[GLOBAL_ADMINISTRATOR]);
        let domain = seed.domains.last().map(String::as_str).unwrap_or_default();
        let (crowd_seed, _) = id.as_u64_pair();
        directory.crowd = Crowd::new(
            crowd_seed,
            seed.contents.users,
            seed.contents.groups,
            domain,
        );
        for (part, seats) in &seed.contents.seats {
            let (product, seats) = (part.clone(), *seats);
            let change = LicensingChange::Seats { product, seats };
            let changed = directory.licensing.change(change);
            changed.map_err(ScenarioError::Impossible)?;
        }
        for person in &seed.people {
            add_person(&mut directory.crowd, person);
        }
        world.tenants.insert(
            id,
            Tenant {
                id,
                name: seed.name.clone(),
                domains: seed.domains.clone(),
                contents: seed.contents.clone(),
                directory,
            },
        );
        self.add_consents(world, id, &seed.consents)
    }

    /// What a tenant's administrators consented to, long ago.
    fn add_consents(
        &self,
        world: &mut World,
        tenant: Uuid,
        apps: &[String],
    ) -> Result<(), ScenarioError> {
        let now = world.clock.now();
        for name in apps {
            let app = self.app_id(name);
            let found = world
                .tenants
                .values()
                .find_map(|tenant| tenant.directory.application(app).cloned());
            let app = found
                .ok_or_else(|| ScenarioError::Impossible(format!("there is no app {name:?}")))?;
            if let Some(tenant) = world.tenants.get_mut(&tenant) {
                consent(&mut world.dice, &mut tenant.directory, &app, now)?;
            }
        }
        Ok(())
    }

    /// A directory with its accounts and the principals that Microsoft puts into every tenant.
    fn directory(&self, world: &mut World, accounts: &[AccountSeed], roles: &[Uuid]) -> Directory {
        let mut directory = Directory::default();
        for resource in &RESOURCES {
            directory.add_service_principal(ServicePrincipal {
                id: world.dice.uuid(),
                app_id: resource.app_id,
                display_name: resource.name.to_owned(),
                enabled: true,
                visible_from: Timestamp::UNIX_EPOCH,
            });
        }
        for seed in accounts {
            let held: BTreeSet<String> = seed
                .roles
                .iter()
                .chain(roles)
                .map(Uuid::to_string)
                .collect();
            let id = self.account_id(&seed.name);
            let display_name = seed.name.split('@').next().unwrap_or_default().to_owned();
            let account = Account {
                id,
                name: seed.name.clone(),
                display_name,
                password: seed.password.clone(),
                enabled: true,
                second_factor: seed.second_factor,
                offered_as: seed.offered_as.clone(),
                roles: held,
            };
            directory.people.accounts.insert(id, account);
        }
        directory
    }

    fn application(
        &self,
        world: &mut World,
        seed: &AppSeed,
        now: Timestamp,
    ) -> Result<Application, ScenarioError> {
        let bad = |what: &str| {
            ScenarioError::Impossible(format!("{what} of the app {:?} cannot be read", seed.name))
        };
        let began = now.saturating_sub(LONG_AGO).unwrap_or(now);
        let ends = now.saturating_add(TWO_YEARS).unwrap_or(now);
        let secret = seed.secret.as_ref().map(|text| AppSecret {
            key_id: world.dice.uuid(),
            display_name: None,
            text: text.clone(),
            starts: began,
            ends,
            usable_from: began,
        });
        let certificate = seed.certificate.as_ref().map(|pem| {
            let der = CertificateDer::from_pem_slice(pem.as_bytes())
                .map_err(|_| bad("the certificate"))?;
            Ok(AppCertificate { der: der.to_vec() })
        });
        let workload = seed.workload.as_ref().map(|seed| {
            let key = SubjectPublicKeyInfoDer::from_pem_slice(seed.public_key.as_bytes());
            let key = key.map_err(|_| bad("the workload's key"))?;
            Ok(FederatedCredential {
                issuer: seed.issuer.clone(),
                subject: seed.subject.clone(),
                audience: "api://AzureADTokenExchange".to_owned(),
                public_key: key.to_vec(),
            })
        });
        let mut required = vec![RequiredAccess {
            resource_app_id: GRAPH,
            roles: seed.roles.clone(),
            scopes: seed.scopes.clone(),
        }];
        if seed.partner_center {
            let scopes = vec!["user_impersonation".to_owned()];
            required.push(RequiredAccess {
                resource_app_id: PARTNER_CENTER,
                roles: Vec::new(),
                scopes,
            });
        }
        required.extend(seed.uses.iter().map(|it| RequiredAccess {
            resource_app_id: self.app_id(&it.app),
            roles: Vec::new(),
            scopes: it.scopes.clone(),
        }));
        Ok(Application {
            object_id: world.dice.uuid(),
            app_id: self.app_id(&seed.name),
            display_name: seed.name.clone(),
            created: began,
            multi_tenant: seed.multi_tenant,
            redirect_uris: seed.redirect_uris.clone(),
            secrets: secret.into_iter().collect(),
            certificates: certificate.transpose()?.into_iter().collect(),
            federated: workload.transpose()?.into_iter().collect(),
            required,
            offers: seed.offers.clone(),
            names_groups: seed.group_claims,
        })
    }
}

/// Somebody who has been there for long.
fn add_person(crowd: &mut Crowd, seed: &PersonSeed) {
    let nickname = seed.name.split('@').next().unwrap_or_default();
    let held = seed.licences.iter().filter_map(|part| product_id(part));
    let held = held.map(|id| json!({"skuId": id, "disabledPlans": []}));
    let fields = json!({
        "userPrincipalName": seed.name,
        "displayName": nickname,
        "givenName": null,
        "surname": null,
        "mail": seed.name,
        "mailNickname": nickname,
        "accountEnabled": seed.enabled,
        "userType": "Member",
        "jobTitle": null,
        "department": null,
        "officeLocation": null,
        "usageLocation": seed.usage_location,
        "proxyAddresses": [format!("SMTP:{}", seed.name)],
        "assignedLicenses": held.collect::<Vec<_>>(),
        "onPremisesSyncEnabled": seed.synchronized.then_some(true),
        "employeeId": null,
        "externalUserState": null,
    });
    let number = crowd.add_user(fields.as_object().cloned().unwrap_or_default());
    crowd.change(Kind::User, number, |change| {
        change.roles = seed.roles.iter().map(Uuid::to_string).collect();
    });
}

/// What the registration asks for, given long ago. The interface for partners is asked only at home.
fn consent(
    dice: &mut Dice,
    directory: &mut Directory,
    app: &Application,
    now: Timestamp,
) -> Result<(), ScenarioError> {
    let from = now.saturating_sub(LONG_AGO).unwrap_or(now);
    for needed in &app.required {
        let RequiredAccess {
            resource_app_id,
            roles,
            scopes,
        } = needed;
        let given = directory.consent(
            dice,
            (app.app_id, &app.display_name),
            *resource_app_id,
            roles,
            scopes,
            from,
        );
        given.map_err(|error| {
            ScenarioError::Impossible(format!("{:?}: {error}", app.display_name))
        })?;
    }
    Ok(())
}
