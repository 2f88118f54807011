//! Delegated administration (GDAP): what a partner may do in a customer's tenant, how the customer
//! agrees to it, and which of the partner's people have which of its roles.
//!
//! Everything here lives in the partner's own tenant; the customer appears only as the one who
//! approves. [`GdapRelationships`] asks for it, [`RoleAssignments`] hands it out to groups,
//! [`GdapCustomers`] and [`Contracts`] say with whom it exists.

mod assignment;
mod duration;
mod id;
mod proposal;
mod relationship;

use crate::cloud::directory::GroupId;
use crate::cloud::{Bookmark, CloudFault, Portion, TenantId};
use crate::text::RelationshipName;
use async_trait::async_trait;
use std::fmt::Debug;
use std::time::Duration;

pub use assignment::{AssignmentStatus, Operation, OperationStatus, RoleAssignment, RolesChange};
pub use duration::{AutoExtend, InvalidTerm, Term};
pub use id::{ActionId, AssignmentId, Etag, OperationId, Partner, RelationshipId, RoleId};
pub use proposal::{Approver, ImpossibleProposal, Proposal, RoleSet};
pub use relationship::{
    Action, ActionRequest, ActionStatus, Relationship, RelationshipCustomer, RelationshipKind,
    RelationshipStatus,
};

/// The relationships of a partner: proposed by it, approved by the customer, ended by either.
#[async_trait]
pub trait GdapRelationships: Send + Sync + Debug {
    /// All of them, whoever made them, part by part.
    async fn list(
        &self,
        partner: Partner,
        from: Option<&Bookmark>,
    ) -> Result<Portion<Relationship>, CloudFault>;

    /// Those that name this customer, in any status. One that anybody may approve names nobody
    /// before it is approved.
    async fn of_customer(
        &self,
        partner: Partner,
        customer: TenantId,
    ) -> Result<Vec<Relationship>, CloudFault>;

    /// The one of this name: names are unique within a partner. This is how to find out whether a
    /// proposal without an answer was made.
    async fn named(
        &self,
        partner: Partner,
        name: &RelationshipName,
    ) -> Result<Option<Relationship>, CloudFault>;

    async fn get(&self, partner: Partner, id: &RelationshipId) -> Result<Relationship, CloudFault>;

    /// Makes a relationship, which binds nobody yet. A fault of unknown effect may have left one
    /// behind: look for its name before proposing again. `CLOUD_CONFLICT`: the name is taken.
    async fn propose(
        &self,
        partner: Partner,
        proposal: &Proposal,
    ) -> Result<Relationship, CloudFault>;

    /// From then on it cannot be changed, and the customer can approve it. Only of one that is
    /// [`RelationshipStatus::Created`]; done as soon as its status says so.
    async fn lock_for_approval(
        &self,
        partner: Partner,
        id: &RelationshipId,
    ) -> Result<ActionRequest, CloudFault>;

    /// Asks for the end of one that is [`RelationshipStatus::Active`]; its status tells the rest.
    async fn terminate(
        &self,
        partner: Partner,
        id: &RelationshipId,
    ) -> Result<ActionRequest, CloudFault>;

    /// What was asked of the relationship so far: locking it, ending it.
    async fn actions(
        &self,
        partner: Partner,
        id: &RelationshipId,
    ) -> Result<Vec<ActionRequest>, CloudFault>;

    /// Where the customer's administrator approves. It leads nowhere before the relationship is
    /// locked for approval.
    fn invitation_link(&self, id: &RelationshipId) -> String;

    /// Whether it goes on by itself at its end. Only of one created or active.
    async fn set_auto_extend(
        &self,
        partner: Partner,
        id: &RelationshipId,
        etag: &Etag,
        extend: AutoExtend,
    ) -> Result<Relationship, CloudFault>;

    /// Takes Global Administrator out of an active relationship: the only change of roles that is
    /// possible without asking the customer. `remaining` are the other roles. It waits for the end
    /// of it `within` this time.
    async fn remove_global_administrator(
        &self,
        partner: Partner,
        id: &RelationshipId,
        etag: &Etag,
        remaining: &RoleSet,
        within: Duration,
    ) -> Result<RolesChange, CloudFault>;

    /// Undoes a proposal that is still [`RelationshipStatus::Created`].
    async fn delete(
        &self,
        partner: Partner,
        id: &RelationshipId,
        etag: &Etag,
    ) -> Result<(), CloudFault>;
}

/// Which group of the partner's people holds which of a relationship's roles.
#[async_trait]
pub trait RoleAssignments: Send + Sync + Debug {
    /// All of a relationship, those that were removed too.
    async fn list(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
    ) -> Result<Vec<RoleAssignment>, CloudFault>;

    async fn get(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        id: &AssignmentId,
    ) -> Result<RoleAssignment, CloudFault>;

    /// Gives a group roles of an active relationship. A group has one assignment in a
    /// relationship: `CLOUD_CONFLICT` when it is there already. A fault of unknown effect: list
    /// before assigning again.
    async fn assign(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        group: GroupId,
        roles: &RoleSet,
    ) -> Result<RoleAssignment, CloudFault>;

    /// Replaces an assignment's roles, and waits for the end of it `within` this time.
    async fn change_roles(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        id: &AssignmentId,
        etag: &Etag,
        roles: &RoleSet,
        within: Duration,
    ) -> Result<RolesChange, CloudFault>;

    /// How far a change has come that was still under way.
    async fn operation(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        id: &OperationId,
    ) -> Result<Operation, CloudFault>;

    /// Takes the roles away; the assignment is deleted some time later.
    async fn remove(
        &self,
        partner: Partner,
        relationship: &RelationshipId,
        id: &AssignmentId,
        etag: &Etag,
    ) -> Result<(), CloudFault>;
}

/// A customer with whom a relationship is active.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GdapCustomer {
    pub tenant: TenantId,
    pub name: String,
}

/// A service of the customer's that the partner can manage, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedService {
    pub name: String,
    pub address: String,
}

/// The customers with whom a partner has active relationships.
#[async_trait]
pub trait GdapCustomers: Send + Sync + Debug {
    async fn list(
        &self,
        partner: Partner,
        from: Option<&Bookmark>,
    ) -> Result<Portion<GdapCustomer>, CloudFault>;

    async fn get(&self, partner: Partner, customer: TenantId) -> Result<GdapCustomer, CloudFault>;

    async fn services(
        &self,
        partner: Partner,
        customer: TenantId,
    ) -> Result<Vec<ManagedService>, CloudFault>;
}

/// What binds a customer to the partner beside delegated administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContractKind {
    /// Microsoft's own, for its support.
    Syndication,
    /// The partner may administer, in the old way.
    Breadth,
    /// The partner sells and administers.
    Reseller,
    Unknown(String),
}

/// A customer as the partner's directory knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    pub customer: TenantId,
    pub name: String,
    pub default_domain: Option<String>,
    pub kind: ContractKind,
}

/// The customers of the partner's directory: also those of the old kind of delegated administration.
#[async_trait]
pub trait Contracts: Send + Sync + Debug {
    async fn list(
        &self,
        partner: Partner,
        from: Option<&Bookmark>,
    ) -> Result<Portion<Contract>, CloudFault>;
}
