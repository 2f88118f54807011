//! An approval as people look it up. What it changes, and for whom, stays in the ledger: only what
//! lists are sorted and searched by is here, and nobody's name is.

use tenantry_domain::approval::{OperationKind, Person, PersonKind, Risk};
use tenantry_domain::ids::{CustomerId, ProcedureId, TenantId, VendorConnectionId};
use tenantry_domain::record::{Micros, Position};

crate::row! {
    pub struct ApprovalRow {
        kind: OperationKind,
        risk: Risk,
        status: ApprovalStatus,
        /// What has to happen before it goes on; nothing when it goes on by itself, or has ended.
        waits_for: Option<ApprovalWait>,
        /// There is something to be looked at, now or later.
        live: bool,
        /// It failed, and what it did is being undone.
        undoing: bool,
        customer_id: Option<CustomerId>,
        tenant_id: Option<TenantId>,
        connection_id: Option<VendorConnectionId>,
        /// Who asked, as kind and id.
        requester: String,
        reason: String,
        /// How many people have to approve it.
        needed: u64,
        /// Who approved the plan as it is, each as kind and id.
        deciders: Vec<String>,
        /// The procedure with the rule that it was asked for by.
        procedure_id: Option<ProcedureId>,
        /// Nobody had to decide: the rule did.
        by_rule: bool,
        /// Of the plan as it is.
        digest: String,
        /// 1 for the plan that was asked with.
        revision: u64,
        /// The step at hand, in words.
        step: Option<String>,
        /// How often the step at hand was tried and did not work.
        tries: u64,
        /// When it is looked at next. Nothing when nothing is left to do.
        due_at: Option<Micros>,
        /// How many days a leaver's licences stay, where they are taken at all.
        grace_days: Option<i64>,
        password: Option<FirstPassword>,
        /// What the matter is, or was last.
        error_code: Option<String>,
        error_detail: Option<String>,
        /// Who rejected, withdrew or abandoned it.
        ended_by: Option<String>,
        end_reason: Option<String>,
        asked_at: Micros,
        valid_until: Micros,
        granted_at: Option<Micros>,
        ended_at: Option<Micros>,
        /// The last event that is in this row.
        position: Position,
    }
}

crate::words! {
    pub enum ApprovalStatus {
        Waiting = "waiting",
        UnderWay = "under way",
        /// What was done is being undone.
        Undoing = "undoing",
        /// It must be done and cannot be so far: somebody should look at it.
        Attention = "needs attention",
        Done = "done",
        /// It failed, and nothing of it is left.
        Undone = "undone",
        Rejected = "rejected",
        Withdrawn = "withdrawn",
        Expired = "expired",
        Abandoned = "abandoned",
    }
}

crate::words! {
    /// What has to happen before an approval goes on.
    pub enum ApprovalWait {
        Decisions = "decisions",
        /// The time for which a leaver keeps licences.
        Grace = "grace",
        /// Somebody has to do something elsewhere, such as consent.
        Somebody = "somebody",
        /// The next try.
        Retry = "retry",
        /// Somebody fetches what the new user signs in with.
        FirstPassword = "first password",
    }
}

crate::words! {
    /// Where the first password of a user is who was created.
    pub enum FirstPassword {
        Kept = "kept",
        HandedOut = "handed out",
        Dropped = "dropped",
    }
}

impl ApprovalRow {
    /// Nothing where somebody else wrote into the table.
    pub fn requester(&self) -> Option<Person> {
        person_of(&self.requester)
    }

    /// It was decided about, or nobody has to.
    pub fn is_over(&self) -> bool {
        self.ended_at.is_some()
    }
}

/// Who is written like this, as kind and id.
pub fn person_of(text: &str) -> Option<Person> {
    let (word, id) = text.split_once(' ')?;
    let kinds = [PersonKind::User, PersonKind::Service, PersonKind::Operator];
    let mut people = kinds.into_iter().map(|kind| Person {
        kind,
        id: id.to_owned(),
    });
    people.find(|it| it.to_string() == format!("{word} {id}"))
}
