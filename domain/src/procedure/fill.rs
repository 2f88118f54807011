//! From a step and what was given for it to an operation that can be asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Definition, Field, InputKind, InputValue, Key, OperationTemplate, ProcedureRefusal, UserField,
    UserTemplate,
};
use crate::approval::{Account, NewUser, Operation, UserRef};
use crate::cloud::directory::SkuId;
use crate::country::Country;
use crate::ids::{CustomerId, TenantId};
use crate::personal::Sealed;
use crate::text::ShownText;

/// What a procedure is followed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    pub customer_id: CustomerId,
    pub tenant_id: TenantId,
    pub values: BTreeMap<Key, InputValue>,
    /// Whom the steps so far created.
    pub made: BTreeMap<Key, UserRef>,
    /// The fixed texts of the steps, sealed for this customer.
    pub sealed: BTreeMap<ShownText, Sealed>,
}

impl Definition {
    /// Whether every input is given, of its kind, and nothing else.
    pub fn fits(&self, values: &BTreeMap<Key, InputValue>) -> Result<(), ProcedureRefusal> {
        for spec in &self.inputs {
            let Some(value) = values.get(&spec.key) else {
                let input = spec.key.clone();
                return Err(ProcedureRefusal::ProcedureInputMissing { input });
            };
            must_be(&spec.key, value, spec.kind)?;
        }
        match values.keys().find(|key| self.input(key).is_none()) {
            None => Ok(()),
            Some(key) => Err(ProcedureRefusal::ProcedureInputUnknown { input: key.clone() }),
        }
    }

    /// The operation that a step comes to.
    pub fn fill(&self, step: &Key, filling: &Filling) -> Result<Operation, ProcedureRefusal> {
        let Some(known) = self.step(step) else {
            let step = step.clone();
            return Err(ProcedureRefusal::ProcedureStepUnknown { step });
        };
        let operation = filling.operation(&known.operation)?;
        let checked = operation.check();
        checked.map_err(|problem| ProcedureRefusal::ProcedureStepUnfit {
            step: step.clone(),
            problem,
        })?;
        Ok(operation)
    }
}

fn must_be(input: &Key, value: &InputValue, wanted: InputKind) -> Result<(), ProcedureRefusal> {
    let is = value.kind();
    if is == wanted {
        return Ok(());
    }
    let input = input.clone();
    Err(ProcedureRefusal::ProcedureInputUnfit { input, is, wanted })
}

impl Filling {
    fn operation(&self, template: &OperationTemplate) -> Result<Operation, ProcedureRefusal> {
        Ok(match template {
            OperationTemplate::CreateUser(user) => {
                Operation::CreateUser(Box::new(self.new_user(user)?))
            }
            OperationTemplate::DisableUser {
                user,
                remove_licences_after_days,
            } => Operation::DisableUser {
                account: self.account(user)?,
                remove_licences_after_days: self.maybe(remove_licences_after_days.as_ref())?,
            },
            OperationTemplate::EnableUser { user } => Operation::EnableUser {
                account: self.account(user)?,
            },
            OperationTemplate::AssignLicences {
                user,
                licences,
                usage_location,
            } => Operation::AssignLicences {
                account: self.account(user)?,
                licences: self.field(licences)?,
                usage_location: self.maybe(usage_location.as_ref())?,
            },
            OperationTemplate::RemoveLicences { user, licences } => Operation::RemoveLicences {
                account: self.account(user)?,
                licences: self.field(licences)?,
            },
            OperationTemplate::ArchiveCustomer {} => Operation::ArchiveCustomer {
                customer_id: self.customer_id,
            },
            OperationTemplate::WithdrawConsent {} => Operation::WithdrawConsent {
                customer_id: self.customer_id,
                tenant_id: self.tenant_id,
            },
            OperationTemplate::EndAccess {} => Operation::EndAccess {
                customer_id: self.customer_id,
                tenant_id: self.tenant_id,
            },
        })
    }

    fn new_user(&self, user: &UserTemplate) -> Result<NewUser, ProcedureRefusal> {
        let text = |key: &Key| self.value::<Sealed>(key);
        let given = |key: Option<&Key>| key.map(text).transpose();
        Ok(NewUser {
            customer_id: self.customer_id,
            tenant_id: self.tenant_id,
            name: text(&user.name)?,
            display_name: text(&user.display_name)?,
            given_name: given(user.given_name.as_ref())?,
            surname: given(user.surname.as_ref())?,
            job_title: self.text(user.job_title.as_ref())?,
            department: self.text(user.department.as_ref())?,
            usage_location: self.field(&user.usage_location)?,
            licences: self.field(&user.licences)?,
        })
    }

    fn account(&self, user: &UserField) -> Result<Account, ProcedureRefusal> {
        let user = match user {
            UserField::Input(key) => self.value(key)?,
            UserField::MadeBy(step) => {
                let made = self.made.get(step).cloned();
                made.ok_or_else(|| ProcedureRefusal::ProcedureStepNotDone { step: step.clone() })?
            }
        };
        Ok(Account {
            customer_id: self.customer_id,
            tenant_id: self.tenant_id,
            user,
        })
    }

    fn text(&self, field: Option<&Field<ShownText>>) -> Result<Option<Sealed>, ProcedureRefusal> {
        match field {
            None => Ok(None),
            Some(Field::Input(key)) => self.value(key).map(Some),
            Some(Field::Fixed(text)) => match self.sealed.get(text) {
                Some(sealed) => Ok(Some(sealed.clone())),
                None => Err(ProcedureRefusal::ProcedureTextUnsealed { text: text.clone() }),
            },
        }
    }

    fn maybe<T: Clone + Given>(
        &self,
        field: Option<&Field<T>>,
    ) -> Result<Option<T>, ProcedureRefusal> {
        field.map(|field| self.field(field)).transpose()
    }

    fn field<T: Clone + Given>(&self, field: &Field<T>) -> Result<T, ProcedureRefusal> {
        match field {
            Field::Fixed(value) => Ok(value.clone()),
            Field::Input(key) => self.value(key),
        }
    }

    fn value<T: Clone + Given>(&self, key: &Key) -> Result<T, ProcedureRefusal> {
        let Some(value) = self.values.get(key) else {
            let input = key.clone();
            return Err(ProcedureRefusal::ProcedureInputMissing { input });
        };
        let of_its_kind = T::within(value).cloned();
        of_its_kind.ok_or_else(|| ProcedureRefusal::ProcedureInputUnfit {
            input: key.clone(),
            is: value.kind(),
            wanted: T::KIND,
        })
    }
}

/// What can be given for an input of a kind.
trait Given: Sized {
    const KIND: InputKind;

    fn within(value: &InputValue) -> Option<&Self>;
}

macro_rules! given {
    ($($kind:ident: $held:ty;)+) => {$(
        impl Given for $held {
            const KIND: InputKind = InputKind::$kind;

            fn within(value: &InputValue) -> Option<&Self> {
                if let InputValue::$kind(held) = value {
                    Some(held)
                } else {
                    None
                }
            }
        }
    )+};
}

given! {
    Text: Sealed;
    User: UserRef;
    Country: Country;
    Licences: BTreeSet<SkuId>;
    Days: u16;
}
