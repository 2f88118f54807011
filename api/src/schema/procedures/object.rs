//! A procedure, as clients see it.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use tenantry_domain::ids::ProcedureId;
use tenantry_domain::procedure::{InputKind, InputSpec};
use tenantry_projections::procedures::{ProcedureRow, ProcedureStatus as Status};

use super::step::{ProcedureStep, steps_of};
use crate::schema::desk::Desk;
use crate::schema::ids::{Kind, global};
use crate::schema::paging::Wanted;
use crate::schema::procedure_runs::{ProcedureRunConnection, runs_of};
use crate::schema::scalars::{DateTime, Position};

/// Whether a procedure can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub(crate) enum ProcedureStatus {
    /// It can.
    Defined,
    /// Nobody follows it any more.
    Retired,
}

/// What kind of thing is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "InputKind")]
pub(crate) enum ProcedureQuestionKind {
    /// A text. It is taken for personal data, whatever it is.
    Text,
    /// Somebody who has an account already.
    User,
    /// A country, by its two letters.
    Country,
    /// Licences, by Microsoft's ids of the products.
    Licences,
    /// A number of days.
    Days,
}

/// What people are asked for before a procedure is followed.
#[derive(Debug, SimpleObject)]
pub(crate) struct ProcedureQuestion {
    /// By this steps name it.
    key: String,
    /// What people read.
    label: String,
    /// What kind of thing it is.
    kind: ProcedureQuestionKind,
}

impl From<&InputSpec> for ProcedureQuestion {
    fn from(input: &InputSpec) -> Self {
        Self {
            key: input.key.to_string(),
            label: input.label.as_str().to_owned(),
            kind: input.kind.into(),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Procedure(pub(crate) ProcedureRow);

impl From<ProcedureRow> for Procedure {
    fn from(row: ProcedureRow) -> Self {
        Self(row)
    }
}

/// What the MSP does again and again, version by version. Each step asks for an approval, unless an admin marked
/// it as low risk.
#[Object]
impl Procedure {
    /// Its id within this API.
    pub(crate) async fn id(&self) -> ID {
        global(Kind::Procedure, self.0.id)
    }

    /// Its UUID, as the command line and the record show it.
    async fn procedure_id(&self) -> String {
        self.0.id.to_string()
    }

    /// What people call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is for.
    async fn description(&self) -> Option<String> {
        let description = self.0.definition()?.description?;
        Some(description.as_str().to_owned())
    }

    /// Whether it can be followed.
    async fn status(&self) -> ProcedureStatus {
        self.0.status.into()
    }

    /// The number of the newest version.
    async fn version(&self) -> u64 {
        self.0.version
    }

    /// What people are asked for before it is followed.
    #[graphql(complexity = "5 * child_complexity")]
    async fn questions(&self) -> Vec<ProcedureQuestion> {
        let definition = self.0.definition();
        let inputs = definition.iter().flat_map(|it| &it.inputs);
        inputs.map(ProcedureQuestion::from).collect()
    }

    /// What is done, step by step, as the newest version says.
    #[graphql(complexity = "5 * child_complexity")]
    async fn steps(&self) -> Vec<ProcedureStep> {
        let definition = self.0.definition();
        definition.map_or_else(Vec::new, |it| steps_of(it, self.0.marks()))
    }

    /// When it was followed, and what became of it, the latest first.
    #[graphql(complexity = "first.unwrap_or(10).clamp(1, 200) as usize * child_complexity")]
    async fn runs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 200; 10 when not given.")] first: Option<i32>,
        #[graphql(desc = "The cursor of the row that the page comes after.")] after: Option<String>,
    ) -> Result<ProcedureRunConnection> {
        let desk = Desk::reading(ctx)?;
        let wanted = Wanted::new(Some(first.unwrap_or(10)), after.as_deref())?;
        Ok(runs_of(desk, ProcedureId::new(self.0.id), &wanted).await?)
    }

    /// Why it was retired.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When it was defined.
    async fn defined_at(&self) -> DateTime {
        DateTime(self.0.defined_at)
    }

    /// When something about it changed last.
    async fn changed_at(&self) -> DateTime {
        DateTime(self.0.changed_at)
    }

    /// The last event that is in what is read here.
    async fn position(&self) -> Position {
        Position(self.0.position)
    }
}
