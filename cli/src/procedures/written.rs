//! The form of such a file: inputs and steps as people write them. What does not fit is refused where it
//! stands, so that its line can be told.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, de};
use tenantry_domain::cloud::directory::SkuId;
use tenantry_domain::country::Country;
use tenantry_domain::procedure::{
    Definition, Field, InputKind, InputSpec, Key, OperationTemplate, ProcedureStep, UserField,
    UserTemplate,
};
use tenantry_domain::text::{InputLabel, ProcedureName, ProcedureText, ShownText, StepTitle};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    name: Typed<ProcedureName>,
    description: Option<Typed<ProcedureText>>,
    #[serde(default)]
    inputs: Vec<WrittenInput>,
    steps: Vec<WrittenStep>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenInput {
    key: Typed<Key>,
    label: Typed<InputLabel>,
    kind: InputKind,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    key: Typed<Key>,
    title: Typed<StepTitle>,
    #[serde(default)]
    after: Vec<Typed<Key>>,
    #[serde(rename = "do")]
    operation: WrittenOperation,
}

#[derive(Debug, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
enum WrittenOperation {
    CreateUser(Box<WrittenUser>),
    DisableUser {
        user: WrittenWho,
        remove_licences_after_days: Option<WrittenField<u16>>,
    },
    EnableUser {
        user: WrittenWho,
    },
    AssignLicences {
        user: WrittenWho,
        licences: WrittenField<BTreeSet<Typed<SkuId>>>,
        usage_location: Option<WrittenField<Typed<Country>>>,
    },
    RemoveLicences {
        user: WrittenWho,
        licences: WrittenField<BTreeSet<Typed<SkuId>>>,
    },
    ArchiveCustomer {},
    WithdrawConsent {},
    EndAccess {},
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenUser {
    name: Typed<Key>,
    display_name: Typed<Key>,
    given_name: Option<Typed<Key>>,
    surname: Option<Typed<Key>>,
    job_title: Option<WrittenField<Typed<ShownText>>>,
    department: Option<WrittenField<Typed<ShownText>>>,
    usage_location: WrittenField<Typed<Country>>,
    licences: WrittenField<BTreeSet<Typed<SkuId>>>,
}

/// `{ fixed = … }`, or `{ input = "key" }`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WrittenField<T> {
    Fixed(T),
    Input(Typed<Key>),
}

/// `{ input = "key" }`, or `{ made-by = "step" }`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WrittenWho {
    Input(Typed<Key>),
    MadeBy(Typed<Key>),
}

/// A text that has to be of some form.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Typed<T>(T);

trait Type: Sized {
    fn of(text: &str) -> Result<Self, String>;
}

impl<'de, T: Type> Deserialize<'de> for Typed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        T::of(&text).map(Self).map_err(de::Error::custom)
    }
}

macro_rules! types {
    ($($name:ident by $read:expr;)+) => {$(
        impl Type for $name {
            fn of(text: &str) -> Result<Self, String> {
                let read: Result<Self, _> = $read(text);
                read.map_err(|error| error.to_string())
            }
        }
    )+};
}

types! {
    ProcedureName by ProcedureName::new;
    ProcedureText by ProcedureText::new;
    InputLabel by InputLabel::new;
    StepTitle by StepTitle::new;
    ShownText by ShownText::new;
    Key by str::parse;
    Country by str::parse;
    SkuId by licence;
}

fn licence(text: &str) -> Result<SkuId, String> {
    let known = text.parse();
    known.map_err(|_| format!("{text:?} is no licence: Microsoft's id of the product is expected"))
}

impl Written {
    pub(super) fn definition(self) -> Definition {
        let inputs = self.inputs.into_iter().map(|it| InputSpec {
            key: it.key.0,
            label: it.label.0,
            kind: it.kind,
        });
        let steps = self.steps.into_iter().map(|it| ProcedureStep {
            key: it.key.0,
            title: it.title.0,
            operation: it.operation.template(),
            after: it.after.into_iter().map(|key| key.0).collect(),
        });
        Definition {
            name: self.name.0,
            description: self.description.map(|it| it.0),
            inputs: inputs.collect(),
            steps: steps.collect(),
        }
    }
}

impl WrittenOperation {
    fn template(self) -> OperationTemplate {
        match self {
            Self::CreateUser(user) => OperationTemplate::CreateUser(Box::new(user.template())),
            Self::DisableUser {
                user,
                remove_licences_after_days,
            } => OperationTemplate::DisableUser {
                user: user.field(),
                remove_licences_after_days: remove_licences_after_days.map(|it| it.field(days)),
            },
            Self::EnableUser { user } => OperationTemplate::EnableUser { user: user.field() },
            Self::AssignLicences {
                user,
                licences,
                usage_location,
            } => OperationTemplate::AssignLicences {
                user: user.field(),
                licences: licences.field(all),
                usage_location: usage_location.map(|it| it.field(one)),
            },
            Self::RemoveLicences { user, licences } => OperationTemplate::RemoveLicences {
                user: user.field(),
                licences: licences.field(all),
            },
            Self::ArchiveCustomer {} => OperationTemplate::ArchiveCustomer {},
            Self::WithdrawConsent {} => OperationTemplate::WithdrawConsent {},
            Self::EndAccess {} => OperationTemplate::EndAccess {},
        }
    }
}

impl WrittenUser {
    fn template(self) -> UserTemplate {
        UserTemplate {
            name: self.name.0,
            display_name: self.display_name.0,
            given_name: self.given_name.map(one),
            surname: self.surname.map(one),
            job_title: self.job_title.map(|it| it.field(one)),
            department: self.department.map(|it| it.field(one)),
            usage_location: self.usage_location.field(one),
            licences: self.licences.field(all),
        }
    }
}

impl<T> WrittenField<T> {
    fn field<U>(self, read: impl FnOnce(T) -> U) -> Field<U> {
        match self {
            Self::Fixed(value) => Field::Fixed(read(value)),
            Self::Input(key) => Field::Input(key.0),
        }
    }
}

impl WrittenWho {
    fn field(self) -> UserField {
        match self {
            Self::Input(key) => UserField::Input(key.0),
            Self::MadeBy(step) => UserField::MadeBy(step.0),
        }
    }
}

fn days(count: u16) -> u16 {
    count
}

fn one<T>(typed: Typed<T>) -> T {
    typed.0
}

fn all<T: Ord>(typed: BTreeSet<Typed<T>>) -> BTreeSet<T> {
    typed.into_iter().map(one).collect()
}
