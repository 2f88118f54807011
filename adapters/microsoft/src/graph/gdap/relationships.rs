//! Relationships: proposed, locked, ended.

use crate::graph::client::{API, GraphRequest};
use crate::graph::gdap::operations::accepted;
use crate::graph::gdap::rows::{
    AccessDetails, ActionRow, RELATIONSHIP, RelationshipRow, extend_text,
};
use crate::graph::gdap::{Gdap, MANY, RELATIONSHIPS, open_minded};
use async_trait::async_trait;
use serde::Serialize;
use serde_json::json;
use std::time::Duration;
use tenantry_domain::cloud::gdap::{
    ActionRequest, Approver, AutoExtend, Etag, GdapRelationships, Partner, Proposal, Relationship,
    RelationshipId, RelationshipKind, RoleSet, RolesChange,
};
use tenantry_domain::cloud::{Bookmark, Cause, CloudFault, Effect, Portion, TenantId};
use tenantry_domain::text::RelationshipName;
use tenantry_http::Method;

/// As many as Graph gives at once.
const PAGE: &str = "300";
/// More than any partner has relationships for: a list that goes in circles is left.
const PAGES: usize = 1000;
/// Behind the admin center's address.
const INVITATION: &str = "AdminPortal/Home#/partners/invitation/granularAdminRelationships/";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewRelationship<'a> {
    display_name: &'a str,
    duration: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<NewCustomer>,
    access_details: AccessDetails,
    auto_extend_duration: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewCustomer {
    tenant_id: TenantId,
}

impl<'a> From<&'a Proposal> for NewRelationship<'a> {
    fn from(proposal: &'a Proposal) -> Self {
        Self {
            display_name: proposal.name().as_str(),
            duration: proposal.term().to_string(),
            customer: match proposal.approver() {
                Approver::Customer(tenant_id) => Some(NewCustomer { tenant_id }),
                Approver::Anybody => None,
            },
            access_details: AccessDetails::of(proposal.roles()),
            auto_extend_duration: extend_text(proposal.extend()),
        }
    }
}

fn one(id: &RelationshipId) -> String {
    format!("{RELATIONSHIPS}/{id}")
}

fn listed() -> GraphRequest {
    open_minded(
        GraphRequest::get(RELATIONSHIPS)
            .select(RELATIONSHIP)
            .query("$top", PAGE),
    )
}

fn read(rows: Vec<RelationshipRow>) -> Vec<Relationship> {
    rows.into_iter()
        .filter_map(RelationshipRow::relationship)
        .collect()
}

/// The one that was asked for; one without an id is no answer.
fn single<T>(found: Option<T>, effect: Effect) -> Result<T, CloudFault> {
    found.ok_or_else(|| {
        let mut fault = CloudFault::new(
            Cause::AnswerUnreadable,
            API,
            "the thing has no id that can be used",
        );
        fault.effect = effect;
        fault
    })
}

impl Gdap {
    async fn ask(
        &self,
        partner: Partner,
        id: &RelationshipId,
        action: &str,
    ) -> Result<ActionRequest, CloudFault> {
        let request = GraphRequest::new(Method::POST, format!("{}/requests", one(id)))
            .json(&json!({ "action": action }))?;
        let row: ActionRow = self
            .graph
            .read(self.at(partner), open_minded(request))
            .await?;
        single(row.action(), Effect::Unknown)
    }
}

#[async_trait]
impl GdapRelationships for Gdap {
    async fn list(
        &self,
        partner: Partner,
        from: Option<&Bookmark>,
    ) -> Result<Portion<Relationship>, CloudFault> {
        let part = self.graph.portion(self.at(partner), listed(), from).await?;
        Ok(Portion {
            rows: read(part.rows),
            next: part.next,
        })
    }

    async fn of_customer(
        &self,
        partner: Partner,
        customer: TenantId,
    ) -> Result<Vec<Relationship>, CloudFault> {
        let request = listed().query("$filter", format!("customer/tenantId eq '{customer}'"));
        let pages = self.graph.pages(self.at(partner), request);
        Ok(read(pages.all(MANY).await?))
    }

    async fn named(
        &self,
        partner: Partner,
        name: &RelationshipName,
    ) -> Result<Option<Relationship>, CloudFault> {
        // Graph finds relationships by status and customer, not surely by name: they are looked
        // through, one page at a time.
        let mut pages = self.graph.pages(self.at(partner), listed());
        let mut left = PAGES;
        while let Some(page) = pages.next().await? {
            left -= 1;
            if left == 0 {
                let detail = format!("more than {PAGES} pages of relationships");
                return Err(CloudFault::new(Cause::AnswerTooLarge, API, detail));
            }
            let found = read(page.rows)
                .into_iter()
                .find(|relationship| relationship.name == name.as_str());
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    async fn get(&self, partner: Partner, id: &RelationshipId) -> Result<Relationship, CloudFault> {
        let request = open_minded(GraphRequest::get(one(id)).select(RELATIONSHIP));
        let row: RelationshipRow = self.graph.read(self.at(partner), request).await?;
        let found = single(row.relationship(), Effect::None)?;
        if !matches!(found.kind, RelationshipKind::ThroughProvider { .. }) {
            return Ok(found);
        }
        // What only this kind has cannot be chosen by name: such a one is read as a whole.
        let whole = open_minded(GraphRequest::get(one(id)));
        let row: RelationshipRow = self.graph.read(self.at(partner), whole).await?;
        single(row.relationship(), Effect::None)
    }

    async fn propose(
        &self,
        partner: Partner,
        proposal: &Proposal,
    ) -> Result<Relationship, CloudFault> {
        let request = GraphRequest::new(Method::POST, RELATIONSHIPS)
            .json(&NewRelationship::from(proposal))?;
        let row: RelationshipRow = self
            .graph
            .read(self.at(partner), open_minded(request))
            .await?;
        single(row.relationship(), Effect::Unknown)
    }

    async fn lock_for_approval(
        &self,
        partner: Partner,
        id: &RelationshipId,
    ) -> Result<ActionRequest, CloudFault> {
        self.ask(partner, id, "lockForApproval").await
    }

    async fn terminate(
        &self,
        partner: Partner,
        id: &RelationshipId,
    ) -> Result<ActionRequest, CloudFault> {
        self.ask(partner, id, "terminate").await
    }

    async fn actions(
        &self,
        partner: Partner,
        id: &RelationshipId,
    ) -> Result<Vec<ActionRequest>, CloudFault> {
        let request = GraphRequest::get(format!("{}/requests", one(id))).select(&[
            "id",
            "action",
            "status",
            "createdDateTime",
            "lastModifiedDateTime",
        ]);
        let pages = self
            .graph
            .pages::<ActionRow>(self.at(partner), open_minded(request));
        let rows = pages.all(MANY).await?;
        Ok(rows.into_iter().filter_map(ActionRow::action).collect())
    }

    fn invitation_link(&self, id: &RelationshipId) -> String {
        let admin_center = self.graph.endpoints().admin_center.as_str();
        format!("{admin_center}{INVITATION}{id}")
    }

    async fn set_auto_extend(
        &self,
        partner: Partner,
        id: &RelationshipId,
        etag: &Etag,
        extend: AutoExtend,
    ) -> Result<Relationship, CloudFault> {
        let request = GraphRequest::new(Method::PATCH, one(id))
            .json(&json!({ "autoExtendDuration": extend_text(extend) }))?
            .if_match(etag.as_str());
        let row: RelationshipRow = self
            .graph
            .read(self.at(partner), open_minded(request))
            .await?;
        single(row.relationship(), Effect::Unknown)
    }

    async fn remove_global_administrator(
        &self,
        partner: Partner,
        id: &RelationshipId,
        etag: &Etag,
        remaining: &RoleSet,
        within: Duration,
    ) -> Result<RolesChange, CloudFault> {
        let body = json!({ "accessDetails": AccessDetails::of(remaining) });
        let request = GraphRequest::new(Method::PATCH, one(id))
            .json(&body)?
            .if_match(etag.as_str());
        let answer = self
            .graph
            .send(self.at(partner), open_minded(request))
            .await?;
        if answer.status == 202 {
            let operation = accepted(&self.graph, &answer)?;
            return self.outcome(partner, id, operation, within).await;
        }
        Ok(RolesChange::Done)
    }

    async fn delete(
        &self,
        partner: Partner,
        id: &RelationshipId,
        etag: &Etag,
    ) -> Result<(), CloudFault> {
        let request = GraphRequest::new(Method::DELETE, one(id)).if_match(etag.as_str());
        match self.graph.send(self.at(partner), request).await {
            Err(fault) if fault.cause != Cause::NotThere => Err(fault),
            _ => Ok(()),
        }
    }
}
