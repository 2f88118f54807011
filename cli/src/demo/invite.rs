//! What to look at: addresses, a token, people who sign in.

use std::env;

use serde::Serialize;
use tenantry_simulator::Endpoints;
use url::Url;

use super::cast::{PEOPLE, msp};
use super::house::PORTS;
use super::world::PASSWORD;
use super::{Manner, Stage};
use crate::failure::Failure;
use crate::output::Tone;

/// Whose records are whose at other vendors, and what Microsoft's products may be billed as.
const MAPPING: &str = "{ vendorConnections(first: 4) { edges { node { name recordCounts { linked unmapped } } } } \
     products(first: 4) { edges { node { name suggestions { name score } } } } }";
/// Shown with the token.
const QUESTION: &str = "{ tenants(first: 12) { edges { node { name status } } } }";

#[derive(Debug, Serialize)]
pub(super) struct Invitation {
    msp: String,
    /// The console, as Ada, who is an Admin.
    console: String,
    graphql: String,
    sign_in: String,
    health: String,
    token: String,
    question: &'static str,
    mapping_question: &'static str,
    password: &'static str,
    people: Vec<Person>,
    /// Customers that nobody set out to connect, and who approves there.
    guests: Vec<(&'static str, String)>,
    /// The clouds' control plane.
    clouds: String,
    /// Where customers' administrators approve.
    admin_center: String,
    folder: String,
    port: u16,
}

#[derive(Debug, Serialize)]
struct Person {
    name: &'static str,
    role: &'static str,
}

/// At the beginning; how it ended comes later.
#[derive(Debug, Serialize)]
struct Alone<'a> {
    open: &'a Invitation,
}

impl Invitation {
    pub(super) fn to(stage: &Stage<'_>, public: &Url, token: String, guest: &str) -> Self {
        let at = |path: &str| format!("{}{path}", public.as_str());
        let there: &Endpoints = stage.world.simulator().endpoints();
        let people = PEOPLE.map(|(name, role)| Person {
            name,
            role: role.as_str(),
        });
        Self {
            msp: msp().to_string(),
            console: at(&format!("guest/{guest}")),
            graphql: at("graphql"),
            sign_in: at("sign-in"),
            health: at("health/ready"),
            token,
            question: QUESTION,
            mapping_question: MAPPING,
            password: PASSWORD,
            people: people.into(),
            guests: stage.world.guests(),
            clouds: there.control.to_string(),
            admin_center: there.portal.to_string(),
            folder: stage.folder.path().display().to_string(),
            port: public.port().unwrap_or_default(),
        }
    }

    /// While the story is told.
    pub(super) fn announce(&self, stage: &Stage<'_>) -> Result<(), Failure> {
        if stage.manner == Manner::Json {
            return stage.output.document(&Alone { open: self });
        }
        let console = stage.output.paint(Tone::Strong, &self.console);
        let why = if self.port == *PORTS.start() {
            String::new()
        } else {
            format!(" (somebody else listens on {})", PORTS.start())
        };
        stage.say(&format!(
            "Look at it here: {console}{why}; Ctrl-C ends all of it"
        ))
    }

    /// When it was told.
    pub(super) fn print(&self, stage: &Stage<'_>) -> Result<(), Failure> {
        let output = stage.output;
        let head = |text: &str| output.line(&format!("\n{}", output.paint(Tone::Strong, text)));
        head("Ask it, until Ctrl-C")?;
        output.line(&format!("  TOKEN={}", self.token))?;
        for question in [self.question, self.mapping_question] {
            output.line(&format!(
                "  curl -s {} -H \"authorization: Bearer $TOKEN\" -H 'content-type: application/json' \\\n    \
                 -d '{{\"query\": \"{question}\"}}'",
                self.graphql
            ))?;
        }
        head("Look at it in the browser")?;
        output.line(&format!("  {}", self.console))?;
        output.line("  that is as Ada; others sign in, and GraphiQL is at /graphiql:")?;
        output.line(&format!("  {}", self.sign_in))?;
        for person in &self.people {
            output.line(&format!("  {:<9}{}", person.role, person.name))?;
        }
        output.line(&format!(
            "  password {}, with the second factor; the browser has to accept the certificate of the \
             simulated sign-in",
            self.password
        ))?;
        head("Onboard one yourself")?;
        for (customer, administrator) in &self.guests {
            output.line(&format!(
                "  {customer:<20}  its administrator is {administrator}"
            ))?;
        }
        head("Look at the clouds")?;
        output.line(&format!("  {:<9}{}", "all", self.clouds))?;
        output.line(&format!("  {:<9}{}", "admins", self.admin_center))?;
        head("Look around, in another terminal")?;
        if let Some(programs) = programs() {
            output.line(&format!("  export PATH='{programs}':$PATH"))?;
        }
        output.line(&format!("  export TENANTRY_DATA_DIR='{}'", self.folder))?;
        for line in [
            format!("tenantry tenants list --msp {}", self.msp),
            format!("tenantry onboardings list --msp {}", self.msp),
            "tenantry ledger verify".to_owned(),
            "tenantry doctor".to_owned(),
        ] {
            output.line(&format!("  {line}"))?;
        }
        output.line("\nA second `tenantry demo` goes on here; `--fresh` begins anew.")
    }
}

/// Where this program lies: whoever built it has it in no search path yet.
fn programs() -> Option<String> {
    let here = env::current_exe().ok()?;
    Some(here.parent()?.display().to_string())
}
