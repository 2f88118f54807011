//! A customer whose tenant lets changes in, and people at one command line: whoever asks is ada.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tenantry_domain::cloud::partner::AppId;
use tenantry_domain::ids::{CustomerId, MspId, TenantId};
use tenantry_engine::time::SystemClock;
use tenantry_simulator::{PersonSeed, Scenario, product_id};
use tenantry_support::{World, connected};
use uuid::Uuid;

use crate::partner::{SERVICE, Stand, WITH_BOTH};
use crate::program::{Answer, CUSTOMER, MSP, OTHER_MSP, text};
use crate::work::until_idle;

/// What the app may do in tenants whose administrators consented.
const MAY: [&str; 6] = [
    "User.Read.All",
    "User.ReadWrite.All",
    "User.DeleteRestore.All",
    "User.EnableDisableAccount.All",
    "User.RevokeSessions.All",
    "LicenseAssignment.ReadWrite.All",
];

/// There from the beginning, with a licence.
pub(crate) const GRACE: &str = "grace@contoso.onmicrosoft.com";
pub(crate) const NEW: &str = "lovelace@contoso.onmicrosoft.com";
const PRODUCT: &str = "SPB";

pub(crate) struct Stage {
    pub(crate) stand: Stand,
    pub(crate) tenant: Uuid,
    /// All that was said so far, on standard output or beside it.
    heard: Mutex<Vec<String>>,
}

pub(crate) fn product() -> Uuid {
    product_id(PRODUCT).expect("a product")
}

/// With what stands for ids put in.
fn filled(stage: &Stage, line: &str) -> String {
    let line = line.replace("$TENANT", &stage.tenant.to_string());
    let line = line.replace("$SKU", &product().to_string());
    let line = line.replace("$GRACE", GRACE).replace("$NEW", NEW);
    let line = line.replace("$CUSTOMER", CUSTOMER);
    line.replace("$OTHER", OTHER_MSP).replace("$MSP", MSP)
}

/// Words of a command line, those in quotes as one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (place, part) in line.split('\'').enumerate() {
        if place % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

impl Stage {
    pub(crate) async fn open(world: &World) -> Self {
        let mut scenario = Scenario::small();
        let app = &mut scenario.partners[0].apps[0];
        app.roles.extend(MAY.map(str::to_owned));
        let mut customers = scenario.customers.iter_mut();
        let contoso = customers.find(|it| it.name == "Contoso");
        let contoso = contoso.expect("a customer");
        contoso.contents.users = 2;
        contoso.contents.seats.insert(PRODUCT.to_owned(), 5);
        contoso.people = vec![PersonSeed {
            licences: vec![PRODUCT.to_owned()],
            ..PersonSeed::new(GRACE)
        }];
        let stand = Stand::of(world, scenario).await;
        stand.connected();
        let signed_in = stand.sign_in(SERVICE, WITH_BOTH).await;
        assert_eq!(signed_in.exit, 0, "{signed_in:?}");
        let tenant = stand.scenario.tenant_id("Contoso");
        let app = stand.scenario.app_id("Northwind Onboarding");
        let (msp, customer): (MspId, CustomerId) = (
            MSP.parse().expect("an id"),
            CUSTOMER.parse().expect("an id"),
        );
        let engine = Arc::new(world.engine().await);
        let clock = Arc::new(SystemClock);
        let (place, app) = (TenantId::new(tenant), AppId::new(app));
        connected::by_consent(&engine, clock, msp, (customer, "Contoso"), place, app).await;
        let heard = Mutex::default();
        Self {
            stand,
            tenant,
            heard,
        }
    }

    fn hear(&self, answer: &Answer) {
        let said = format!("{}{}", answer.out, answer.err);
        self.heard.lock().expect("no test panicked").push(said);
    }

    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("no test panicked").clone()
    }

    /// One line of somebody at the command line.
    pub(crate) fn run(&self, who: &str, line: &str) -> Answer {
        let answer = self.unheard(who, line);
        self.hear(&answer);
        answer
    }

    /// The same, where what is said may be a secret.
    pub(crate) fn unheard(&self, who: &str, line: &str) -> Answer {
        let words = words(&filled(self, line));
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        self.stand.run_as(who, &args)
    }

    #[track_caller]
    pub(crate) fn ok(&self, who: &str, line: &str) -> Answer {
        let answer = self.run(who, line);
        assert_eq!(answer.exit, 0, "{line}: {answer:?}");
        answer
    }

    #[track_caller]
    pub(crate) fn document(&self, who: &str, line: &str) -> Value {
        let answer = self.ok(who, &format!("{line} --json"));
        answer.documents().remove(0)
    }

    /// Refused with this exit code and code, and nothing is told on standard output.
    #[track_caller]
    pub(crate) fn refused(&self, who: &str, line: &str, exit: i32, code: &str) {
        let answer = self.run(who, line);
        assert_eq!(answer.exit, exit, "{line}: {answer:?}");
        let error = format!("error[{code}]: ");
        assert!(answer.err.contains(&error), "{line}: {answer:?}");
        assert_eq!(answer.out, "", "{line}");
    }

    /// Asked for by ada; the approval's id.
    #[track_caller]
    pub(crate) fn asked(&self, what: &str) -> String {
        let line = format!("approvals request {what} --msp $MSP --reason 'as agreed'");
        let told = self.document("ada", &line);
        assert_eq!(told["outcome"], "recorded", "{told}");
        text(&told["id"]).to_owned()
    }

    #[track_caller]
    pub(crate) fn shown(&self, id: &str) -> Value {
        self.document("eve", &format!("approvals show {id} --msp $MSP"))
    }

    #[track_caller]
    pub(crate) fn approved(&self, who: &str, id: &str) -> Value {
        let shown = self.shown(id);
        let digest = text(&shown["plan"]["digest"]);
        let line = format!("approvals approve {id} --msp $MSP --digest {digest}");
        self.document(who, &line)
    }

    /// Workers come and go until it ended, or waits for people again. Meanwhile time passes in the clouds.
    #[track_caller]
    pub(crate) fn carried_out(&self, id: &str) -> Value {
        let mut shown = self.shown(id);
        for _ in 0..5 {
            if text(&shown["status"]) != "under way" {
                return shown;
            }
            let worked = until_idle(&self.stand);
            assert_eq!(worked.exit, 0, "{worked:?}");
            self.hear(&worked);
            self.stand.control().jump(Duration::from_mins(1));
            shown = self.shown(id);
        }
        shown
    }

    /// The lists know all that there is.
    pub(crate) fn caught_up(&self) {
        let program = &self.stand.program;
        program.ok(&["projections", "run", "--until-caught-up"]);
    }

    pub(crate) fn listed(&self, who: &str, flags: &str) -> Vec<String> {
        let line = format!("approvals list --msp $MSP {flags} --json");
        let rows = self.ok(who, &line).documents();
        let ids = rows.iter().map(|it| text(&it["id"]).to_owned());
        ids.collect()
    }
}
