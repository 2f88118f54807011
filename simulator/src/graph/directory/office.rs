//! With which directory roles a person may do what; and budgets beside the common one.

use super::ask::Ask;
use crate::directory::Allowance;
use crate::wire::Reply;
use serde_json::{Map, Value, json};

const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";
const GLOBAL_READER: &str = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";
const SECURITY_ADMINISTRATOR: &str = "194ae4cb-b126-40b2-bd5b-6091b380977d";
const SECURITY_READER: &str = "5d6b6bb7-de71-4623-b4af-96380a352509";
const SECURITY_OPERATOR: &str = "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f";
const CONDITIONAL_ACCESS: &str = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9";
const REPORTS_READER: &str = "4a5d8f65-41da-4de4-8968-e035b65339cf";
const INTUNE_ADMINISTRATOR: &str = "3a2c62db-5318-420d-8d74-23affee5d9d5";
const TEAMS_ADMINISTRATOR: &str = "69091246-20e8-4a56-aa4d-066075b2a7a8";
const EXCHANGE_ADMINISTRATOR: &str = "29232cdf-9323-42fd-ade2-1d097af3e4de";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Office {
    /// Anybody at home, and whoever has any role.
    Anybody,
    Policies,
    PolicyReaders,
    SecurityReaders,
    Reports,
    Devices,
    Teams,
    Mail,
}

impl Office {
    fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Anybody => &[],
            Self::Policies => &[CONDITIONAL_ACCESS, SECURITY_ADMINISTRATOR],
            Self::PolicyReaders => &[
                GLOBAL_READER,
                CONDITIONAL_ACCESS,
                SECURITY_ADMINISTRATOR,
                SECURITY_READER,
            ],
            Self::SecurityReaders => &[
                GLOBAL_READER,
                SECURITY_ADMINISTRATOR,
                SECURITY_READER,
                SECURITY_OPERATOR,
            ],
            Self::Reports => &[
                GLOBAL_READER,
                REPORTS_READER,
                SECURITY_READER,
                SECURITY_ADMINISTRATOR,
            ],
            Self::Devices => &[INTUNE_ADMINISTRATOR, GLOBAL_READER],
            Self::Teams => &[TEAMS_ADMINISTRATOR],
            Self::Mail => &[EXCHANGE_ADMINISTRATOR, GLOBAL_READER],
        }
    }
}

impl Ask<'_> {
    /// Whether the token and the person behind it may do that. Being of the tenant is not enough
    /// where a role is asked for.
    pub(super) fn admit(&self, permissions: &[&str], office: Office) -> Result<(), Reply> {
        if !self.caller.may(permissions) {
            return Err(self.denied());
        }
        let Some(user) = &self.caller.user else {
            return Ok(());
        };
        if user.directory_roles.is_empty() && user.home != self.caller.tenant {
            let text = "Unable to initialize the authorization context.";
            return Err(self.refuse(403, "UnknownError", text));
        }
        let holds = |role: &&str| user.directory_roles.contains(*role);
        let may = office == Office::Anybody || office.roles().iter().any(holds);
        if may || holds(&GLOBAL_ADMINISTRATOR) {
            Ok(())
        } else {
            Err(self.denied())
        }
    }

    /// Takes one from a budget; otherwise the seconds until there is more.
    pub(super) fn take(
        &mut self,
        allowance: Allowance,
        per_app: bool,
    ) -> Result<Result<(), i64>, Reply> {
        let app = self.caller.app.to_string();
        let whose = if per_app { app.as_str() } else { "tenant" };
        let now = self.now;
        let meters = &mut self.changing()?.0.directory.holdings.meters;
        Ok(meters.take(allowance, whose, now))
    }

    /// The same, and 429 with the time to wait.
    pub(super) fn spend(&mut self, allowance: Allowance, per_app: bool) -> Result<(), Reply> {
        self.take(allowance, per_app)?.map_err(|seconds| {
            let refused = self.refuse(429, "TooManyRequests", "Too many requests.");
            refused.header("Retry-After", seconds.to_string())
        })
    }

    pub(super) fn premium_missing(&self) -> Reply {
        let text = "Neither tenant is B2C or tenant doesn't have premium license";
        let code = "Authentication_RequestFromNonPremiumTenantOrB2CTenant";
        self.refuse(403, code, text)
    }

    /// The body, which must be an object.
    pub(super) fn fields(&self) -> Result<Map<String, Value>, Reply> {
        match self.body()? {
            Value::Object(fields) => Ok(fields),
            _ => Err(self.refuse(400, "BadRequest", "Unable to read JSON request payload.")),
        }
    }

    /// One thing, whole, with where it is described.
    pub(super) fn thing(&self, status: u16, set: &str, row: &Value) -> Reply {
        let mut row = row.clone();
        row["@odata.context"] = json!(self.context(&format!("{set}/$entity")));
        Reply::json(status, &row)
    }
}

pub(super) fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}
