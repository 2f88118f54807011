//! What would become otherwise, row by row.

use serde::Serialize;
use tenantry_domain::approval::{Aspect, ChangePlan, UndoPlan};
use tenantry_domain::cloud::directory::SkuId;

use super::opened::{Opener, Value};
use crate::failure::Failure;
use crate::output::{Output, Tone};

/// A plan as it is printed.
#[derive(Debug, Serialize)]
pub(super) struct Plan {
    pub(super) digest: String,
    /// Whether it can be taken back once it is made.
    undo: String,
    changes: Vec<Change>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Change {
    subject: Value,
    aspect: &'static str,
    /// Which licence, by Microsoft's id of the product.
    sku: Option<SkuId>,
    before: Value,
    after: Value,
}

impl Plan {
    pub(super) async fn of(plan: &ChangePlan, opener: &Opener<'_>) -> Result<Self, Failure> {
        Ok(Self {
            digest: plan.digest.to_string(),
            undo: undo(plan.undo),
            changes: Change::all(plan, opener).await?,
        })
    }

    pub(super) fn print(&self, output: &Output) -> Result<(), Failure> {
        let digest = output.paint(Tone::Strong, &self.digest);
        output.line(&format!("digest        {digest}"))?;
        output.line(&format!("undo          {}", self.undo))?;
        let rows: Vec<_> = self.changes.iter().map(Change::row).collect();
        output.table(["about", "what", "before", "after"], &rows)
    }

    /// Each change in one line, where many plans are shown.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.changes.iter().map(Change::line)
    }
}

impl Change {
    pub(crate) async fn all(plan: &ChangePlan, opener: &Opener<'_>) -> Result<Vec<Self>, Failure> {
        let mut changes = Vec::with_capacity(plan.changes.len());
        for it in &plan.changes {
            changes.push(Self {
                subject: opener.value(&it.subject).await?,
                aspect: word(it.aspect),
                sku: sku(it.aspect),
                before: opener.value(&it.before).await?,
                after: opener.value(&it.after).await?,
            });
        }
        Ok(changes)
    }

    /// For people, where many of them are told.
    pub(crate) fn line(&self) -> String {
        let [subject, aspect, before, after] = self.row();
        format!("{subject}, {aspect}: {before} → {after}")
    }

    fn row(&self) -> [String; 4] {
        let sku = self.sku.map(|it| format!(" {it}")).unwrap_or_default();
        [
            self.subject.text(),
            format!("{}{sku}", self.aspect.replace('_', " ")),
            self.before.text(),
            self.after.text(),
        ]
    }
}

pub(super) fn undo(plan: UndoPlan) -> String {
    match plan {
        UndoPlan::Fully => "fully".to_owned(),
        UndoPlan::WithinDays(days) => format!("within {days} days"),
        UndoPlan::Not => "not".to_owned(),
    }
}

fn sku(aspect: Aspect) -> Option<SkuId> {
    if let Aspect::Licence(sku) = aspect {
        return Some(sku);
    }
    None
}

fn word(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Existence => "existence",
        Aspect::Name => "name",
        Aspect::DisplayName => "display_name",
        Aspect::GivenName => "given_name",
        Aspect::Surname => "surname",
        Aspect::JobTitle => "job_title",
        Aspect::Department => "department",
        Aspect::UsageLocation => "usage_location",
        Aspect::SignIn => "sign_in",
        Aspect::Sessions => "sessions",
        Aspect::Password => "password",
        Aspect::Licence(_) => "licence",
        Aspect::Standing => "standing",
        Aspect::Relationship => "relationship",
        Aspect::Roles => "roles",
        Aspect::AppAccess => "app_access",
        Aspect::Attempt => "attempt",
        Aspect::Holder => "holder",
        Aspect::Mapping => "mapping",
        Aspect::Preview => "preview",
    }
}
