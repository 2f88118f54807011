//! Whether a procedure can be followed.

use std::collections::BTreeSet;
use std::fmt;

use super::{
    Definition, Field, InputKind, Key, OperationTemplate, ProcedureRefusal, ProcedureStep,
};
use crate::approval::{MOST_GRACE_DAYS, MOST_LICENCES, OperationKind};

pub const MOST_INPUTS: usize = 30;

pub const MOST_STEPS: usize = 30;

/// Why it cannot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureProblem {
    #[error("there is none")]
    NoStep,
    #[error("there are more than {most}")]
    TooMany { most: usize },
    #[error("the key is there twice")]
    Twice,
    #[error("nothing asks for it")]
    Unused,
    #[error("there is no input {input}")]
    InputUnknown { input: Key },
    #[error("the input {input} is of the kind {is}, and {wanted} is needed")]
    KindDiffers {
        input: Key,
        is: InputKind,
        wanted: InputKind,
    },
    #[error("there is no step {step} before")]
    StepUnknown { step: Key },
    #[error("it comes after itself")]
    Circle,
    #[error("the step {step} creates nobody")]
    MakesNobody { step: Key },
    #[error("no licence is named")]
    NoLicence,
    #[error("{most} at most can be named")]
    TooManyLicences { most: usize },
    #[error("{most} days at most can be waited")]
    TooLong { most: u16 },
}

/// Where in a definition.
struct Place<'a>(&'a str, Option<&'a Key>, Option<&'static str>);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)?;
        if let Some(key) = self.1 {
            write!(f, " {key}")?;
        }
        if let Some(field) = self.2 {
            write!(f, ", {field}")?;
        }
        Ok(())
    }
}

impl Place<'_> {
    fn refuse(&self, problem: ProcedureProblem) -> ProcedureRefusal {
        let place = self.to_string();
        ProcedureRefusal::ProcedureImpossible { place, problem }
    }
}

impl Definition {
    /// Refused with the place that is the matter, and why.
    pub(super) fn check(&self) -> Result<(), ProcedureRefusal> {
        few("inputs", self.inputs.len(), MOST_INPUTS)?;
        few("steps", self.steps.len(), MOST_STEPS)?;
        if self.steps.is_empty() {
            return Err(Place("steps", None, None).refuse(ProcedureProblem::NoStep));
        }
        once("input", self.inputs.iter().map(|it| &it.key))?;
        once("step", self.steps.iter().map(|it| &it.key))?;
        for step in &self.steps {
            self.check_inputs(step)?;
            self.check_order(step)?;
            check_fixed(step)?;
        }
        self.check_use()
    }

    fn check_inputs(&self, step: &ProcedureStep) -> Result<(), ProcedureRefusal> {
        for asked in step.operation.inputs() {
            let place = Place("step", Some(&step.key), Some(asked.field));
            let input = asked.key.clone();
            let Some(spec) = self.input(asked.key) else {
                return Err(place.refuse(ProcedureProblem::InputUnknown { input }));
            };
            if spec.kind != asked.kind {
                return Err(place.refuse(ProcedureProblem::KindDiffers {
                    input,
                    is: spec.kind,
                    wanted: asked.kind,
                }));
            }
        }
        Ok(())
    }

    fn check_order(&self, step: &ProcedureStep) -> Result<(), ProcedureRefusal> {
        let place = Place("step", Some(&step.key), Some("after"));
        for before in &step.after {
            if self.step(before).is_none() {
                let step = before.clone();
                return Err(place.refuse(ProcedureProblem::StepUnknown { step }));
            }
        }
        let before = self.all_before(step);
        if before.contains(&step.key) {
            return Err(place.refuse(ProcedureProblem::Circle));
        }
        let Some(maker) = step.operation.made_by() else {
            return Ok(());
        };
        let place = Place("step", Some(&step.key), Some("user"));
        let made = before.contains(maker).then(|| self.step(maker)).flatten();
        match made.map(|it| it.operation.kind()) {
            Some(OperationKind::CreateUser) => Ok(()),
            Some(_) => Err(place.refuse(ProcedureProblem::MakesNobody {
                step: maker.clone(),
            })),
            None => Err(place.refuse(ProcedureProblem::StepUnknown {
                step: maker.clone(),
            })),
        }
    }

    /// All steps that have to be done before this one; itself among them where they go in a circle.
    fn all_before(&self, step: &ProcedureStep) -> BTreeSet<Key> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&Key> = step.after.iter().collect();
        while let Some(key) = open.pop() {
            if found.insert(key.clone()) {
                open.extend(self.step(key).into_iter().flat_map(|it| &it.after));
            }
        }
        found
    }

    /// What nothing asks for would only make people wonder.
    fn check_use(&self) -> Result<(), ProcedureRefusal> {
        let asked = self.steps.iter().flat_map(|it| it.operation.inputs());
        let used: BTreeSet<&Key> = asked.map(|it| it.key).collect();
        match self.inputs.iter().find(|it| !used.contains(&it.key)) {
            None => Ok(()),
            Some(spec) => {
                let place = Place("input", Some(&spec.key), None);
                Err(place.refuse(ProcedureProblem::Unused))
            }
        }
    }
}

fn check_fixed(step: &ProcedureStep) -> Result<(), ProcedureRefusal> {
    let place = |field| Place("step", Some(&step.key), Some(field));
    let (licences, may_be_none) = match &step.operation {
        OperationTemplate::CreateUser(user) => (user.licences.fixed(), true),
        OperationTemplate::AssignLicences { licences, .. }
        | OperationTemplate::RemoveLicences { licences, .. } => (licences.fixed(), false),
        OperationTemplate::DisableUser {
            remove_licences_after_days,
            ..
        } => {
            let fixed = remove_licences_after_days.as_ref().and_then(Field::fixed);
            if fixed.is_some_and(|count| *count > MOST_GRACE_DAYS) {
                let most = MOST_GRACE_DAYS;
                let place = place("remove_licences_after_days");
                return Err(place.refuse(ProcedureProblem::TooLong { most }));
            }
            return Ok(());
        }
        OperationTemplate::EnableUser { .. }
        | OperationTemplate::ArchiveCustomer {}
        | OperationTemplate::WithdrawConsent {}
        | OperationTemplate::EndAccess {} => return Ok(()),
    };
    let count = licences.map(BTreeSet::len);
    if count == Some(0) && !may_be_none {
        return Err(place("licences").refuse(ProcedureProblem::NoLicence));
    }
    if count.is_some_and(|count| count > MOST_LICENCES) {
        let most = MOST_LICENCES;
        return Err(place("licences").refuse(ProcedureProblem::TooManyLicences { most }));
    }
    Ok(())
}

fn few(what: &str, count: usize, most: usize) -> Result<(), ProcedureRefusal> {
    if count > most {
        return Err(Place(what, None, None).refuse(ProcedureProblem::TooMany { most }));
    }
    Ok(())
}

fn once<'a>(what: &str, keys: impl Iterator<Item = &'a Key>) -> Result<(), ProcedureRefusal> {
    let mut seen = BTreeSet::new();
    for key in keys {
        if !seen.insert(key) {
            return Err(Place(what, Some(key), None).refuse(ProcedureProblem::Twice));
        }
    }
    Ok(())
}
